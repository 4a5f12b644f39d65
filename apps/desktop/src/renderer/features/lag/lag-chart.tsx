/** How late a group has been. Loaded on its own: it brings the chart library. */

import type { LagPoint } from "@orderdeck/contracts/entities";
import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { duration, shortDuration } from "../../format/duration.ts";
import { exactNumber } from "../../format/number.ts";
import { clockTime, minuteTime } from "../../format/time.ts";
import { groupColour } from "../../theme/tokens.ts";
import { ChartTip } from "../../ui/chart-tip.tsx";

const AXIS = { fontSize: 11, fill: "var(--od-text-3)" };
const MARGIN = { top: 6, right: 4, bottom: 0, left: 24 };

export default function LagChart({ group, points }: { group: string; points: readonly LagPoint[] }) {
	const colour = groupColour(group);
	const from = points[0]?.at ?? 0;
	const to = points.at(-1)?.at ?? 0;
	return (
		<div role="img" aria-label={`How late ${group} has been over the last five minutes`} style={{ height: "100%" }}>
			<ResponsiveContainer width="100%" height="100%">
				<AreaChart data={[...points]} margin={MARGIN} accessibilityLayer={false}>
					<CartesianGrid vertical={false} stroke="var(--od-grid)" />
					<XAxis
						dataKey="at"
						type="number"
						domain={[from, to]}
						tickFormatter={to - from < 120_000 ? clockTime : minuteTime}
						tick={AXIS}
						tickLine={false}
						axisLine={false}
						minTickGap={60}
						height={18}
					/>
					<YAxis
						width={40}
						tickCount={3}
						tickFormatter={(value: number) => shortDuration(value)}
						tick={AXIS}
						tickLine={false}
						axisLine={false}
						domain={[0, (most: number) => Math.max(6, Math.ceil(most))]}
					/>
					<Tooltip
						isAnimationActive={false}
						cursor={{ stroke: "var(--od-line-strong)" }}
						content={({ active, payload }) => {
							const point: LagPoint | undefined = active ? payload?.[0]?.payload : undefined;
							if (point === undefined) return null;
							const late = point.lag_seconds === null ? "unknown" : duration(point.lag_seconds);
							const lag = point.lag === null ? "unknown" : exactNumber(point.lag);
							return (
								<ChartTip
									title={clockTime(point.at)}
									lines={[
										["Late by", late],
										["Messages", lag],
									]}
								/>
							);
						}}
					/>
					<Area
						dataKey="lag_seconds"
						stroke={colour}
						strokeWidth={1.5}
						fill={colour}
						fillOpacity={0.12}
						isAnimationActive={false}
						dot={false}
					/>
				</AreaChart>
			</ResponsiveContainer>
		</div>
	);
}
