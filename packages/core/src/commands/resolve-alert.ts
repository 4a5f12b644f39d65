/** Resolve a fraud alert. A confirmed fraud cancels the order in the same step, if it is not too late, and resolves all of its alerts. */
import { AppError, type ErrorCode } from "@orderdeck/contracts/errors";
import type { AlertRecord, AlertResolution } from "@orderdeck/contracts/fraud/entities";
import type { alertCommands } from "@orderdeck/contracts/fraud/requests";
import type { z } from "zod";
import { type Act, type Acted, claimAlert, resolveAlert as resolve, resolveWithOrder, wasResolvedBy } from "../domain/alert-queue.ts";
import { CANCELLED_WORDS } from "../domain/cancellation.ts";
import { put } from "../ports/documents.ts";
import { alertWrites, auditedAlert } from "./alert-decision.ts";
import { actOf, type LoadedAlert, loadAlert, otherAlerts } from "./alert-record.ts";
import { type Cancellation, decideCancellation } from "./cancellation.ts";
import type { CommandContext } from "./context.ts";
import type { Attempt, Decision } from "./decision.ts";
import type { Handler } from "./handler.ts";

type Command = (typeof alertCommands)["resolveAlert"];
type Output = z.output<Command["output"]>;
type OrderOutcome = Pick<Output, "order" | "order_code" | "order_message">;

/** The alert as it is stored, and what is to be said of it. */
interface Resolution {
	readonly known: LoadedAlert;
	readonly act: Act;
	readonly verdict: AlertResolution["verdict"];
	readonly note: string | null;
}

const NOTHING: OrderOutcome = { order: null, order_code: null, order_message: null };

export const resolveAlert: Handler<Command> = async (context, { id, verdict, note = null, version }, attempt) => {
	const known = await loadAlert(context, id);
	const resolution = { known, act: actOf(attempt, known.alert, version), verdict, note };
	if (verdict === "CONFIRMED_FRAUD") return confirmFraud(context, resolution, attempt);
	const isDone = attempt.resumed && wasResolvedBy(known.alert, resolution.act);
	const alert = isDone ? known.alert : accepted(resolve(known.alert, resolution.act, decidedBy(resolution, NOTHING)));
	return decisionOf({ ...resolution, alert, outcome: NOTHING, others: [] }, { decides: alertWrites(known, alert) });
};

async function confirmFraud(context: CommandContext, resolution: Resolution, attempt: Attempt): Promise<Decision<Output>> {
	const { known, act, note } = resolution;
	const request = { id: String(known.alert.order_id), reason: reasonOf(note), fraud: { verdict: "CONFIRMED_FRAUD", note } } as const;
	const cancellation = await decideCancellation(context, request, attempt).catch(refusalOnly);
	// By a part of this request that is durable, here or by way of the event.
	const isResolved = wasResolvedBy(known.alert, act) && known.alert.resolution?.verdict === resolution.verdict;
	if (cancellation instanceof AppError) return resolveTooLate(context, { ...resolution, isResolved }, cancellation);
	return resolveAndCancel(context, { ...resolution, isResolved: isResolved || cancellation.isDone }, cancellation);
}

interface Confirmation extends Resolution {
	/** It can no longer be refused. */
	readonly isResolved: boolean;
}

/** The order stays as it is; its alerts are resolved all the same. */
async function resolveTooLate(context: CommandContext, confirmation: Confirmation, refusal: AppError): Promise<Decision<Output>> {
	const stored = confirmation.isResolved ? confirmation.known.alert.resolution : null;
	const { order, order_code } = stored ?? { order: OUTCOMES.get(refusal.code) ?? null, order_code: refusal.code };
	const outcome = { order, order_code, order_message: refusal.message };
	const alert = confirmed(confirmation, outcome);
	const others = await othersWith(context, confirmation, outcome);
	const decides = [...others.flatMap(({ writes }) => writes), ...alertWrites(confirmation.known, alert)];
	return decisionOf({ ...confirmation, alert, outcome, others }, { decides });
}

