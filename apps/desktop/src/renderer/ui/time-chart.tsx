/** Figures over time, as Orderdeck draws them. Loaded on its own, because it brings the chart library. */
import type { Key, ReactElement, ReactNode } from "react";
import {
	Area,
	Bar,
	CartesianGrid,
	ComposedChart,
	ReferenceArea,
	ReferenceLine,
	ResponsiveContainer,
	Tooltip,
	XAxis,
	type XAxisProps,
	YAxis,
	type YAxisProps,
} from "recharts";
import { cssToken, type Token } from "../theme/tokens.ts";
import { ChartTip } from "./chart-tip.tsx";
import classes from "./time-chart.module.css";

const TICKS = { tick: { fontSize: 11, fill: "var(--od-text-3)" }, tickLine: false, axisLine: false } as const;
const MARGIN = { right: 4, bottom: 0 };
/** Above the plot: half a line of text; with something over the plot, a row of icons. */
const TOP = { plain: 6, overlaid: 18 };
const AXIS_HEIGHT = 18;
/** Bars of few points would be walls. */
const BAR_WIDTH = 12;

/** A span of time that is tinted, such as a pause: ms since the epoch. */
export interface ChartBand {
	readonly from: number;
	readonly to: number;
	readonly label: string;
	readonly tone: Token;
}

/** Named like the field it draws; null and undefined are gaps. An area with dashes is drawn as a line. */
export interface ChartSeries<P> {
	readonly name: keyof P & string;
	readonly type: "area" | "bar";
	/** In CSS. */
	readonly color: string;
	readonly strokeDasharray?: string;
}

export interface TimeChartProps<P> {
	/** The description of the chart for screen readers. */
	readonly label: string;
	readonly points: readonly P[];
	/** The field that holds the time, ms since the epoch. */
	readonly time: keyof P & string;
	readonly series: readonly ChartSeries<P>[];
	/** With `interval: 0` and ticks of its own, the library does not measure which of them fit. */
	readonly xAxis: XAxisProps | "hidden";
	readonly yAxis: YAxisProps & { readonly width: number };
	/** On an axis of numbers. */
	readonly bands?: readonly ChartBand[];
	/** A value that is drawn as a line across the plot. */
	readonly limit?: { readonly value: number; readonly label: string };
	/** Over the plot and the row above it; its left and right edges are those of the plot. */
	readonly overlay?: ReactNode;
	/** Pixels left of the axis. */
	readonly left?: number;
	/** Charts of one name point at the same time. */
	readonly syncId?: string;
	/** The exact figures of the point under the pointer. */
	readonly tip: (point: P) => { readonly title: string; readonly lines: readonly (readonly [string, string])[] };
}

export function TimeChart<P extends object>(props: TimeChartProps<P>) {
	const { label, points, time, series, xAxis, yAxis, left = 0, syncId, tip, bands = [], limit, overlay } = props;
	const top = overlay === undefined ? TOP.plain : TOP.overlaid;
	const bottom = xAxis === "hidden" ? 0 : AXIS_HEIGHT;
	return (
		<div className={classes.chart}>
			<div role="img" aria-label={label} className={classes.plot}>
				<ResponsiveContainer>
					<ComposedChart
						data={points.map((point) => ({ ...point }))}
						margin={{ ...MARGIN, top, left }}
						maxBarSize={BAR_WIDTH}
						accessibilityLayer={false}
						{...(syncId === undefined ? {} : { syncId })}
					>
						<CartesianGrid stroke="var(--od-grid)" vertical={false} verticalCoordinatesGenerator={noLines} />
						<XAxis
							{...TICKS}
							dataKey={time}
							hide={xAxis === "hidden"}
							minTickGap={60}
							interval="preserveStartEnd"
							height={AXIS_HEIGHT}
							{...(xAxis === "hidden" ? {} : xAxis)}
						/>
						<YAxis {...TICKS} tickCount={3} interval={0} {...yAxis} />
						{bands.map(({ from, to, label: words, tone }) => (
							<ReferenceArea
								key={`${words} ${from}`}
								x1={from}
								x2={to}
								fill={cssToken(tone)}
								fillOpacity={0.14}
								ifOverflow="hidden"
								label={{ value: words, position: "insideTopLeft", fontSize: 11, fill: cssToken(tone) }}
							/>
						))}
						{limit !== undefined && (
							<ReferenceLine
								y={limit.value}
								stroke="var(--od-warn)"
								strokeDasharray="1 4"
								ifOverflow="hidden"
								label={{ value: limit.label, position: "insideTopLeft", dy: -14, fontSize: 11, fill: "var(--od-text-3)" }}
							/>
						)}
						{series.map((each) => drawn(each, points))}
						<Tooltip
							isAnimationActive={false}
							position={{ y: 0 }}
							cursor={{ stroke: "var(--od-line-strong)" }}
							content={({ active, payload }) => {
								const point: P | undefined = active ? payload?.[0]?.payload : undefined;
								return point === undefined ? null : <ChartTip {...tip(point)} />;
							}}
						/>
					</ComposedChart>
				</ResponsiveContainer>
			</div>
			{overlay !== undefined && (
				<div className={classes.overlay} style={{ left: left + yAxis.width, right: MARGIN.right, bottom }}>
					{overlay}
				</div>
			)}
		</div>
	);
}

/** For lines down, which are not drawn: without it the library measures the text of the axis to know where they would be. */
const noLines = () => [];

function drawn<P extends object>({ name, type, color, strokeDasharray }: ChartSeries<P>, points: readonly P[]) {
	const field: string = name;
	if (type === "bar") return <Bar key={name} dataKey={field} fill={color} isAnimationActive={false} />;
	const isLine = strokeDasharray !== undefined;
	return (
		// The library's own lines measure their length with each change.
		<Area
			key={name}
			dataKey={field}
			type="linear"
			fill={color}
			fillOpacity={isLine ? 0 : 0.12}
			stroke={color}
			strokeWidth={isLine ? 1 : 1.5}
			{...(isLine ? { strokeDasharray } : {})}
			connectNulls={false}
			activeDot={false}
			dot={aloneDots(points, name)}
			isAnimationActive={false}
		/>
	);
}

/** A figure between two gaps has no line: it is drawn as a dot. */
function aloneDots<P extends object>(points: readonly P[], name: string) {
	const isKnown = (place: number) => {
		const point = points[place];
		return point !== undefined && typeof Reflect.get(point, name) === "number";
	};
	const alone = new Set([...points.keys()].filter((place) => isKnown(place) && !isKnown(place - 1) && !isKnown(place + 1)));
	if (alone.size === 0) return false;
	return ({ key, cx, cy, index, stroke }: DotProps): ReactElement<SVGElement> =>
		index !== undefined && alone.has(index) ? <circle key={key} cx={cx} cy={cy} r={1.5} fill={stroke} /> : <g key={key} />;
}

interface DotProps {
	readonly key?: Key | null | undefined;
	readonly cx?: number | undefined;
	readonly cy?: number | undefined;
	readonly index?: number | undefined;
	readonly stroke?: string | undefined;
}
