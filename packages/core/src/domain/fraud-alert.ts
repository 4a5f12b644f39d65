/** The alert that an event has raised, as it is stored and shown. */

import { countryCode, currencyCode } from "@orderdeck/contracts/codes";
import type { OrderEvent } from "@orderdeck/contracts/events";
import type { AlertRecord } from "@orderdeck/contracts/fraud/entities";

/** The score of an alert whose program gave none. */
const UNSCORED = 50;

/**
 * Undefined for other events. An alert raised by another program may contain only order, reason, amount and country: the amount is then in
 * `orderCurrency`.
 */
export function fraudAlertOf(event: OrderEvent, orderCurrency: string): AlertRecord | undefined {
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
		state: "OPEN",
		stoppable: true,
		claim: null,
		resolution: null,
		notes: 0,
		version: 0,
		changed_at: null,
		note_list: [],
		history: [{ at, by: event.source, change: "raised", why: null }],
	};
}
