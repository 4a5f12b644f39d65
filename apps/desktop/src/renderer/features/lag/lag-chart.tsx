/** How late a group has been, with what operators did meanwhile. Loaded on its own: it brings the chart library. */
import { useElementSize } from "@mantine/hooks";
import type { GroupLagHistory } from "@orderdeck/contracts/lag/history";
import type { ReactNode } from "react";
import { chartMarkers, placeBetween } from "../../audit/action-markers.ts";
import type { AuditRow } from "../../audit/audit-words.ts";
import { ChartMarkers } from "../../audit/chart-markers.tsx";
import { duration, shortDuration } from "../../format/duration.ts";
import { exactNumber } from "../../format/number.ts";
import { clockTime, minuteTime } from "../../format/time.ts";
import { groupColour } from "../../theme/tokens.ts";
import { statusWord } from "../../ui/lag-status.ts";
import { TimeChart } from "../../ui/time-chart.tsx";
import { axisLabel, axisTicks, lateTicks } from "./axis.ts";
import { chartBands, type PauseSpan, rebalancePlaces } from "./chart-bands.ts";
import { RebalanceLines } from "./rebalance-lines.tsx";

/** Left of the plot: what the names of the partitions beneath take. */
const AXIS_WIDTH = 40;
const LEFT = 44;
const RIGHT = 4;

interface LagChartProps {
	readonly history: GroupLagHistory;
	readonly pauses: readonly PauseSpan[];
	/** What operators did to the group. */
	readonly actions: readonly AuditRow[];
	/** In seconds. */
	readonly objective: number;
	/** Over the plot, instead of the markers. */
	readonly overlay?: ReactNode;
}

export function LagChart({ history, pauses, actions, objective, overlay }: LagChartProps) {
	const { ref, width } = useElementSize();
	const { group, start, step_ms, late, lag, status, rebalancing } = history;
	const points = late.map((seconds, step) => ({
		at: start + step * step_ms,
		lag_seconds: seconds,
		lag: lag[step] ?? null,
		status: status[step] ?? null,
		isRebalancing: rebalancing[step] === true,
	}));
	const end = start + late.length * step_ms;
	const ticks = lateTicks(Math.max(6, ...late.map((seconds) => seconds ?? 0)));
	const highest = ticks.at(-1) ?? 0;
	const markers = chartMarkers(actions, placeBetween(start, end));
	const times = axisTicks({ from: start, to: end, width: width - LEFT - AXIS_WIDTH - RIGHT });
	return (
		<div ref={ref} style={{ height: "100%" }}>
			<TimeChart
				label={`Time lag of ${group} since ${minuteTime(start)}`}
				points={points}
				time="at"
				bands={chartBands(history, pauses)}
				// Above all that is drawn it would be out of the plot.
				{...(highest < objective ? {} : { limit: { value: objective, label: `objective ${duration(objective)}` } })}
				overlay={
					overlay ?? (
						<>
							<RebalanceLines places={rebalancePlaces(history)} withIcons />
							<ChartMarkers markers={markers} />
						</>
					)
				}
				series={[{ name: "lag_seconds", type: "area", color: groupColour(group) }]}
				xAxis={{ type: "number", interval: 0, domain: [start, end], ticks: times, tickFormatter: axisLabel }}
				yAxis={{
					width: AXIS_WIDTH,
					tickFormatter: (value: number) => shortDuration(value),
					domain: [0, highest],
					ticks,
				}}
				left={LEFT}
				tip={({ at, lag: records, lag_seconds, status: word, isRebalancing }) => ({
					title: step_ms < 60_000 ? clockTime(at) : minuteTime(at),
					lines: [
						["Time lag", lag_seconds === null ? "no data" : duration(lag_seconds)],
						["Messages", records === null ? "no data" : exactNumber(records)],
						...(word === null ? [] : [["Status", `${statusWord(word)}${isRebalancing ? ", rebalancing" : ""}`] as const]),
					],
				})}
			/>
		</div>
	);
}
