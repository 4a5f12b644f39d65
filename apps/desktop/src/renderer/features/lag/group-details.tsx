/** A group opened: how late it has been, partition by partition, and where each partition stands. */
import { Select, Skeleton } from "@mantine/core";
import type { GroupLag, PartitionLag } from "@orderdeck/contracts/lag/entities";
import type { GroupLagHistory } from "@orderdeck/contracts/lag/history";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type CSSProperties, Fragment } from "react";
import { AuditHistory } from "../../audit/audit-history.tsx";
import { lazyComponent } from "../../chunks/lazy-component.tsx";
import { age } from "../../format/duration.ts";
import { rate } from "../../format/number.ts";
import { epochOf } from "../../format/time.ts";
import { ordersWaiting } from "../../format/words.ts";
import { useKnownUntil } from "../../live/live-context.tsx";
import { LagMark } from "../../ui/lag-mark.tsx";
import { partitionWord, QUIET_SECONDS, toneClass, toneOf } from "../../ui/lag-status.ts";
import { lagWords, lateWords } from "../../ui/lag-words.ts";
import { ErrorMessage } from "../../ui/panel.tsx";
import { RecordLink } from "../../ui/record-link.tsx";
import { GroupFacts } from "./group-facts.tsx";
import { heatCells, SHADES, shadeOf } from "./heat.ts";
import classes from "./lag.module.css";
import { DEFAULT_SPAN, SPAN_KEYS, SPANS, spanSchema } from "./spans.ts";
import { useLagHistory } from "./use-lag-history.ts";

const LagChart = lazyComponent(() => import("./lag-chart.tsx").then((module) => module.LagChart), { pending: <Skeleton height={150} /> });

export function GroupDetails({ group }: { group: GroupLag }) {
	return (
		<>
			<GroupFacts group={group} />
			<div className={classes.inside}>
				<Past group={group} />
				<div>
					<div className={classes.title}>
						<span className="med">Partitions</span>
						<OldestWaiting group={group} />
					</div>
					<Partitions group={group} />
					<AuditHistory target={`group:${group.group}`} version={JSON.stringify(group.objective)} className={classes.history} />
				</div>
			</div>
		</>
	);
}

const SPAN_CHOICES = SPAN_KEYS.map((key) => ({ value: key, label: SPANS[key].label }));

/** The chart and the heat strip, on one axis. */
function Past({ group }: { group: GroupLag }) {
	const { span = DEFAULT_SPAN } = useSearch({ from: "/lag" });
	const navigate = useNavigate({ from: "/lag" });
	const { data, error, refetch } = useLagHistory(group.group, span);
	const choose = (value: string | null) => {
		const chosen = spanSchema.parse(value ?? undefined);
		void navigate({ search: (known) => ({ ...known, span: chosen === DEFAULT_SPAN ? undefined : chosen }), replace: true });
	};
	return (
		<div>
			<div className={classes.title}>
				<span className="med">Time lag</span>
				<span className="t2 ell">worst partition{group.trend === null ? "" : `, ${group.trend}`}</span>
				<span className="grow" />
				<Select w={112} size="xs" aria-label="Time span" value={span} onChange={choose} data={SPAN_CHOICES} allowDeselect={false} />
			</div>
			{data !== undefined ? (
				<>
					<div className={classes.plot}>
						<LagChart history={data} pausedSince={group.paused === null ? undefined : epochOf(group.paused.at)} />
					</div>
					<Heat group={group} history={data} />
				</>
			) : error !== null ? (
				<ErrorMessage what="The history" error={error} onRetry={() => void refetch()} />
			) : (
				<Skeleton height={150} />
			)}
		</div>
	);
}

function OldestWaiting({ group }: { group: GroupLag }) {
	const now = useKnownUntil();
	const { oldest_order_id: id, oldest_at: at } = group.waiting;
	if (id === null || at === null) return <span className="t2">no orders waiting</span>;
	return (
		<span className="t2 tn">
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

function shadeStyle(shade: number): CSSProperties {
	return { "--shade": `var(--od-heat-${shade})` } as CSSProperties;
}

function Heat({ group, history }: { group: GroupLag; history: GroupLagHistory }) {
	const lateOf = ({ topic, partition }: { topic: string; partition: number }) =>
		history.partitions.find((each) => each.topic === topic && each.partition === partition)?.late ?? [];
	return (
		<>
			<div className={classes.heat} aria-hidden>
				{group.partitions.map(({ topic, partition }) => (
					<Fragment key={`${topic}/${partition}`}>
						<span className="mono t2" style={{ textAlign: "right", fontSize: 10.5, lineHeight: "12px" }}>
							{topic}/{partition}
						</span>
						<span className={classes.cells}>
							{heatCells(lateOf({ topic, partition })).map((late, place) => (
								// biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place in time
								<i key={place} style={late === undefined ? undefined : shadeStyle(shadeOf(late))} />
							))}
						</span>
					</Fragment>
				))}
			</div>
			<div className={`xs t2 ${classes.legend}`}>
				Time lag
				{SHADES.map((from, shade) => (
					<span key={from}>
						<i style={shadeStyle(shade)} aria-hidden />
						{from === 0 ? `under ${SHADES[1]} s` : from < 60 ? `${from} s+` : `${from / 60} m+`}
					</span>
				))}
				<span className="t3">faint: no data</span>
			</div>
		</>
	);
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
						<th className={`wide ${classes.right} ${classes.rates}`}>Consumed / produced per s</th>
						<th className="wide">Owner</th>
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
								<td className={`wide ${classes.right}`}>
									{partition.consume_rate === null ? "–" : rate(partition.consume_rate)}
									<span className="t2"> / {partition.produce_rate === null ? "–" : rate(partition.produce_rate)}</span>
								</td>
								<td className={`wide mono t2 ell ${classes.owner}`} title={partition.owner ?? undefined}>
									{partition.owner ?? "nobody"}
								</td>
							</tr>
						);
					})}
				</tbody>
			</table>
		</section>
	);
}
