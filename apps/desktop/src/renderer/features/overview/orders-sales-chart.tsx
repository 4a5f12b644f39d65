/** Orders and sales a minute, over the window and the window before. Loaded on its own: it brings the chart library. */

import type { MinutePoint } from "@orderdeck/contracts/analytics/entities";
import type { MoneySums } from "@orderdeck/contracts/money";
import { compactMoney, eachMoney, money } from "../../format/money.ts";
import { compactNumber, exactNumber } from "../../format/number.ts";
import { minuteTime } from "../../format/time.ts";
import { TimeChart } from "../../ui/time-chart.tsx";
import classes from "./overview.module.css";

/** The window, and the one before it in dashes. */
const SERIES = [
	{ name: "value", type: "area", color: "var(--od-accent)" },
	{ name: "before", type: "line", color: "var(--od-text-3)", strokeDasharray: "3 3" },
] as const;

interface Point {
	readonly minute: number;
	readonly value: number;
	readonly before: number | undefined;
}

export interface OrdersSalesProps {
	/** Sums over the whole window, the running minute included. The line of the sales is in their leading currency. */
	readonly orders: number;
	readonly sales: MoneySums;
	readonly now: readonly MinutePoint[];
	readonly before: readonly MinutePoint[];
}

export function OrdersSalesChart({ orders, sales, now, before }: OrdersSalesProps) {
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
				total={`${eachMoney(sales)} in all`}
				points={points((minute) => minute.sales)}
				tick={(amount) => compactMoney(amount, sales.currency)}
				exact={(amount) => money(amount, sales.currency)}
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
			<div className={classes.plot}>
				<TimeChart
					label={`${title} a minute: ${total}`}
					points={points}
					time="minute"
					series={SERIES}
					xAxis={withTimes ? { tickFormatter: minuteTime } : "hidden"}
					yAxis={{ width: 48, tickFormatter: (value: number) => axisWords(tick(value)), domain: [0, "auto"] }}
					syncId="overview"
					tip={({ minute, value, before }) => ({
						title: minuteTime(minute),
						lines: [[title, exact(value)], ...(before === undefined ? [] : [["Before", exact(before)] as const])],
					})}
				/>
			</div>
		</div>
	);
}
