/** The past of a group on one axis: how late it was, with what operators did, its status, and how late each partition was. */
import { SegmentedControl, Skeleton } from "@mantine/core";
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import type { GroupLagHistory } from "@orderdeck/contracts/lag/history";
import { GROUPS } from "@orderdeck/contracts/topics";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type CSSProperties, Fragment } from "react";
import { chartMarkers, placeBetween } from "../../audit/action-markers.ts";
import type { AuditRow } from "../../audit/audit-words.ts";
import { ChartMarkers } from "../../audit/chart-markers.tsx";
import { RULE_ACTIONS } from "../../audit/marked-actions.ts";
import { useMarkedActions } from "../../audit/use-marked-actions.ts";
import { lazyComponent } from "../../chunks/lazy-component.tsx";
import { historyOfPoints } from "../../live/lag-history.ts";
import { useLive, useNow } from "../../live/live-context.tsx";
import { cssToken } from "../../theme/tokens.ts";
import { type LagWord, statusWord, toneClass, toneOf } from "../../ui/lag-status.ts";
import { ErrorMessage } from "../../ui/panel.tsx";
import { pausesOf, rebalancePlaces, statusRuns } from "./chart-bands.ts";
import { heatCells, SHADES, shadeOf } from "./heat.ts";
import classes from "./lag.module.css";
import { RebalanceLines } from "./rebalance-lines.tsx";
import { DEFAULT_SPAN, SPAN_KEYS, SPANS, spanSchema } from "./spans.ts";
import { useLagHistory } from "./use-lag-history.ts";

const LagChart = lazyComponent(() => import("./lag-chart.tsx").then((module) => module.LagChart), { pending: <Skeleton height={162} /> });

const SPAN_CHOICES = SPAN_KEYS.map((key) => ({ value: key, label: SPANS[key].label }));
const MINUTE_MS = 60_000;

export function GroupPast({ group }: { group: GroupLag }) {
	const { span = DEFAULT_SPAN } = useSearch({ from: "/lag" });
	const navigate = useNavigate({ from: "/lag" });
	const { data, error, refetch } = useLagHistory(group.group, span);
	const points = useLive((state) => state.history.get(group.group));
	// Never read, as while the daemon is unavailable: what this page has seen itself.
	const history = data ?? (error === null ? undefined : historyOfPoints(group.group, points ?? []));
	const { minutes, readMs } = SPANS[span];
	const minute = Math.floor(useNow() / MINUTE_MS);
	const from = (minute - minutes - 1) * MINUTE_MS;
	const actions = useMarkedActions({ from, target: `group:${group.group}`, readMs });
	// Rules are not of a group, and change what this one does.
	const rules = useMarkedActions({ from, actions: RULE_ACTIONS, isRead: group.group === GROUPS.fraud, readMs });
	const marked = [...actions, ...rules];
	const choose = (value: string) => {
		const chosen = spanSchema.parse(value);
		void navigate({ search: (known) => ({ ...known, span: chosen === DEFAULT_SPAN ? undefined : chosen }), replace: true });
	};
	return (
		<div>
			<div className={classes.title}>
				<span className="med">Time lag</span>
				<span className="t2 ell">
					worst partition{group.trend === null ? "" : `, ${group.trend}`}
					{data === undefined && history !== undefined && ", as this page has seen it"}
				</span>
				<span className="grow" />
				<SegmentedControl size="xs" aria-label="Time span" value={span} onChange={choose} data={SPAN_CHOICES} />
			</div>
			{history !== undefined ? (
				<>
					<div className={classes.plot}>
						<LagChart history={history} pauses={pausesOf(actions, group.paused)} actions={marked} objective={group.objective.seconds} />
					</div>
					<Heat group={group} history={history} actions={marked} />
				</>
			) : error !== null ? (
				<ErrorMessage what="The history" error={error} onRetry={() => void refetch()} />
			) : (
				<Skeleton height={162} />
			)}
		</div>
	);
}

function shadeStyle(shade: number): CSSProperties {
	return { "--shade": `var(--od-heat-${shade})` } as CSSProperties;
}

/** What crosses the chart crosses these, too. */
function EventLines({ history, actions }: { history: GroupLagHistory; actions: readonly AuditRow[] }) {
	const { start, step_ms, late } = history;
	return (
		<div className={classes.events}>
			<RebalanceLines places={rebalancePlaces(history)} />
			<ChartMarkers markers={chartMarkers(actions, placeBetween(start, start + late.length * step_ms))} linesOnly />
		</div>
	);
}

function Heat({ group, history, actions }: { group: GroupLag; history: GroupLagHistory; actions: readonly AuditRow[] }) {
	const lateOf = ({ topic, partition }: { topic: string; partition: number }) =>
		history.partitions.find((each) => each.topic === topic && each.partition === partition)?.late ?? [];
	return (
		<>
			<div className={classes.heat} aria-hidden>
				<span className={`t2 ${classes.row}`}>status</span>
				<StatusStrip history={history} />
				{group.partitions.map(({ topic, partition }) => (
					<Fragment key={`${topic}/${partition}`}>
						<span className={`mono t2 ${classes.row}`}>
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
				<EventLines history={history} actions={actions} />
			</div>
			<div className={`xs t2 ${classes.legend}`}>
				Time lag
				{SHADES.map((from, shade) => (
					<span key={from}>
						<i style={shadeStyle(shade)} aria-hidden />
						{from === 0 ? `under ${SHADES[1]} s` : from < 60 ? `${from} s+` : `${from / 60} m+`}
					</span>
				))}
				<span>
					<i className={classes.unrecorded} aria-hidden />
					no data
				</span>
			</div>
		</>
	);
}

function tintOf(word: LagWord): CSSProperties {
	const tone = toneOf(word);
	return { background: tone === "text-3" ? cssToken("raised") : `var(--od-${tone}-tint)` };
}

/** Narrower than this part of the strip a run has no word. */
const WORD_SHARE = 0.1;

function StatusStrip({ history }: { history: GroupLagHistory }) {
	return (
		<span className={classes.status}>
			{statusRuns(history).map(({ status, from, share }) => {
				const word = statusWord(status);
				return (
					<span
						key={from}
						className={toneClass(word)}
						style={{ left: `${from * 100}%`, width: `${share * 100}%`, ...tintOf(word) }}
						title={word}
					>
						{share >= WORD_SHARE && word}
					</span>
				);
			})}
		</span>
	);
}
