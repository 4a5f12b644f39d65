/** A group opened: what holds for it, how late it has been, and where each partition stands. */
import type { GroupLag, PartitionLag } from "@orderdeck/contracts/lag/entities";
import { Link } from "@tanstack/react-router";
import { AuditHistory } from "../../audit/audit-history.tsx";
import { age } from "../../format/duration.ts";
import { rate } from "../../format/number.ts";
import { epochOf } from "../../format/time.ts";
import { counted, ordersWaiting } from "../../format/words.ts";
import { useKnownUntil } from "../../live/live-context.tsx";
import { GroupMessages, LagMark } from "../../ui/lag-mark.tsx";
import { partitionWord, QUIET_SECONDS, toneClass, toneOf } from "../../ui/lag-status.ts";
import { lagWords, lateWords } from "../../ui/lag-words.ts";
import { RecordLink } from "../../ui/record-link.tsx";
import { GroupFacts } from "./group-facts.tsx";
import { GroupPast } from "./group-past.tsx";
import classes from "./lag.module.css";

export function GroupDetails({ group }: { group: GroupLag }) {
	return (
		<>
			<GroupFacts group={group} />
			<Dropped group={group} />
			<div className={classes.inside}>
				<GroupPast group={group} />
				<div>
					<div className={`${classes.title} ${classes.follows}`}>
						<span className="med">Partitions</span>
						<OldestWaiting group={group} />
					</div>
					<Partitions group={group} />
					<AuditHistory
						target={`group:${group.group}`}
						version={JSON.stringify(group.objective)}
						className={`${classes.history} ${classes.follows}`}
					/>
				</div>
			</div>
		</>
	);
}

/** What the row has no room for on a narrow screen. */
function Dropped({ group }: { group: GroupLag }) {
	return (
		<p className={`t2 tn ${classes.dropped}`}>
			<span className={classes.fewer}>
				Messages <GroupMessages group={group} />
			</span>
			<span>Consumed per s {rateText(group.consume_rate)}</span>
			<span>Produced per s {rateText(group.produce_rate)}</span>
			<span title={group.members.join(", ")}>{counted(group.members.length, "member")}</span>
		</p>
	);
}

function rateText(perSecond: number | null): string {
	return perSecond === null ? "–" : rate(perSecond);
}

function OldestWaiting({ group }: { group: GroupLag }) {
	const now = useKnownUntil();
	const { oldest_order_id: id, oldest_at: at } = group.waiting;
	if (id === null || at === null) return <span className="t2">no orders waiting</span>;
	return (
		<span className="t2 tn ell">
			{ordersWaiting(group.waiting)}, the oldest is{" "}
			<Link to="/orders" search={{ order: String(id) }} className="acc mono">
				{String(id)}
			</Link>{" "}
			({age(now, epochOf(at))})
		</span>
	);
}

/** The first record that the group has not consumed, where there is one. */
function Committed({ partition: { topic, partition, committed, lag } }: { partition: PartitionLag }) {
	if (committed === null) return "–";
	return lag === 0 ? committed : <RecordLink at={{ topic, partition, offset: committed }} short />;
}

function Partitions({ group }: { group: GroupLag }) {
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
		<section className={classes.scroll} tabIndex={0} aria-label={`Partitions of ${group.group}`}>
			<table className={`${classes.table} ${classes.partitions}`}>
				<thead>
					<tr>
						<th>Partition</th>
						<th>State</th>
						<th className={classes.right}>Committed</th>
						<th className={classes.right}>End</th>
						<th className={classes.right}>Lag</th>
						<th className={classes.right}>Time lag</th>
						<th className={`${classes.right} ${classes.rates}`}>Consumed / produced per s</th>
						<th>Owner</th>
					</tr>
				</thead>
				<tbody>
					{group.partitions.map((partition) => {
						const word = partitionWord(partition);
						const late = (partition.lag_seconds ?? 0) >= QUIET_SECONDS;
						return (
							<tr key={`${partition.topic}/${partition.partition}`} data-bad={toneOf(word) === "bad" || undefined}>
								<td className="mono">
									{partition.topic}/{partition.partition}
								</td>
								<td>
									<LagMark word={word} lost={partition.lost} />
								</td>
								<td className={`mono ${classes.right}`}>
									<Committed partition={partition} />
								</td>
								<td className={`mono t2 ${classes.right}`}>{partition.end}</td>
								<td className={classes.right}>{lagWords(partition.lag)}</td>
								<td className={`${classes.right} ${late ? `${toneClass(word)} med` : ""}`}>{lateWords(partition.lag_seconds)}</td>
								<td className={classes.right}>
									{rateText(partition.consume_rate)}
									<span className="t2"> / {rateText(partition.produce_rate)}</span>
								</td>
								<td className={`mono t2 ell ${classes.owner}`} title={partition.owner ?? undefined}>
									{partition.owner?.replace(`${group.group}-`, "") ?? "nobody"}
								</td>
							</tr>
						);
					})}
				</tbody>
			</table>
		</section>
	);
}
