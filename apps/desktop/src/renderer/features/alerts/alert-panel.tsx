/** One alert, beside its list: all that helps to decide it, and the verdicts. */
import { Skeleton } from "@mantine/core";
import type { AlertDetails } from "@orderdeck/contracts/fraud/requests";
import { IconChevronRight, IconMoodEmpty } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTRPC } from "../../api/client.ts";
import { problemOf } from "../../api/problem.ts";
import { AuditHistory } from "../../audit/audit-history.tsx";
import { age } from "../../format/duration.ts";
import { money } from "../../format/money.ts";
import { epochOf, exactTimeOrDate, fullTime } from "../../format/time.ts";
import { counted, countryName, reasonWords } from "../../format/words.ts";
import { useLiveContext, useNow } from "../../live/live-context.tsx";
import { TimelineSteps } from "../../order/timeline.tsx";
import { useOrder } from "../../order/use-order.ts";
import { useSession } from "../../shell/session.tsx";
import { CopyId } from "../../ui/copy-id.tsx";
import { CountrySwatch } from "../../ui/country.tsx";
import { ErrorMessage, Message } from "../../ui/panel.tsx";
import { SidePanelBody, SidePanelHead } from "../../ui/side-panel.tsx";
import { CustomerOrders, SimilarAlerts, WhyFlagged } from "./alert-evidence.tsx";
import { AlertNotes } from "./alert-notes.tsx";
import { type AlertRow, whyNotDecide } from "./alert-rules.ts";
import classes from "./alerts.module.css";
import { ClaimLine } from "./claim-line.tsx";
import { DispatchPath } from "./dispatch-path.tsx";
import type { Desk } from "./use-desk.ts";
import { VerdictFoot } from "./verdict-foot.tsx";

/** While an alert is open it is read again this often, in ms: what confirming it would do changes with its order. */
const READ_MS = 5_000;

export interface AlertPanelProps {
	readonly id: string;
	/** The alert as its list shows it. */
	readonly row: AlertRow | undefined;
	readonly desk: Desk;
	/** The alert was read: its row may be behind. */
	readonly onRead: (alert: AlertDetails) => void;
	readonly onSheet: (kind: "reopen" | "take-over", alert: AlertDetails) => void;
	/** Opens the next alert that can be decided. */
	readonly onNextToDecide: (() => void) | undefined;
	/** Gives the keyboard to the list. */
	readonly onLeave: () => void;
	readonly onClose: () => void;
	readonly onPrevious: (() => void) | undefined;
	readonly onNext: (() => void) | undefined;
}

export function AlertPanel(props: AlertPanelProps) {
	const { id, row, onRead, onClose, onPrevious, onNext } = props;
	const { alert, error, refetch } = useAlert(id, row, onRead);
	const order = alert?.order_id ?? row?.order_id;
	return (
		<>
			<SidePanelHead onPrevious={onPrevious} onNext={onNext} onClose={onClose}>
				<h2>
					{order === undefined ? "Alert" : "Alert on order "}
					{order !== undefined && (
						<Link to="/orders" search={{ order: String(order) }} className={`acc tn ${classes.order}`}>
							{String(order)}
						</Link>
					)}
				</h2>
				{order !== undefined && <CopyId value={String(order)} what="order id" />}
			</SidePanelHead>
			{alert !== undefined ? (
				<Details {...props} alert={alert} />
			) : error === null ? (
				<Skeleton h={320} m={12} aria-hidden />
			) : problemOf(error).code === "NOT_FOUND" ? (
				<Message icon={<IconMoodEmpty size={20} />} title="Alert not found">
					It may not have been processed yet, or the link is wrong.
				</Message>
			) : (
				<ErrorMessage what="The alert" error={error} onRetry={refetch} />
			)}
		</>
	);
}

/** The alert as read; where the list knows a later state of it, with that. It is read again with each change of it. */
function useAlert(id: string, row: AlertRow | undefined, onRead: AlertPanelProps["onRead"]) {
	const trpc = useTRPC();
	const { pausedAt } = useLiveContext();
	const { data, error, refetch } = useQuery({
		...trpc.alerts.get.queryOptions({ id }),
		retry: false,
		refetchInterval: pausedAt === undefined ? READ_MS : false,
	});
	const version = row?.version ?? 0;
	const isAhead = data !== undefined && data.version > version;
	// biome-ignore lint/correctness/useExhaustiveDependencies: once for each reading
	useEffect(() => {
		if (isAhead) onRead(data);
	}, [isAhead, data?.version]);
	const isBehind = data !== undefined && data.version < version;
	// biome-ignore lint/correctness/useExhaustiveDependencies: each version that is later than what was read is read
	useEffect(() => {
		if (isBehind) void refetch();
	}, [isBehind, version, refetch]);
	const alert = data === undefined || row === undefined || !isBehind ? data : { ...data, ...laterOf(row) };
	return { alert, error, refetch: () => void refetch() };
}

