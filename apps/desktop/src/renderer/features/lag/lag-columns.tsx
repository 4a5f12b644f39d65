/** What the row of a group shows: is it healthy, how late, how much, which way, until when, what waits, who consumes. */
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import type { ReactNode } from "react";
import { eachMoney, tightMoney } from "../../format/money.ts";
import { rate } from "../../format/number.ts";
import { useLive } from "../../live/live-context.tsx";
import { Count } from "../../ui/count.tsx";
import { GroupMessages, LagTags, Trend } from "../../ui/lag-mark.tsx";
import { groupWord, QUIET_SECONDS, toneClass, toneOf } from "../../ui/lag-status.ts";
import { drainedInWords, groupLateWords } from "../../ui/lag-words.ts";
import { Spark } from "../../ui/spark.tsx";
import classes from "./lag.module.css";

export interface LagColumn {
	readonly id: string;
	readonly head: string;
	readonly right?: boolean;
	/** In pixels; those without one share what the others leave. */
	readonly width?: number;
	/** Left out of a table narrower than so many pixels. */
	readonly from?: number;
	readonly className?: (group: GroupLag) => string | undefined;
	readonly title?: (group: GroupLag) => string | undefined;
	readonly cell: (group: GroupLag) => ReactNode;
}

/** From this width on the table has more room than its figures take: the sparkline has it. */
const ROOMY = 1_300;

const isOk = (group: GroupLag) => groupWord(group) === "OK";

const SPARK: LagColumn = { id: "spark", head: "5 min", from: 760, cell: (group) => <LateSpark group={group} /> };

/** Between the status, which opens the row, and the end. */
const COLUMNS: readonly LagColumn[] = [
	{ id: "group", head: "Group", cell: (group) => <GroupName group={group} /> },
	{
		id: "late",
		head: "Time lag",
		right: true,
		width: 96,
		className: (group) => (isOk(group) ? undefined : `${classes.late} ${toneClass(groupWord(group))}`),
		cell: (group) => (
			<>
				{!isOk(group) && <Trend trend={group.trend} />} {groupLateWords(group)}
			</>
		),
	},
	{ id: "messages", head: "Messages", right: true, width: 78, from: 760, cell: (group) => <GroupMessages group={group} /> },
	SPARK,
	{ id: "consumed", head: "Consumed per s", right: true, width: 82, from: 1_000, cell: (group) => rateText(group.consume_rate) },
	{
		id: "produced",
		head: "Produced per s",
		right: true,
		width: 82,
		from: 1_000,
		className: () => "t2",
		cell: (group) => rateText(group.produce_rate),
	},
	{
		id: "drained",
		head: "Drained in",
		width: 96,
		className: (group) => (group.eta.kind === "not-draining" && !isOk(group) ? toneClass(groupWord(group)) : "t2"),
		cell: drainedInWords,
	},
	{
		id: "orders",
		head: "Orders waiting",
		right: true,
		width: 78,
		cell: ({ waiting }) => <Count value={waiting.orders} atLeast={waiting.at_least} />,
	},
	{
		id: "money",
		head: "Money waiting",
		right: true,
		width: 78,
		title: ({ waiting }) => eachMoney(waiting),
		cell: ({ waiting }) => tightMoney(waiting),
	},
	{
		id: "members",
		head: "Members",
		right: true,
		width: 76,
		from: 1_000,
		title: ({ members }) => members.join(", "),
		cell: ({ members }) => members.length,
	},
];

export interface LagColumns {
	readonly shown: readonly LagColumn[];
	/** Those that the table has no room for; an opened row shows them, but not the sparkline, since it has the chart. */
	readonly left: readonly LagColumn[];
}

/** `width`: of the table, in pixels; 0 while it is unknown. */
export function lagColumns(width: number): LagColumns {
	const fits = ({ from = 0 }: LagColumn) => width === 0 || width >= from;
	const sized = (column: LagColumn) => (column === SPARK && width < ROOMY ? { ...column, width: 100 } : column);
	return { shown: COLUMNS.filter(fits).map(sized), left: COLUMNS.filter((column) => !fits(column) && column !== SPARK) };
}

export function rateText(perSecond: number | null): string {
	return perSecond === null ? "–" : rate(perSecond);
}

function LateSpark({ group }: { group: GroupLag }) {
	const points = useLive((state) => state.history.get(group.group));
	return (
		<Spark
			values={(points ?? []).map((point) => point.lag_seconds)}
			tone={isOk(group) ? "text-2" : toneOf(groupWord(group))}
			atLeast={QUIET_SECONDS}
			height={20}
		/>
	);
}

function GroupName({ group: { group, tags, reason } }: { group: GroupLag }) {
	return (
		<span className="row">
			<span className="med ell" title={group}>
				{group}
			</span>
			<LagTags tags={tags} />
			{reason !== null && <Reason reason={reason} />}
		</span>
	);
}

/** Why a consumer stalls. */
function Reason({ reason }: { reason: string }) {
	const words = reason === "unknown" ? "reason unknown" : reason;
	return (
		<span className="xs t2 ell" title={words}>
			{words}
		</span>
	);
}
