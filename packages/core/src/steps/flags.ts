/** Orders that a rule flags, and what follows from each: an alert, or a result of its version in shadow. */
import { countryCode, currencyCode } from "@orderdeck/contracts/codes";
import { eventId, type Id } from "@orderdeck/contracts/events";
import { evaluate, type RatedOrder, type RuleTerms, type Verdict } from "../domain/fraud-rules.ts";
import { isoOf } from "../domain/instant.ts";
import type { StoredRule } from "../domain/rule-book.ts";
import type { ActiveRule } from "../domain/rules-at.ts";
import { mergedResult, shadowKey } from "../domain/shadow-result.ts";
import { isSuppressed } from "../domain/suppression.ts";
import type { StepDeps } from "../runtime/step.ts";
import type { OutgoingEvent } from "../wire/outgoing-event.ts";
import { suppressionKey } from "../wire/suppression-key.ts";
import { Documents } from "./documents.ts";

export interface FlaggedOrder extends RatedOrder {
	readonly order_id: Id;
	readonly customer_id: Id;
	/** When the log accepted it, ms since the epoch. */
	readonly received: number;
}

/** What the versions of a rule say of an order that either of them flags. */
export interface Finding {
	/** Undefined where the live version does not flag it. */
	readonly live: { readonly version: number; readonly verdict: Verdict } | undefined;
	/** Undefined where no version is in shadow. */
	readonly shadow: { readonly version: number; readonly flags: boolean } | undefined;
}

export interface Flag extends Finding {
	readonly rule: StoredRule;
	readonly order: FlaggedOrder;
	/** False where an earlier order has raised its alert. */
	readonly raises: boolean;
}

/** Undefined where neither version flags the order. `ordersOf`: how many orders of the customer a rule of these terms counts. */
export function findingOf(
	{ live, shadow }: ActiveRule,
	order: Readonly<RatedOrder>,
	ordersOf: (terms: RuleTerms) => number,
): Finding | undefined {
	const verdict = live && evaluate(live.terms, order, ordersOf(live.terms));
	const flags = shadow !== undefined && evaluate(shadow.terms, order, ordersOf(shadow.terms)) !== undefined;
	if (verdict === undefined && !flags) return undefined;
	return {
		live: live && verdict && { version: live.version, verdict },
		shadow: shadow && { version: shadow.version, flags },
	};
}

/** Those of customers for whom no operator has suppressed the rule at the time of the order. Reads nothing where there are none. */
export async function unsuppressed(flags: readonly Flag[], deps: StepDeps): Promise<readonly Flag[]> {
	const keyed = flags.map((flag) => ({ flag, key: suppressionKey(flag.rule.id, flag.order.customer_id) }));
	const suppressions = await Documents.read(
		"suppressions",
		keyed.map(({ key }) => key),
		deps,
	);
	return keyed.flatMap(({ flag, key }) => {
		const suppression = suppressions.get(key);
		return suppression !== undefined && isSuppressed(suppression, flag.order.received) ? [] : [flag];
	});
}

/** The results of the versions in shadow, with what was found of the orders before. */
export async function shadowResults(flags: readonly Flag[], deps: StepDeps): Promise<Documents<"shadow_results">> {
	const found = flags.flatMap(({ rule, order, live, shadow }) => {
		if (shadow === undefined) return [];
		const { order_id, received: at } = order;
		const result = { rule: rule.id, version: shadow.version, order_id, at, live: live !== undefined, shadow: shadow.flags };
		return [{ key: shadowKey(alertId(order_id, rule.id), shadow.version), result }];
	});
	const results = await Documents.read(
		"shadow_results",
		found.map(({ key }) => key),
		deps,
	);
	for (const { key, result } of found) results.set(key, mergedResult(results.get(key), result));
	return results;
}

/** The alert that the live version raises. */
export function alertEvents({ rule, order, live, raises }: Flag, now: number): OutgoingEvent[] {
	if (live === undefined || !raises) return [];
	const { order_id, amount } = order;
	const id = alertId(order_id, rule.id);
	const time = isoOf(now);
	const codes = { currency: currencyCode(order.currency), country: countryCode(order.country) };
	const by = { rule: rule.id, rule_version: live.version, facts: [...live.verdict.facts], score: live.verdict.score };
	const data = { order_id, reason: rule.reason, amount, ...codes, alert_id: id, ...by, raised_at: time };
	return [{ type: "FRAUD_ALERT_RAISED", id, source: "fraud-service", time, topic: "fraud-alerts", key: String(order_id), data }];
}

function alertId(orderId: Id, rule: string): string {
	return eventId(orderId, "FRAUD_ALERT_RAISED", rule);
}