async function resolveAndCancel(context: CommandContext, unclaimed: Confirmation, cancellation: Cancellation): Promise<Decision<Output>> {
	const id = unclaimed.known.alert.order_id;
	const outcome = {
		order: "cancelled",
		order_code: null,
		order_message: `Order ${id} is ${CANCELLED_WORDS[cancellation.money]}.`,
	} as const;
	const confirmation = context.work.atomic || unclaimed.isResolved ? unclaimed : await claimFirst(context, unclaimed);
	const alert = confirmed(confirmation, outcome);
	const others = await othersWith(context, confirmation, outcome);
	const { decides, event, committed, outcome: ordered } = cancellation;
	const writes = [...cancellation.writes, ...alertWrites(confirmation.known, alert), ...others.flatMap((other) => other.writes)];
	const decision = decisionOf({ ...confirmation, alert, outcome, others }, { decides, writes });
	return {
		...decision,
		event,
		outcome: (placed) => ({ ...decision.outcome(placed), writes: ordered(placed).writes }),
		committed,
	};
}

/**
 * Where the shipment decides before the alert is written, the alert is claimed before that: nobody else resolves it in between. A process that
 * ends then leaves a claim.
 */
async function claimFirst({ work }: CommandContext, confirmation: Confirmation): Promise<Confirmation> {
	const { known, act } = confirmation;
	if (known.alert.claim?.by === act.by) return confirmation;
	const alert = accepted(claimAlert(known.alert, act));
	const { versions } = await work.apply({ writes: [put("alerts", alert.alert_id, known.read, alert)], records: [] });
	const cas = versions[0] ?? known.read.cas;
	return { ...confirmation, known: { read: { doc: alert, cas }, alert }, act: { ...act, version: undefined } };
}

function confirmed(confirmation: Confirmation, outcome: OrderOutcome): AlertRecord {
	const { known, act, isResolved } = confirmation;
	const decided = decidedBy(confirmation, outcome);
	return isResolved && wasResolvedBy(known.alert, act)
		? known.alert
		: isResolved
			? resolveWithOrder(known.alert, act, decided)
			: accepted(resolve(known.alert, act, decided));
}

interface Other {
	readonly id: string;
	readonly writes: ReturnType<typeof alertWrites>;
}

/** The other alerts of the order that are resolved with it, whoever has claimed them. */
async function othersWith(context: CommandContext, confirmation: Confirmation, outcome: OrderOutcome): Promise<Other[]> {
	const { known, act } = confirmation;
	const others = (await otherAlerts(context, known.alert)).map((other) => ({
		other,
		after: resolveWithOrder(other.alert, act, decidedBy(confirmation, outcome)),
	}));
	return others.flatMap(({ other, after }) =>
		wasResolvedBy(after, act) ? [{ id: after.alert_id, writes: alertWrites(other, after) }] : [],
	);
}

interface Resolved extends Resolution {
	readonly alert: AlertRecord;
	readonly outcome: OrderOutcome;
	readonly others: readonly Other[];
}

function decisionOf(resolved: Resolved, writes: Pick<Decision<Output>, "decides" | "writes">): Decision<Output> {
	const { known, alert, outcome, others } = resolved;
	const also_resolved = others.map(({ id }) => id);
	const order = outcome.order === "cancelled" ? [`order:${alert.order_id}`] : [];
	return {
		...writes,
		audit: {
			targets: [...[alert.alert_id, ...also_resolved].map((id) => `alert:${id}`), ...order],
			before: auditedAlert(known.alert),
			after: { ...auditedAlert(alert), order: outcome.order, order_code: outcome.order_code },
		},
		outcome: () => ({ output: { ...alert, ...outcome, also_resolved }, writes: [] }),
	};
}

function decidedBy({ verdict, note }: Resolution, { order, order_code }: OrderOutcome) {
	return { verdict, note, order, order_code };
}

function accepted(acted: Acted): AlertRecord {
	if (acted.refusal !== undefined) throw acted.refusal;
	return acted.alert;
}

const OUTCOMES: ReadonlyMap<ErrorCode, NonNullable<AlertResolution["order"]>> = new Map([
	["ORDER_ALREADY_SHIPPED", "already SHIPPED"],
	["ORDER_ALREADY_DELIVERED", "already DELIVERED"],
	["ORDER_ALREADY_CANCELLED", "already CANCELLED"],
	["NOT_FOUND", "not found"],
]);

/** Why the order cannot be cancelled any more. Throws anything else. */
function refusalOnly(error: unknown): AppError {
	if (error instanceof AppError && OUTCOMES.has(error.code)) return error;
	throw error;
}

/** What an event can hold as its reason. */
const LONGEST_REASON = 1_000;

function reasonOf(note: string | null): string {
	const reason = note === null ? "Confirmed fraud" : `Confirmed fraud: ${note}`;
	return reason.length <= LONGEST_REASON ? reason : `${reason.slice(0, LONGEST_REASON - 1).toWellFormed()}…`;
}
