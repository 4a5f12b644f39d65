/** A group opened: what holds for it, how late it has been, and where each partition stands. */
import type { GroupLag, PartitionLag } from "@orderdeck/contracts/lag/entities";
import { Link } from "@tanstack/react-router";
import { AuditHistory } from "../../audit/audit-history.tsx";
import { age } from "../../format/duration.ts";
import { epochOf } from "../../format/time.ts";
import { ordersWaiting } from "../../format/words.ts";
import { useKnownUntil } from "../../live/live-context.tsx";
import { LagMark } from "../../ui/lag-mark.tsx";
import { partitionWord, QUIET_SECONDS, toneClass, toneOf } from "../../ui/lag-status.ts";
import { lagWords, lateWords } from "../../ui/lag-words.ts";
import { RecordLink } from "../../ui/record-link.tsx";
import { GroupFacts } from "./group-facts.tsx";
import { GroupPast } from "./group-past.tsx";
import classes from "./lag.module.css";
import { type LagColumn, rateText } from "./lag-columns.tsx";

/** `left`: the columns that its row has no room for. */
export function GroupDetails({ group, left }: { group: GroupLag; left: readonly LagColumn[] }) {
	return (
		<>
			<GroupFacts group={group} />
			{left.length > 0 && <LeftOut group={group} columns={left} />}
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

/** What the row has no room for. */
function LeftOut({ group, columns }: { group: GroupLag; columns: readonly LagColumn[] }) {
	return (
		<p className={`t2 tn ${classes.left}`}>
			{columns.map(({ id, head, title, cell }) => (
				<span key={id} title={title?.(group)}>
					{head} <span className="med">{cell(group)}</span>
				</span>
			))}
		</p>
	);
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
						<th className={`${classes.right} ${classes.rates}`}>
							Consumed /<br />
							produced per s
						</th>
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
