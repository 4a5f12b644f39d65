/** Orders and sales a minute, over the window and the window before. Loaded on its own: it brings the chart library. */

import type { MinutePoint } from "@orderdeck/contracts/entities";
import { Area, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { compactMoney, money } from "../../format/money.ts";
import { compactNumber, exactNumber } from "../../format/number.ts";
import { minuteTime } from "../../format/time.ts";
import { ChartTip } from "../../ui/chart-tip.tsx";
import classes from "./overview.module.css";

const AXIS = { fontSize: 11, fill: "var(--od-text-3)" };
const MARGIN = { top: 6, right: 4, bottom: 0, left: 0 };

interface Point {
	readonly minute: number;
	readonly value: number;
	readonly before: number | undefined;
}

export interface OrdersSalesProps {
	/** Sums over the whole window, the running minute included. */
	readonly orders: number;
	readonly sales: number;
	readonly now: readonly MinutePoint[];
	readonly before: readonly MinutePoint[];
}

export default function OrdersSalesChart({ orders, sales, now, before }: OrdersSalesProps) {
	const points = (read: (minute: MinutePoint) => number): Point[] =>
		now.map((minute, place) => {
			const earlier = before[place + before.length - now.length];
			return { minute: minute.minute, value: read(minute), before: earlier === undefined ? undefined : read(earlier) };
		});
	return (
		<div className={classes.charts}>
			<Plot
				title="Orders"
				total={`${exactNumber(orders)} in all`}
				points={points((minute) => minute.orders)}
				tick={compactNumber}
				exact={exactNumber}
			/>
			<Plot
				title="Sales"
				total={`${money(sales)} in all`}
				points={points((minute) => minute.sales)}
				tick={compactMoney}
				exact={money}
				withTimes
			/>
		</div>
	);
}

/** A tick is a round figure: `$700 k` for `$700.0 k`. */
function axisWords(words: string): string {
	return words.replace(/\.0+(?=\u202f)/, "");
}

interface PlotProps {
	readonly title: string;
	readonly total: string;
	readonly points: Point[];
	readonly tick: (value: number) => string;
	readonly exact: (value: number) => string;
	readonly withTimes?: boolean;
}

function Plot({ title, total, points, tick, exact, withTimes = false }: PlotProps) {
	return (
		<div className={classes.chart}>
			<span className="sm">
				<span className="med">{title}</span> <span className="t2 tn">{total}</span>
			</span>
			<div className={classes.plot} role="img" aria-label={`${title} a minute: ${total}`}>
				<ResponsiveContainer width="100%" height="100%">
					<ComposedChart data={points} margin={MARGIN} syncId="overview" accessibilityLayer={false}>
						<CartesianGrid vertical={false} stroke="var(--od-grid)" />
						<XAxis
							dataKey="minute"
							hide={!withTimes}
							tickFormatter={minuteTime}
							tick={AXIS}
							tickLine={false}
							axisLine={false}
							interval="preserveStartEnd"
							minTickGap={60}
							height={18}
						/>
						<YAxis
							width={48}
							tickCount={3}
							tickFormatter={(value: number) => axisWords(tick(value))}
							tick={AXIS}
							tickLine={false}
							axisLine={false}
							domain={[0, "auto"]}
						/>
						<Tooltip
							isAnimationActive={false}
							cursor={{ stroke: "var(--od-line-strong)" }}
							content={({ active, payload }) => {
								const point: Point | undefined = active ? payload?.[0]?.payload : undefined;
								if (point === undefined) return null;
								const lines: [string, string][] = [[title, exact(point.value)]];
								if (point.before !== undefined) lines.push(["Before", exact(point.before)]);
								return <ChartTip title={minuteTime(point.minute)} lines={lines} />;
							}}
						/>
						<Area
							dataKey="value"
							stroke="var(--od-accent)"
							strokeWidth={1.5}
							fill="var(--od-accent)"
							fillOpacity={0.12}
							isAnimationActive={false}
							dot={false}
						/>
						<Line dataKey="before" stroke="var(--od-text-3)" strokeWidth={1} strokeDasharray="3 3" dot={false} isAnimationActive={false} />
					</ComposedChart>
				</ResponsiveContainer>
			</div>
		</div>
	);
}
