/** How many letters arrived hour by hour. */
import type { LetterArrivals } from "@orderdeck/contracts/letters/entities";
import { counted } from "../../format/words.ts";
import { type ArrivalAxis, arrivalBars } from "./arrivals.ts";

/** Wide as the bars it stands for are many. */
const BAR = 4;
const GAP = 1;

export function ArrivalBars({ hours, axis, height }: { hours: LetterArrivals["hours"]; axis: ArrivalAxis; height: number }) {
	const bars = arrivalBars(hours, axis);
	const most = Math.max(...bars, 1);
	return (
		<svg
			width="100%"
			height={height}
			viewBox={`0 0 ${bars.length * BAR} ${height}`}
			preserveAspectRatio="none"
			role="img"
			aria-label={`${counted(
				bars.reduce((sum, count) => sum + count, 0),
				"letter",
			)}, at most ${most} in ${axis.hoursABar === 1 ? "an hour" : `${axis.hoursABar} hours`}`}
			style={{ display: "block" }}
		>
			{bars.map((count, place) => {
				const tall = count === 0 ? 1 : Math.max(2, (count / most) * height);
				return (
					<rect
						// biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place in time
						key={place}
						x={place * BAR}
						y={height - tall}
						width={BAR - GAP}
						height={tall}
						fill={count === 0 ? "var(--od-line-strong)" : "var(--od-bad)"}
					/>
				);
			})}
		</svg>
	);
}
