/** What people and programs did to the stock, beneath it. Orders and suppliers change it too; those are events. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTRPC } from "../../api/client.ts";
import { type AuditRow, actionWords, changeWords, resultLook } from "../../audit/audit-words.ts";
import { epochOf, fullTime, timeOrDate } from "../../format/time.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { useLiveContext } from "../../live/live-context.tsx";
import { More, moreClass, Panel } from "../../ui/panel.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { fromClass, Table, type TableColumn } from "../../ui/table.tsx";
import classes from "./inventory.module.css";

const READ_MS = 5_000;
const LISTED = 20;
const ACTIONS = ["inventory.restock", "inventory.adjust"];

const COLUMNS: readonly TableColumn[] = [
	{ id: "time", head: "Time", width: 112 },
	{ id: "actor", head: "Actor", width: 108 },
	{ id: "action", head: "Action", width: 104 },
	{ id: "product", head: "Product", width: 96 },
	{ id: "change", head: "Before → after", width: 160, from: 800 },
	{ id: "reason", head: "Reason" },
	{ id: "result", head: "Result", width: 120 },
];

/** Nothing while nobody has changed any. */
export function StockActions() {
	const trpc = useTRPC();
	const { pausedAt } = useLiveContext();
	const { data } = useQuery({
		...trpc.audit.list.queryOptions({ action: ACTIONS, limit: LISTED }),
		refetchInterval: pausedAt === undefined ? READ_MS : false,
		placeholderData: keepPreviousData,
	});
	const records = data?.records ?? [];
	if (records.length === 0) return null;
	const more = (
		<Link to="/audit" search={{ action: ACTIONS.join(",") }} className={moreClass}>
			<More>Audit log</More>
		</Link>
	);
	return (
		<Panel title="Restocks and adjustments" note="by people and programs, newest first" more={more} className={classes.actions}>
			<Table label="Stock actions" columns={COLUMNS} loading={false} skeletons={0}>
				{records.map((record) => (
					<ActionRow key={record.audit_id} record={record} />
				))}
			</Table>
		</Panel>
	);
}

function ActionRow({ record }: { record: AuditRow }) {
	const at = epochOf(record.at);
	const change = changeWords(record);
	return (
		<tr>
			<td>
				<time className="t2 tn" dateTime={record.at} title={fullTime(at)}>
					{timeOrDate(at, daemonClock.now())}
				</time>
			</td>
			<td className="ell">{record.actor_name}</td>
			<td>
				<Link to="/audit" search={{ action: record.action, record: record.audit_id }} className="acc">
					{actionWords(record.action)}
				</Link>
			</td>
			<td className="mono">{record.target.replace("product:", "")}</td>
			<td className={`tn ${fromClass(800)}`}>
				{change?.from !== undefined && <span className="t2">{change.from} → </span>}
				{change?.to}
			</td>
			<td className={`t2 ell ${classes.reason}`} title={record.reason ?? undefined}>
				{record.reason}
			</td>
			<td>
				<StateMark look={resultLook(record)} />
			</td>
		</tr>
	);
}
