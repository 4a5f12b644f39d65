import { type AuditRow, actionWords, changeWords, initialsOf, resultLook, targetWords } from "../../audit/audit-words.ts";
import { epochOf, fullTime, timeOrDate } from "../../format/time.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import type { Column } from "../../ui/grid-rows.tsx";
import { MiddleEllipsis } from "../../ui/middle-ellipsis.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import classes from "./audit.module.css";

/** In pixels: two lines. */
export const AUDIT_ROW = 44;

export const AUDIT_COLUMNS: readonly Column<AuditRow>[] = [
	{
		id: "time",
		head: "Time",
		width: "92px",
		cell: ({ at }) => (
			<time className="t2 tn" dateTime={at} title={fullTime(epochOf(at))}>
				{timeOrDate(epochOf(at), daemonClock.now())}
			</time>
		),
	},
	{
		id: "actor",
		head: "Actor, role",
		width: "minmax(104px, 0.7fr)",
		cell: ({ actor_name, role }) => (
			<span className={classes.actor}>
				<span className={classes.initials} aria-hidden>
					{initialsOf(actor_name)}
				</span>
				<Lines first={actor_name} second={role} />
			</span>
		),
	},
	{
		id: "action",
		head: "Action, object",
		width: "minmax(120px, 1fr)",
		cell: ({ action, target, part_of }) => (
			<span className={part_of === null ? undefined : classes.part}>
				<Lines first={actionWords(action)} second={targetWords(target)} />
			</span>
		),
	},
	{
		id: "change",
		head: "Before → after, reason",
		width: "minmax(120px, 1.2fr)",
		cell: (record) => (
			<span className={classes.lines}>
				<ChangeText record={record} />
				<span className="t2 ell" title={record.reason ?? undefined}>
					{record.reason}
				</span>
			</span>
		),
	},
	{
		id: "result",
		head: "Result",
		width: "minmax(84px, 0.9fr)",
		cell: (record) => <Result record={record} />,
	},
];

/** Beside an open record. */
export const NARROW_AUDIT_COLUMNS = AUDIT_COLUMNS.filter(({ id }) => id !== "change");

function Lines({ first, second }: { first: string; second: string }) {
	return (
		<span className={classes.lines}>
			<span className="med ell" title={first}>
				{first}
			</span>
			<MiddleEllipsis className="t2" text={second} />
		</span>
	);
}

function ChangeText({ record }: { record: AuditRow }) {
	const change = changeWords(record);
	if (change === undefined) return <span className="t3">no change</span>;
	return (
		<span className="ell tn">
			{change.from !== undefined && <span className="t2">{change.from} → </span>}
			<span className="med">{change.to}</span>
		</span>
	);
}

export function Result({ record }: { record: Pick<AuditRow, "result"> }) {
	const look = resultLook(record);
	return look.tone === "ok" ? (
		<StateMark look={look} />
	) : (
		<span className={`mono ${look.tone}`}>
			<StateMark look={look} title={record.result} />
		</span>
	);
}
