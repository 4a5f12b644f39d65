/** Orders and sales a minute, an hour or a day, over the window and the window before. Loaded on its own: it brings the chart library. */

import type { HistoryBucket } from "@orderdeck/contracts/analytics/entities";
import type { MoneySums } from "@orderdeck/contracts/money";
import { type ChartMarker, chartMarkers, placeAmong } from "../../audit/action-markers.ts";
import type { AuditRow } from "../../audit/audit-words.ts";
import { ChartMarkers } from "../../audit/chart-markers.tsx";
import { compactMoney, eachMoney, money } from "../../format/money.ts";
import { compactNumber, exactNumber } from "../../format/number.ts";
import { NextTask } from "../../ui/next-task.tsx";
import { TimeChart } from "../../ui/time-chart.tsx";
import { bucketName, createBucketTimes } from "./bucket-times.ts";
import { type ChartPoint, type Course, chartPoints } from "./course.ts";
import classes from "./overview.module.css";

/** The window, what is incomplete of it in dots, and the window before in dashes. */
const SERIES = [
	{ name: "value", type: "area", color: "var(--od-accent)" },
	{ name: "partial", type: "area", color: "var(--od-accent)", strokeDasharray: "2 3" },
	{ name: "before", type: "area", color: "var(--od-text-3)", strokeDasharray: "3 3" },
] as const;

export interface OrdersSalesProps {
	/** Sums over the whole window, the running bucket included. The line of the sales is in their leading currency. */
	readonly orders: string;
	readonly sales: MoneySums;
	readonly course: Course;
	/** What operators did within the window. */
	readonly actions: readonly AuditRow[];
	readonly bucket: HistoryBucket;
	/** IANA name: days are those of this zone. */
	readonly timeZone: string;
}

export function OrdersSalesChart({ orders, sales, course, actions, bucket, timeZone }: OrdersSalesProps) {
	const markers = chartMarkers(actions, placeAmong(course.now.map(({ at }) => at)));
	const shared = { bucket, timeZone, markers };
	return (
		<div className={classes.charts}>
			<Plot
				{...shared}
				title="Orders"
				total={`${orders} in total`}
				points={chartPoints(course, (slot) => slot.orders)}
				tick={compactNumber}
				exact={exactNumber}
			/>
			<NextTask>
				<Plot
					{...shared}
					title="Sales"
					total={`${eachMoney(sales)} in total`}
					points={chartPoints(course, (slot) => slot.sales)}
					tick={(amount) => compactMoney(amount, sales.currency)}
					exact={(amount) => money(amount, sales.currency)}
					withTimes
				/>
			</NextTask>
		</div>
	);
}

/** A tick is a round figure: `$700 k` for `$700.0 k`. */
function axisWords(words: string): string {
	return words.replace(/\.0+(?=\u202f)/, "");
}

interface PlotProps extends Pick<OrdersSalesProps, "bucket" | "timeZone"> {
	readonly title: string;
	readonly total: string;
	readonly points: ChartPoint[];
	readonly tick: (value: number) => string;
	readonly exact: (value: number) => string;
	readonly markers: readonly ChartMarker[];
	/** The lower one of the two: it has the times, and the icons of the markers are above the other. */
	readonly withTimes?: boolean;
}

function Plot({ title, total, points, tick, exact, bucket, timeZone, markers, withTimes = false }: PlotProps) {
	const times = createBucketTimes(
		bucket,
		points.map(({ at }) => at),
		timeZone,
	);
	const tip = ({ at, place, before }: ChartPoint) => {
		const value = place.slot === undefined ? "not recorded" : undefined;
		const current = points.find((point) => point.at === at);
		const figure = current?.value ?? current?.partial;
		const now = [title, value ?? exact(figure ?? 0)] as const;
		return {
			title: `${times.exact(at)}${place.partial ? " · incomplete" : ""}`,
			lines: [now, ...(before === null ? [] : [["Before", exact(before)] as const])],
		};
	};
	return (
		<div className={classes.chart}>
			<span className="sm">
				<span className="med">{title}</span> <span className="t2 tn">{total}</span>
			</span>
			<div className={classes.plot}>
				<TimeChart
					label={`${title} ${bucketName(bucket)}: ${total}`}
					points={points}
					time="at"
					series={SERIES}
					xAxis={withTimes ? { interval: 0, tickFormatter: times.tick, ticks: [...times.ticks] } : "hidden"}
					yAxis={{ width: 48, tickFormatter: (value: number) => axisWords(tick(value)), domain: [0, "auto"] }}
					syncId="overview"
					{...(markers.length === 0 ? {} : { overlay: <ChartMarkers markers={markers} linesOnly={withTimes} /> })}
					tip={tip}
				/>
			</div>
		</div>
	);
}
