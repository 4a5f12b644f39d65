/** Alerts by day, now and then, with the days on which known frauds would be missed. Loaded on its own: it brings the chart library. */
import type { BacktestResult } from "@orderdeck/contracts/backtests/entities";
import { IconAlertOctagon } from "@tabler/icons-react";
import { exactNumber } from "../../format/number.ts";
import { counted } from "../../format/words.ts";
import { TimeChart } from "../../ui/time-chart.tsx";
import { dayWords } from "./backtest-range.ts";
import classes from "./rules.module.css";

type Day = BacktestResult["by_day"][number];

const SERIES = [
	{ name: "today", type: "bar", color: "color-mix(in srgb, var(--od-text-3) 60%, transparent)" },
	{ name: "draft", type: "bar", color: "var(--od-accent)" },
] as const;

/** From so many days on each tick names its month. */
const MANY_DAYS = 45;

interface AlertsByDayProps {
	readonly days: readonly Day[];
	/** What is compared: `v3` and `draft`. */
	readonly words: { readonly before: string; readonly after: string };
}

export function AlertsByDay({ days, words }: AlertsByDayProps) {
	const tick = (day: string) => (days.length < MANY_DAYS ? String(Number(day.slice(8, 10))) : dayWords(day));
	const missed = days.filter((day) => day.missed > 0);
	return (
		<section className={classes.byDay} aria-label="Alerts by day">
			<h3>
				Alerts by day
				<span className="grow" />
				<span className={classes.key}>
					<i style={{ background: "var(--od-text-3)" }} aria-hidden /> now, {words.before}
				</span>
				<span className={classes.key}>
					<i style={{ background: "var(--od-accent)" }} aria-hidden /> then, {words.after}
				</span>
				<span className={`${classes.key} bad`}>
					<IconAlertOctagon size={12} aria-hidden /> known fraud missed
				</span>
			</h3>
			<div className={classes.plot}>
				<TimeChart
					label={`Alerts by day over ${counted(days.length, "day")}, now and then; known frauds missed on ${counted(missed.length, "day")}`}
					points={days}
					time="day"
					series={SERIES}
					xAxis={{ tickFormatter: tick, minTickGap: 12 }}
					yAxis={{ width: 32, allowDecimals: false, domain: [0, "auto"] }}
					overlay={<MissedMarks days={days} />}
					tip={({ day, today, draft, missed: frauds }) => ({
						title: dayWords(day),
						lines: [
							[`Now, ${words.before}`, exactNumber(today)],
							[`Then, ${words.after}`, exactNumber(draft)],
							...(frauds > 0 ? [["Known frauds missed", exactNumber(frauds)] as const] : []),
						],
					})}
				/>
			</div>
			<table className="sr">
				<caption>Alerts by day</caption>
				<thead>
					<tr>
						<th>Day</th>
						<th>Now</th>
						<th>Then</th>
						<th>Known frauds missed</th>
					</tr>
				</thead>
				<tbody>
					{days.map(({ day, today, draft, missed: frauds }) => (
						<tr key={day}>
							<td>{day}</td>
							<td>{today}</td>
							<td>{draft}</td>
							<td>{frauds}</td>
						</tr>
					))}
				</tbody>
			</table>
		</section>
	);
}

/** In the row above the plot, over the middle of each day. */
function MissedMarks({ days }: { days: readonly Day[] }) {
	return days.map(({ day, missed }, place) =>
		missed === 0 ? null : (
			<span
				key={day}
				className={`bad ${classes.missedMark}`}
				style={{ left: `${((place + 0.5) / days.length) * 100}%` }}
				title={`${dayWords(day)}: ${counted(missed, "known fraud")} missed`}
				aria-hidden
			>
				<IconAlertOctagon size={13} stroke={2} />
				{missed > 1 && missed}
			</span>
		),
	);
}
