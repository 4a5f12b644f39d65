/**
 * What operators do about a fraud alert. Pure: each function returns the alert after it, or why it is refused. An alert is claimed by one
 * operator at a time, until the claim expires; whatever is done about an alert claims it. `at` is in ms since the epoch.
 */
import { type AppError, invalidInput } from "@orderdeck/contracts/errors";
import type { AlertChange, AlertRecord, AlertResolution, Verdict } from "@orderdeck/contracts/fraud/entities";
import { CLAIM_MINUTES } from "@orderdeck/contracts/fraud/requests";
import { instantOf } from "@orderdeck/contracts/instant";
import { refusedAlert } from "./alert-refusal.ts";
import { isoOf } from "./instant.ts";

/** Who acts, when, and on which version; any where it is not given. */
export interface Act {
	readonly by: string;
	readonly at: number;
	readonly version?: number | undefined;
}

export type Acted = { readonly alert: AlertRecord; readonly refusal?: undefined } | { readonly refusal: AppError };

export const CLAIM_MS = CLAIM_MINUTES * 60_000;

/** What an alert may come to: it is read and written as one document. */
export const MOST_NOTES = 100;
/** Entries of the history after which nothing begins: what has begun can be ended. */
export const MOST_CHANGES = 500;

/** Who ends a claim whose time is over. */
const DAEMON = "orderdeck";

/** The alert as it is at this time: a claim that is over is none, whether or not its end was recorded. */
export function alertAt(alert: Readonly<AlertRecord>, at: number): AlertRecord {
	const { claim } = alert;
	if (claim === null || instantOf(claim.expires_at) > at) return alert;
	return { ...alert, state: "OPEN", claim: null, history: [...alert.history, entry("expired", DAEMON, claim.expires_at)] };
}

/** Claimed again by the same operator, the claim is extended. */
export function claimAlert(stored: Readonly<AlertRecord>, act: Act): Acted {
	return work(stored, act, (alert) => ({ alert: claimed(alert, act) }));
}

export function releaseAlert(stored: Readonly<AlertRecord>, act: Act): Acted {
	const alert = alertAt(stored, act.at);
	const refusal = heldByOther(alert, act) ?? (alert.claim === null ? refusedAlert("ALERT_NOT_CLAIMED", alert) : stale(alert, act));
	if (refusal !== undefined) return { refusal };
	return { alert: changed({ ...alert, state: "OPEN", claim: null }, act, [entry("released", act.by, isoOf(act.at))]) };
}

/** The claim of another operator. One's own is extended. */
export function takeOverAlert(stored: Readonly<AlertRecord>, act: Act, reason: string): Acted {
	const alert = alertAt(stored, act.at);
	const refusal = alert.state === "RESOLVED" ? refusedAlert("ALERT_RESOLVED", alert) : (full(alert) ?? stale(alert, act));
	if (refusal !== undefined) return { refusal };
	if (alert.claim === null) return { refusal: refusedAlert("ALERT_NOT_CLAIMED", alert) };
	if (alert.claim.by === act.by) return { alert: changed(claimed(alert, act), act, []) };
	const at = isoOf(act.at);
	const claim = { by: act.by, at, expires_at: isoOf(act.at + CLAIM_MS) };
	return { alert: changed({ ...alert, claim }, act, [entry("taken over", act.by, at, reason)]) };
}

export function noteAlert(stored: Readonly<AlertRecord>, act: Act, text: string): Acted {
	return work(stored, act, (alert) => {
		if (alert.note_list.length >= MOST_NOTES) {
			return {
				refusal: invalidInput(["text"], `alert ${alert.alert_id} has ${MOST_NOTES} notes already, which is the most that it can have`),
			};
		}
		const at = isoOf(act.at);
		const note_list = [...alert.note_list, { at, by: act.by, text }];
		const noted = { ...claimed(alert, act), note_list, notes: note_list.length };
		return { alert: { ...noted, history: [...noted.history, entry("noted", act.by, at)] } };
	});
}

/** What was decided, and what became of the order. */
export type Decided = Pick<AlertResolution, "verdict" | "note" | "order" | "order_code">;

export function resolveAlert(stored: Readonly<AlertRecord>, act: Act, decided: Decided): Acted {
	const alert = alertAt(stored, act.at);
	const refusal = heldByOther(alert, act) ?? stale(alert, act);
	return refusal === undefined ? { alert: resolved(alert, act, decided) } : { refusal };
}

