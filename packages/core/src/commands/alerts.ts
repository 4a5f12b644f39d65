/** The commands on fraud alerts. The compare-and-swap on the alert decides between operators. */
import type { AlertChange, AlertRecord } from "@orderdeck/contracts/fraud/entities";
import type { alertCommands } from "@orderdeck/contracts/fraud/requests";
import {
	type Act,
	type Acted,
	claimAlert,
	expireClaim,
	noteAlert,
	releaseAlert,
	reopenAlert,
	takeOverAlert,
} from "../domain/alert-queue.ts";
import { isoOf } from "../domain/instant.ts";
import { alertWrites, auditedAlert, decideAlert } from "./alert-decision.ts";
import { actOf, loadAlert } from "./alert-record.ts";
import { claimNextAlert } from "./claim-next.ts";
import type { CommandContext } from "./context.ts";
import { type Attempt, type Decision, unchanged } from "./decision.ts";
import type { HandlersOf } from "./handler.ts";
import { resolveAlerts } from "./jobs/resolve-alerts.ts";
import { resolveAlert } from "./resolve-alert.ts";

export const alertHandlers: HandlersOf<typeof alertCommands> = {
	claimAlert: (context, input, attempt) => act(context, { ...input, change: "claimed", apply: claimAlert }, attempt),
	releaseAlert: (context, input, attempt) => act(context, { ...input, change: "released", apply: releaseAlert }, attempt),
	takeOverAlert(context, { reason, ...input }, attempt) {
		return act(context, { ...input, change: "taken over", apply: (alert, by) => takeOverAlert(alert, by, reason) }, attempt);
	},
	noteAlert(context, { text, ...input }, attempt) {
		return act(context, { ...input, change: "noted", apply: (alert, by) => noteAlert(alert, by, text) }, attempt);
	},
	reopenAlert(context, { reason, ...input }, attempt) {
		return act(context, { ...input, change: "reopened", apply: (alert, by) => reopenAlert(alert, by, reason) }, attempt);
	},
	resolveAlert,
	resolveAlerts,
	claimNextAlert,

	async endClaim(context, { id, expires_at }, attempt) {
		const known = await loadAlert(context, id);
		const ended = expireClaim(known.alert, expires_at, attempt.at);
		if (ended === undefined) return unchanged({ id, ended: false });
		return {
			decides: alertWrites(known, ended),
			audit: { before: auditedAlert(known.alert), after: auditedAlert(ended) },
			outcome: () => ({ output: { id, ended: true }, writes: [] }),
		};
	},
};

interface AlertAction {
	readonly id: string;
	readonly version?: number | undefined;
	/** What the history states of it. */
	readonly change: AlertChange["change"];
	readonly apply: (alert: AlertRecord, by: Act) => Acted;
}

async function act(context: CommandContext, action: AlertAction, attempt: Attempt): Promise<Decision<AlertRecord>> {
	const known = await loadAlert(context, action.id);
	if (attempt.resumed && isDone(known.alert, action.change, attempt)) return decideAlert(known, known.alert);
	const acted = action.apply(known.alert, actOf(attempt, known.alert, action.version));
	if (acted.refusal !== undefined) throw acted.refusal;
	return decideAlert(known, acted.alert);
}

/** Whether an earlier try of the same request has done it. A claim that was extended has no entry of its own. */
function isDone({ history, changed_at, claim }: AlertRecord, change: AlertChange["change"], { actor, at }: Attempt): boolean {
	const now = isoOf(at);
	const isExtended = change === "claimed" && changed_at === now && claim?.by === actor.name;
	return isExtended || history.some((past) => past.change === change && past.by === actor.name && past.at === now);
}
