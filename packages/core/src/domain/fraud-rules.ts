/**
 * Fraud rules as data, and how each judges an order. A rule flags; it never stops an order. A rule on amounts has a currency and judges the
 * orders in it: there are no exchange rates, so another currency needs a rule of its own.
 */
import { countryCode, currencyCode } from "@orderdeck/contracts/codes";
import type { Order } from "@orderdeck/contracts/events";
import { instantOf } from "@orderdeck/contracts/instant";

interface RuleBase {
	/** Stable: part of the alert's event id. */
	readonly id: string;
	/** The alert's reason on the wire. */
	readonly reason: string;
	readonly enabled: boolean;
}
/** In `currency`, above `limit` (units of it), and the country not among the safe ones. */
export interface AmountByCountryRule extends RuleBase {
	readonly kind: "amount-by-country";
	readonly currency: string;
	readonly limit: number;
	readonly safeCountries: readonly string[];
}
/** More than `limit` orders of one customer within `windowMs`, the current order included. */
export interface VelocityRule extends RuleBase {
	readonly kind: "velocity";
	readonly limit: number;
	readonly windowMs: number;
}
/** In `currency`, above `limit` (units of it), wherever it is from. */
export interface AmountLimitRule extends RuleBase {
	readonly kind: "amount-limit";
	readonly currency: string;
	readonly limit: number;
}
export type FraudRule = AmountByCountryRule | VelocityRule | AmountLimitRule;

/** The rules of a shop that sells in this currency. Rule 1 is fixed by the contract. */
export function rulesIn(currency: string): readonly FraudRule[] {
	return [
		{
			id: "high-amount-risky-country",
			reason: "HIGH_AMOUNT_RISKY_COUNTRY",
			kind: "amount-by-country",
			enabled: true,
			currency,
			limit: 300,
			safeCountries: ["US", "CA"],
		},
		{ id: "velocity", reason: "VELOCITY", kind: "velocity", enabled: false, limit: 3, windowMs: 10 * 60_000 },
		{ id: "amount-limit", reason: "AMOUNT_LIMIT", kind: "amount-limit", enabled: false, currency, limit: 450 },
	];
}

export const DEFAULT_RULES = rulesIn("USD");

/** What is known of the order's customer: recent orders with their time in ms since the epoch. It may include the current order. */
export interface Activity {
	readonly recent: readonly { readonly order_id: string; readonly at: number }[];
}
export interface Verdict {
	/** A whole number from 62 (just over the limit) to 99 (far beyond it). */
	readonly score: number;
}

/** The rule's verdict on an order, or undefined when the order passes. Does not look at `enabled`. */
export function evaluate(rule: FraudRule, order: Readonly<Order>, activity: Activity): Verdict | undefined {
	switch (rule.kind) {
		case "amount-by-country":
			return rule.safeCountries.includes(countryCode(order.country)) ? undefined : overAmount(order, rule);
		case "amount-limit":
			return overAmount(order, rule);
		case "velocity":
			return over(ordersWithin(rule.windowMs, order, activity), rule.limit);
	}
}

/**
 * The alerts that the enabled rules raise, in the order of the rules. Every order that could take money is judged; one that arrives
 * CANCELLED takes none and is not flagged.
 */
export function alertsFor(
	rules: readonly FraudRule[],
	order: Readonly<Order>,
	activity: Activity,
): readonly { readonly rule: FraudRule; readonly score: number }[] {
	if (order.status === "CANCELLED") return [];
	return rules.flatMap((rule) => {
		const verdict = rule.enabled ? evaluate(rule, order, activity) : undefined;
		return verdict === undefined ? [] : [{ rule, score: verdict.score }];
	});
}

function overAmount(order: Readonly<Order>, { currency, limit }: AmountByCountryRule | AmountLimitRule): Verdict | undefined {
	return currencyCode(order.currency) === currency ? over(order.amount, limit) : undefined;
}

/** Counts back from the order's own time, so that a replay counts the same. */
function ordersWithin(windowMs: number, order: Readonly<Order>, activity: Activity): number {
	const at = instantOf(order.created_at);
	const ids = new Set([String(order.order_id)]);
	for (const recent of activity.recent) if (recent.at <= at && recent.at > at - windowMs) ids.add(recent.order_id);
	return ids.size;
}

const LEAST_SCORE = 62;
const MOST_SCORE = 99;
/** How quickly the score nears its most: at 1.5 times the limit it is two thirds of the way. */
const STEEPNESS = 2.3;

function over(value: number, limit: number): Verdict | undefined {
	if (!(value > limit)) return undefined;
	const excess = (value - limit) / Math.max(limit, 1);
	return { score: Math.round(MOST_SCORE - (MOST_SCORE - LEAST_SCORE) * Math.exp(-STEEPNESS * excess)) };
}
