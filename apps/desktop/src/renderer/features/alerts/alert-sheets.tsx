/** What is confirmed with a reason: taking over another operator's claim, reopening, and a verdict on many alerts. */
import type { AlertRecord, FraudAlert, Verdict } from "@orderdeck/contracts/fraud/entities";
import type { Job } from "@orderdeck/contracts/jobs/entities";
import { type MoneySums, moneySums } from "@orderdeck/contracts/money";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../api/client.ts";
import { eachMoney } from "../../format/money.ts";
import { exactNumber } from "../../format/number.ts";
import { epochOf, minuteTime } from "../../format/time.ts";
import { counted } from "../../format/words.ts";
import { JobProgress } from "../../job/job-progress.tsx";
import { ActionSheet, type ChangeLine, Consequence } from "../../ui/action-sheet.tsx";
import type { AlertRow } from "./alert-rules.ts";
import { outcomeWords, VERDICT_LOOK } from "./alert-words.ts";

export type OpenSheet =
	| { readonly kind: "take-over" | "reopen"; readonly alert: FraudAlert }
	| { readonly kind: "resolve-many"; readonly verdict: Verdict; readonly alerts: readonly AlertRow[] };

interface AlertSheetProps {
	readonly sheet: OpenSheet;
	/** The alert as it is after it. */
	readonly onChanged: (alert: AlertRecord) => void;
	/** The job runs: what was selected need not be selected any longer. */
	readonly onStarted: () => void;
	readonly onClose: () => void;
}

export function AlertSheet({ sheet, onChanged, onStarted, onClose }: AlertSheetProps) {
	switch (sheet.kind) {
		case "take-over":
			return <TakeOver alert={sheet.alert} onChanged={onChanged} onClose={onClose} />;
		case "reopen":
			return <Reopen alert={sheet.alert} onChanged={onChanged} onClose={onClose} />;
		case "resolve-many":
			return <ResolveMany verdict={sheet.verdict} alerts={sheet.alerts} onStarted={onStarted} onClose={onClose} />;
	}
}

interface OneSheetProps {
	readonly alert: FraudAlert;
	readonly onChanged: (alert: AlertRecord) => void;
	readonly onClose: () => void;
}

function TakeOver({ alert, onChanged, onClose }: OneSheetProps) {
	const trpc = useTRPC();
	const takeOver = useMutation({ ...trpc.alerts.takeOver.mutationOptions(), onSuccess: onChanged });
	const { claim } = alert;
	const owner = claim?.by ?? "nobody";
	return (
		<ActionSheet
			title={`Take over the alert on order ${alert.order_id}`}
			keep={`Leave it to ${owner}`}
			onClose={onClose}
			lines={[
				{ what: "Claimed by", before: owner, after: "you" },
				{ what: "Until", before: claim === null ? "–" : minuteTime(epochOf(claim.expires_at)), after: "60 min from now" },
				{ what: "Seen by", after: `${owner}, immediately, with your reason` },
			]}
			action={{
				label: "Take over the alert",
				isPending: takeOver.isPending,
				error: takeOver.error,
				onAct: (reason) => takeOver.mutate({ id: alert.alert_id, reason }),
			}}
			audited={`alert:${alert.alert_id}`}
			readBack={
				takeOver.data === undefined ? undefined : <Consequence tone="ok" title={`Claimed by ${takeOver.data.claim?.by ?? "nobody"}`} />
			}
		/>
	);
}

function Reopen({ alert, onChanged, onClose }: OneSheetProps) {
	const trpc = useTRPC();
	const reopen = useMutation({ ...trpc.alerts.reopen.mutationOptions(), onSuccess: onChanged });
	const [{ resolution }] = useState(alert);
	const outcome = resolution === null ? undefined : outcomeWords(resolution);
	return (
		<ActionSheet
			title={`Reopen the alert on order ${alert.order_id}`}
			keep="Keep the verdict"
			onClose={onClose}
			lines={[
				{ what: "Verdict", before: resolution === null ? "none" : VERDICT_LOOK[resolution.verdict].word, after: "none" },
				{ what: "Order", after: outcome === "order cancelled" ? "stays cancelled" : "unchanged" },
			]}
			action={{
				label: "Reopen the alert",
				isPending: reopen.isPending,
				error: reopen.error,
				onAct: (reason) => reopen.mutate({ id: alert.alert_id, reason, version: alert.version }),
			}}
			audited={`alert:${alert.alert_id}`}
			readBack={reopen.data === undefined ? undefined : <Consequence tone="ok" title="Reopened: waiting for a verdict" />}
		/>
	);
}

interface ResolveManyProps {
	readonly verdict: Verdict;
	readonly alerts: readonly AlertRow[];
	readonly onStarted: () => void;
	readonly onClose: () => void;
}

/** Verb and object: `Confirm fraud of 12 alerts`, `Mark 12 alerts valuable`. */
export function manyTitle(verdict: Verdict, count: number): string {
	const alerts = counted(count, "alert");
	if (verdict === "CONFIRMED_FRAUD") return `Confirm fraud of ${alerts}`;
	return `Mark ${alerts} ${verdict === "VALUABLE" ? "valuable" : count === 1 ? "a false positive" : "false positives"}`;
}

function ResolveMany({ verdict, alerts, onStarted, onClose }: ResolveManyProps) {
	const trpc = useTRPC();
	// The selection as it was when the sheet was opened.
	const [chosen] = useState(alerts);
	const [job, setJob] = useState<Job>();
	const resolve = useMutation({
		...trpc.alerts.resolveMany.mutationOptions(),
		onSuccess(started) {
			setJob(started);
			onStarted();
		},
	});
	const title = manyTitle(verdict, chosen.length);
	return (
		<ActionSheet
			title={title}
			keep="Keep them open"
			onClose={onClose}
			lines={manyLines(verdict, chosen)}
			action={{
				label: title,
				isDangerous: verdict === "CONFIRMED_FRAUD",
				isPending: resolve.isPending,
				error: resolve.error,
				onAct: (note) => resolve.mutate({ ids: chosen.map(({ alert_id: id }) => id), verdict, note }),
			}}
			audited={job === undefined ? "alerts" : `job:${job.job_id}`}
			readBack={job === undefined ? undefined : <JobProgress started={job} />}
		/>
	);
}

/** What will happen, by what is known of the orders now. */
function manyLines(verdict: Verdict, alerts: readonly AlertRow[]): readonly ChangeLine[] {
	const lines: readonly ChangeLine[] = [
		{ what: "Alerts", before: "open", after: VERDICT_LOOK[verdict].word.toLowerCase() },
		{ what: "Claimed by others", after: "refused, with the name of the owner" },
	];
	if (verdict !== "CONFIRMED_FRAUD") return [...lines, { what: "Orders", after: "unchanged" }];
	const inTime = alerts.filter(({ stoppable }) => stoppable);
	const late = alerts.length - inTime.length;
	return [
		...lines,
		{ what: "Orders cancelled", after: `${exactNumber(inTime.length)} · ${eachMoney(sumOf(inTime))}, charges refunded, stock released` },
		...(late === 0 ? [] : [{ what: "Too late", after: `${exactNumber(late)}, only marked` }]),
	];
}

/** The money of these alerts. */
export function sumOf(alerts: readonly Pick<FraudAlert, "amount" | "currency">[]): MoneySums {
	return moneySums(alerts, alerts[0]?.currency ?? "USD");
}
