/**
 * How a fraud rule evaluates an order: the one function of the live step, a backtest and an explanation. A rule flags; it never stops an order.
 * A rule on amounts has a currency and evaluates the orders in it: there are no exchange rates, so another currency needs a rule of its own.
 */
import { countryCode, currencyCode } from "@orderdeck/contracts/codes";
import type { Order } from "@orderdeck/contracts/events";
import type { AlertFact } from "@orderdeck/contracts/fraud/facts";
import type { RuleKind, RuleParameters } from "@orderdeck/contracts/rules/entities";

/** What a rule compares orders with. */
export interface RuleTerms extends RuleParameters {
	readonly kind: RuleKind;
}

/** What rules look at. */
export type RatedOrder = Pick<Order, "amount" | "currency" | "country">;

export interface Verdict {
	/** A whole number from 62 (just over the limit) to 99 (far beyond it). */
	readonly score: number;
	readonly facts: readonly AlertFact[];
}

/** One condition of a rule, held against an order. */
export interface Clause {
	readonly clause: "currency" | "amount" | "country" | "orders";
	readonly holds: boolean;
	/** Null where the order is in another currency: its amount is not comparable. */
	readonly fact: AlertFact | null;
}

/**
 * The rule's verdict on an order that takes money, or undefined when the order passes: all clauses must hold. `orders`: how many orders of the
 * customer fall in the window that ends with this one, itself included; only velocity looks at it.
 */
export function evaluate(terms: RuleTerms, order: Readonly<RatedOrder>, orders: number): Verdict | undefined {
	// Before anything is allocated: this runs for every order, and most pass.
	if (!(comparedValue(terms, order, orders) > terms.limit)) return undefined;
	const clauses = clausesOf(terms, order, orders);
	if (clauses.some(({ holds }) => !holds)) return undefined;
	return {
		score: scoreOf(comparedValue(terms, order, orders), terms.limit),
		facts: clauses.flatMap(({ clause, fact }) => (fact === null || clause === "currency" ? [] : [fact])),
	};
}

/** The conditions of the rule, each with what it found. The order is flagged when all hold. */
export function clausesOf(terms: RuleTerms, order: Readonly<RatedOrder>, orders: number): readonly Clause[] {
	const { kind, limit } = terms;
	if (kind === "velocity") {
		const fact = { fact: "orders", value: orders, threshold: limit, window_ms: terms.window_ms ?? 0 } as const;
		return [{ clause: "orders", holds: orders > limit, fact }];
	}
	const currency = terms.currency ?? "";
	const isOwn = currencyCode(order.currency) === currency;
	const amount: Clause[] = [
		{ clause: "currency", holds: isOwn, fact: null },
		{
			clause: "amount",
			holds: isOwn && order.amount > limit,
			fact: isOwn ? { fact: "amount", value: order.amount, threshold: limit, currency } : null,
		},
	];
	if (kind === "amount-limit") return amount;
	const country = countryCode(order.country);
	const safe = terms.safe_countries ?? [];
	return [
		...amount,
		{ clause: "country", holds: !safe.includes(country), fact: { fact: "country", value: country, threshold: [...safe] } },
	];
}

function comparedValue({ kind }: RuleTerms, { amount }: Readonly<RatedOrder>, orders: number): number {
	return kind === "velocity" ? orders : amount;
}

const LEAST_SCORE = 62;
const MOST_SCORE = 99;
/** How quickly the score nears its most: at 1.5 times the limit it is two thirds of the way. */
const STEEPNESS = 2.3;

function scoreOf(value: number, limit: number): number {
	const excess = (value - limit) / Math.max(limit, 1);
	return Math.round(MOST_SCORE - (MOST_SCORE - LEAST_SCORE) * Math.exp(-STEEPNESS * excess));
}
