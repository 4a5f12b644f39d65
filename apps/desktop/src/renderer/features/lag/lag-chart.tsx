/** How late a group has been. Loaded on its own: it brings the chart library. */
import type { LagPoint } from "@orderdeck/contracts/lag/entities";
import { duration, shortDuration } from "../../format/duration.ts";
import { exactNumber } from "../../format/number.ts";
import { clockTime, minuteTime } from "../../format/time.ts";
import { groupColour } from "../../theme/tokens.ts";
import { TimeChart } from "../../ui/time-chart.tsx";

interface LagChartProps {
	readonly group: string;
	readonly points: readonly LagPoint[];
	/** Since when the group has been paused, ms; undefined while it is not. */
	readonly pausedSince: number | undefined;
}

export function LagChart({ group, points, pausedSince }: LagChartProps) {
	const from = points[0]?.at ?? 0;
	const to = points.at(-1)?.at ?? 0;
	return (
		<TimeChart
			label={`How late ${group} has been over the last five minutes`}
			points={points}
			time="at"
			bands={pausedSince === undefined || pausedSince > to ? [] : [{ from: Math.max(pausedSince, from), to, label: "paused" }]}
			series={[{ name: "lag_seconds", type: "area", color: groupColour(group) }]}
			xAxis={{ type: "number", domain: [from, to], tickFormatter: to - from < 120_000 ? clockTime : minuteTime }}
			yAxis={{
				width: 40,
				tickFormatter: (value: number) => shortDuration(value),
				domain: [0, (most: number) => Math.max(6, Math.ceil(most))],
			}}
			left={24}
			tip={({ at, lag, lag_seconds }) => ({
				title: clockTime(at),
				lines: [
					["Time lag", lag_seconds === null ? "unknown" : duration(lag_seconds)],
					["Messages", lag === null ? "unknown" : exactNumber(lag)],
				],
			})}
		/>
	);
}