/** What the list knows of an alert, without what only a reading of it shows. */
function laterOf({ order_status: _status, dispatch_due_at: _due, facts: _facts, ...row }: AlertRow) {
	return row;
}

function Details({ alert, row, desk, onSheet, onNextToDecide, onLeave }: AlertPanelProps & { alert: AlertDetails }) {
	const [draft, setDraft] = useState("");
	const { name } = useSession();
	const now = useNow();
	const { order, error } = useOrder(String(alert.order_id));
	useRereadWithOrder(alert.alert_id, order?.lifecycle.length);
	const stoppable = alert.stoppable && (row?.stoppable ?? true);
	const unavailable = alert.state === "RESOLVED" ? undefined : whyNotDecide(alert, { name, now });
	return (
		<>
			<SidePanelBody label={`Alert on order ${alert.order_id}`}>
				<div className={classes.columns}>
					<div>
						<Summary alert={alert} />
						<DispatchPath alert={{ ...alert, stoppable }} order={order} isUnknown={error !== null} />
						<ClaimLine alert={alert} desk={desk} onTakeOver={() => onSheet("take-over", alert)} onReopen={() => onSheet("reopen", alert)} />
						<WhyFlagged facts={alert.facts} />
					</div>
					<div>
						<CustomerOrders customer={alert.customer} />
						<SimilarAlerts similar={alert.similar} country={alert.country} />
						<AlertNotes
							notes={alert.note_list}
							draft={draft}
							onDraft={setDraft}
							unavailable={unavailable}
							isPending={desk.isPending}
							onAdd={(text) => {
								desk.act({ kind: "note", alert, text });
								setDraft("");
							}}
							onLeave={onLeave}
						/>
						{order !== undefined && (
							<details className={classes.timeline}>
								<summary>
									<IconChevronRight size={14} aria-hidden className={classes.chevron} />
									Timeline
									<span className="grow" />
									<span className="t3">{counted(order.lifecycle.length, "event")}</span>
								</summary>
								<TimelineSteps order={order} />
							</details>
						)}
						<AuditHistory target={`alert:${alert.alert_id}`} version={String(alert.version)} className={classes.part} />
					</div>
				</div>
			</SidePanelBody>
			<VerdictFoot alert={alert} status={order?.status ?? alert.order_status} desk={desk} note={draft} onNext={onNextToDecide} />
		</>
	);
}

/** What confirming would do depends on how far the order has come. */
function useRereadWithOrder(id: string, events: number | undefined): void {
	const trpc = useTRPC();
	const { refetch } = useQuery({ ...trpc.alerts.get.queryOptions({ id }), enabled: false });
	const [readFor, setReadFor] = useState(events);
	useEffect(() => {
		if (events === readFor) return;
		setReadFor(events);
		if (readFor !== undefined) void refetch();
	}, [events, readFor, refetch]);
}

function Summary({ alert }: { alert: AlertDetails }) {
	const now = useNow();
	const raised = epochOf(alert.raised_at);
	return (
		<section className={classes.summary}>
			<div className={classes.score}>
				<b>{alert.score}</b>
				<span className="xs t2">score</span>
			</div>
			<dl className={classes.facts}>
				<dt>Rule</dt>
				<dd>
					<Link to="/rules" search={{ rule: alert.rule }} className="acc ell">
						{reasonWords(alert.reason)}
					</Link>
					{alert.rule_version !== null && <span className="t3 xs">v{alert.rule_version}</span>}
				</dd>
				<dt>Amount</dt>
				<dd>
					<b className="tn">{money(alert.amount, alert.currency)}</b>
					<span className="t3">·</span>
					<CountrySwatch country={alert.country} />
					{countryName(alert.country)}
				</dd>
				<dt>Raised</dt>
				<dd className="tn" title={fullTime(raised)}>
					{exactTimeOrDate(raised, now)} <span className="t3 xs">{age(now, raised)} ago</span>
				</dd>
			</dl>
		</section>
	);
}