/** By the verdict on another alert of its order, whoever works on this one. A resolved alert stays as it is. */
export function resolveWithOrder(stored: Readonly<AlertRecord>, act: Act, decided: Decided): AlertRecord {
	return stored.state === "RESOLVED" ? stored : resolved(alertAt(stored, act.at), act, decided);
}

/** Whether this very act has resolved it before, whatever came after. */
export function wasResolvedBy({ history }: Pick<AlertRecord, "history">, { by, at }: Act): boolean {
	return history.some((past) => past.change === "resolved" && past.by === by && past.at === isoOf(at));
}

/** The wrong verdict is taken back, and the alert claimed. Its order stays as it is. */
export function reopenAlert(stored: Readonly<AlertRecord>, act: Act, reason: string): Acted {
	const refusal = stored.state !== "RESOLVED" ? refusedAlert("ALERT_NOT_RESOLVED", stored) : (full(stored) ?? stale(stored, act));
	if (refusal !== undefined) return { refusal };
	const at = isoOf(act.at);
	const claim = { by: act.by, at, expires_at: isoOf(act.at + CLAIM_MS) };
	const reopened: AlertRecord = { ...stored, state: "CLAIMED", claim, resolution: null };
	return { alert: changed(reopened, act, [entry("reopened", act.by, at, reason)]) };
}

/** The claim until `expiresAt` is over; undefined where it is not, or is no more. */
export function expireClaim(stored: Readonly<AlertRecord>, expiresAt: string, at: number): AlertRecord | undefined {
	if (stored.claim?.expires_at !== expiresAt) return undefined;
	const alert = alertAt(stored, at);
	return alert === stored ? undefined : changed(alert, { by: DAEMON, at }, []);
}

/** What the only one who may work on the alert does, which is one change. */
function work(stored: Readonly<AlertRecord>, act: Act, then: (alert: AlertRecord) => Acted): Acted {
	const alert = alertAt(stored, act.at);
	const refusal = heldByOther(alert, act) ?? full(alert) ?? stale(alert, act);
	if (refusal !== undefined) return { refusal };
	const acted = then(alert);
	return acted.refusal === undefined ? { alert: changed(acted.alert, act, []) } : acted;
}

function heldByOther(alert: Readonly<AlertRecord>, { by }: Act): AppError | undefined {
	if (alert.state === "RESOLVED") return refusedAlert("ALERT_RESOLVED", alert);
	return alert.claim === null || alert.claim.by === by ? undefined : refusedAlert("CLAIMED_BY_OTHER", alert);
}

function stale(alert: Readonly<AlertRecord>, { version }: Act): AppError | undefined {
	return version === undefined || version === alert.version ? undefined : refusedAlert("CHANGED_MEANWHILE", alert);
}

function full({ alert_id, history }: Readonly<AlertRecord>): AppError | undefined {
	if (history.length < MOST_CHANGES) return undefined;
	return invalidInput(["id"], `alert ${alert_id} has been changed ${MOST_CHANGES} times: it can only be released or resolved`);
}

/** Claimed by whoever acts, as long as from now, and not shorter than before. */
function claimed(alert: AlertRecord, { by, at }: Act): AlertRecord {
	const until = isoOf(at + CLAIM_MS);
	if (alert.claim !== null) return { ...alert, claim: { ...alert.claim, expires_at: later(alert.claim.expires_at, until) } };
	const now = isoOf(at);
	return { ...alert, state: "CLAIMED", claim: { by, at: now, expires_at: until }, history: [...alert.history, entry("claimed", by, now)] };
}

function later(a: string, b: string): string {
	return instantOf(a) > instantOf(b) ? a : b;
}

function resolved(alert: AlertRecord, act: Act, decided: Decided): AlertRecord {
	const at = isoOf(act.at);
	const resolution: AlertResolution = { by: act.by, at, ...decided };
	const isOver = decided.order !== null && decided.order !== "not found";
	const stoppable = alert.stoppable && !isOver;
	const entries = [entry("resolved", act.by, at, decided.verdict)];
	return changed({ ...alert, state: "RESOLVED", stoppable, claim: null, resolution }, act, entries);
}

function changed(alert: AlertRecord, { at }: Act, entries: readonly AlertChange[]): AlertRecord {
	return { ...alert, version: alert.version + 1, changed_at: isoOf(at), history: [...alert.history, ...entries] };
}

function entry(change: AlertChange["change"], by: string, at: string, why: Verdict | string | null = null): AlertChange {
	return { at, by, change, why };
}
