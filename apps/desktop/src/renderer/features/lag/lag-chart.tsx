/** How late a group has been. Loaded on its own: it brings the chart library. */
import type { GroupLagHistory } from "@orderdeck/contracts/lag/history";
import { duration, shortDuration } from "../../format/duration.ts";
import { exactNumber } from "../../format/number.ts";
import { clockTime, minuteTime } from "../../format/time.ts";
import { groupColour } from "../../theme/tokens.ts";
import { TimeChart } from "../../ui/time-chart.tsx";
import { axisTicks } from "./heat.ts";

/** Left of the plot: what the names of the partitions beneath take. */
const AXIS_WIDTH = 40;
const LEFT = 44;

interface LagChartProps {
	readonly history: GroupLagHistory;
	/** Since when the group has been paused, ms; undefined while it is not. */
	readonly pausedSince: number | undefined;
}

export function LagChart({ history, pausedSince }: LagChartProps) {
	const { group, start, step_ms, late, lag } = history;
	const points = late.map((seconds, step) => ({ at: start + step * step_ms, lag_seconds: seconds, lag: lag[step] ?? null }));
	const end = start + late.length * step_ms;
	return (
		<TimeChart
			label={`How late ${group} has been since ${minuteTime(start)}`}
			points={points}
			time="at"
			bands={pausedSince === undefined || pausedSince > end ? [] : [{ from: Math.max(pausedSince, start), to: end, label: "paused" }]}
			series={[{ name: "lag_seconds", type: "area", color: groupColour(group) }]}
			xAxis={{ type: "number", minTickGap: 24, domain: [start, end], ticks: axisTicks(start, end), tickFormatter: minuteTime }}
			yAxis={{
				width: AXIS_WIDTH,
				tickFormatter: (value: number) => shortDuration(value),
				domain: [0, (most: number) => Math.max(6, Math.ceil(most))],
			}}
			left={LEFT}
			tip={({ at, lag: records, lag_seconds }) => ({
				title: step_ms < 60_000 ? clockTime(at) : minuteTime(at),
				lines: [
					["Time lag", lag_seconds === null ? "no data" : duration(lag_seconds)],
					["Messages", records === null ? "no data" : exactNumber(records)],
				],
			})}
		/>
	);
}
