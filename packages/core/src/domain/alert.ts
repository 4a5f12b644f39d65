/** A fraud alert as it is raised and stored. What operators do about it is in alert-queue.ts. */
import { countryCode, currencyCode } from "@orderdeck/contracts/codes";
import type { OrderEvent } from "@orderdeck/contracts/events";
import type { AlertRecord, FraudAlert } from "@orderdeck/contracts/fraud/entities";

/** The score of an alert whose program gave none. */
const UNSCORED = 50;

type Queued = "state" | "stoppable" | "claim" | "resolution" | "notes" | "version" | "changed_at" | "note_list";

const RAISED: Pick<AlertRecord, Queued> = {
	state: "OPEN",
	stoppable: true,
	claim: null,
	resolution: null,
	notes: 0,
	version: 0,
	changed_at: null,
	note_list: [],
};

/**
 * The alert that the event has raised; undefined for other events. An alert raised by another program may contain only order, reason, amount
 * and country: the amount is then in `orderCurrency`.
 */
export function raisedAlert(event: OrderEvent, orderCurrency: string): AlertRecord | undefined {
	if (event.type !== "FRAUD_ALERT_RAISED") return undefined;
	const { order_id, reason, amount, currency, country, rule, rule_version, facts, score, raised_at } = event.data;
	const at = raised_at ?? event.time;
	return {
		alert_id: event.id,
		order_id,
		rule: rule ?? reason,
		rule_version: rule_version ?? null,
		reason,
		score: score ?? UNSCORED,
		amount,
		currency: currencyCode(currency ?? orderCurrency),
		country: countryCode(country),
		raised_at: at,
		facts: facts ?? [],
		...RAISED,
		history: [{ at, by: event.source, change: "raised", why: null }],
	};
}

type StoredBefore = "alert_id" | "order_id" | "rule" | "reason" | "score" | "amount" | "country" | "raised_at" | "state";

/**
 * The alert with everything that a version before the queue did not store. Its order has long been shipped, so that it can no longer be stopped,
 * unless the alert states it. `currency`: of an amount without one.
 */
export function completeAlert(stored: Readonly<Pick<AlertRecord, StoredBefore> & Partial<AlertRecord>>, currency: string): AlertRecord {
	return { rule_version: null, facts: [], ...RAISED, stoppable: false, history: [], currency, ...stored };
}

/** The alert as lists and live readers get it. */
export function listedAlert({ note_list: _notes, history: _history, ...alert }: Readonly<AlertRecord>): FraudAlert {
	return alert;
}
