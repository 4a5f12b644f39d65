/** A line without axes: which way has it been going. The figure beside it carries the value. */
import type { Token } from "../theme/tokens.ts";
import { cssToken } from "../theme/tokens.ts";

const HEIGHT = 28;

/**
 * The path of `values` in a box 100 wide, from 0 (or the least) at the bottom to the most, or `atLeast`, at the top; gaps where
 * unknown.
 */
export function sparkPath(values: readonly (number | null)[], height: number, atLeast = 0): string {
	const known = values.filter((value) => value !== null);
	const top = Math.max(...known, atLeast);
	const bottom = Math.min(...known, 0);
	const span = top - bottom || 1;
	let drawing = false;
	return values
		.map((value, place) => {
			if (value === null) {
				drawing = false;
				return "";
			}
			const x = values.length === 1 ? 100 : (place / (values.length - 1)) * 100;
			const y = height - ((value - bottom) / span) * height;
			const command = drawing ? "L" : "M";
			drawing = true;
			return `${command}${x.toFixed(1)} ${y.toFixed(1)}`;
		})
		.join("");
}

export function Spark(props: {
	values: readonly (number | null)[];
	tone: Token;
	width?: number | string;
	height?: number;
	atLeast?: number;
}) {
	const { height = HEIGHT, values } = props;
	return (
		<svg
			width={props.width ?? "100%"}
			height={height}
			viewBox={`0 -2 100 ${height + 4}`}
			preserveAspectRatio="none"
			aria-hidden="true"
			style={{ display: "block" }}
		>
			{values.length < 2 ? (
				<path d={`M0 ${height}H100`} stroke={cssToken("line-strong")} strokeDasharray="3 3" vectorEffect="non-scaling-stroke" />
			) : (
				<path
					d={sparkPath(values, height, props.atLeast)}
					fill="none"
					stroke={cssToken(props.tone)}
					strokeWidth="1.5"
					strokeLinejoin="round"
					vectorEffect="non-scaling-stroke"
				/>
			)}
		</svg>
	);
}
