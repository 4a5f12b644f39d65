/** Which groups have consumed the record, as they stand now. */
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import type { RecordGroup, RecordView } from "@orderdeck/contracts/records/entities";
import { IconCircleCheck, IconClock, IconHelp } from "@tabler/icons-react";
import { countText } from "../../format/number.ts";
import { useLive } from "../../live/live-context.tsx";
import { type StateLook, StateMark } from "../../ui/state-mark.tsx";
import classes from "./record.module.css";

const LOOK = {
	past: { word: "past it", icon: IconCircleCheck, tone: "ok" },
	before: { word: "not yet", icon: IconClock, tone: "t3" },
	unknown: { word: "unknown", icon: IconHelp, tone: "t3" },
} as const satisfies Record<string, StateLook>;

export function RecordGroups({ record }: { record: RecordView }) {
	const lag = useLive((state) => state.lag);
	const groups = lag === undefined ? record.groups : groupsAt(lag, record);
	const past = groups.filter((group) => group.past === true).length;
	return (
		<section className={classes.part}>
			<h3>
				Consumer groups
				<span className="t3 xs">{groups.length === 0 ? "No group reads this topic" : `${past} of ${groups.length} are past it`}</span>
			</h3>
			{groups.length > 0 && (
				<table className={classes.groups}>
					<thead>
						<tr>
							<th>Group</th>
							<th>Record</th>
							<th>Committed</th>
							<th>Offsets</th>
						</tr>
					</thead>
					<tbody>
						{groups.map((group) => (
							<tr key={group.group}>
								<td className="ell">{group.group}</td>
								<td>
									<StateMark look={LOOK[group.past === null ? "unknown" : group.past ? "past" : "before"]} />
								</td>
								<td className="mono t2">{group.committed ?? "–"}</td>
								<td className="tn t2">{distanceWords(group, record.offset)}</td>
							</tr>
						))}
					</tbody>
				</table>
			)}
		</section>
	);
}

/** From the record to what the group reads next. */
function distanceWords({ committed }: RecordGroup, offset: number): string {
	if (committed === null) return "–";
	return committed > offset ? `${countText(committed - offset)} after` : `${countText(offset - committed)} before`;
}

/** The groups that read the record's partition, from what is live. */
export function groupsAt(lag: readonly GroupLag[], { topic, partition, offset }: RecordView): readonly RecordGroup[] {
	return lag.flatMap(({ group, paused, partitions }) => {
		const own = partitions.find((each) => each.topic === topic && each.partition === partition);
		if (own === undefined) return [];
		return [{ group, paused: paused !== null, committed: own.committed, past: own.committed === null ? null : own.committed > offset }];
	});
}
