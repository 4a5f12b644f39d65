import type { RuleParameters } from "@orderdeck/contracts/rules/entities";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clausesOf, evaluate, type RatedOrder, type RuleTerms } from "./fraud-rules.ts";
import { defaultBook, inForce } from "./rule-book.ts";

const ALONE = 1;

function order(fields: Partial<RatedOrder> = {}): RatedOrder {
	return { amount: 100, currency: "USD", country: "IN", ...fields };
}

/** The default rule of this kind, for a shop that sells in this currency. */
function rule(kind: RuleTerms["kind"], currency = "USD"): RuleTerms {
	const found = defaultBook(currency).rules.find((each) => each.kind === kind);
	const [first] = found?.versions ?? [];
	if (first === undefined) throw new Error(`no ${kind} rule`);
	const { limit, currency: own, safe_countries, window_ms }: RuleParameters = first;
	return { kind, limit, currency: own, safe_countries, window_ms };
}

describe("rule 1: high amount from a risky country", () => {
	const first = rule("amount-by-country");

	it.each([
		[300, "IN", false],
		[300.01, "IN", true],
		[469.96, "US", false],
		[469.96, "CA", false],
		[469.96, "us", false],
		[469.96, " Ca ", false],
		[469.96, "USA", true],
	])("%d from %s: %s", (amount, country, flagged) => {
		expect(evaluate(first, order({ amount, country }), ALONE) !== undefined).toBe(flagged);
	});

	it.each([
		[300.01, 62],
		[305.96, 64],
		[469.96, 89],
		[1_000_000, 99],
	])("scores %d with %d", (amount, score) => {
		expect(evaluate(first, order({ amount }), ALONE)).toMatchObject({ score });
	});

	it("states the amount and the country beside what it allows", () => {
		expect(evaluate(first, order({ amount: 400, country: "in", currency: "usd" }), ALONE)?.facts).toEqual([
			{ fact: "amount", value: 400, threshold: 300, currency: "USD" },
			{ fact: "country", value: "IN", threshold: ["US", "CA"] },
		]);
	});

	it("evaluates amounts of its own currency only: 1,000 JPY are not more than 300 USD", () => {
		expect(evaluate(first, order({ amount: 1_000, currency: "JPY" }), ALONE)).toBeUndefined();
		expect(evaluate(first, order({ amount: 1_000, currency: "XXX1" }), ALONE)).toBeUndefined();
		expect(evaluate(first, order({ amount: 1_000, currency: "usd" }), ALONE)).toMatchObject({ score: 99 });
		const inYen = { ...rule("amount-by-country", "JPY"), limit: 45_000 };
		expect(evaluate(inYen, order({ amount: 67_500, currency: "JPY" }), ALONE)).toMatchObject({ score: 87 });
	});

	it("is the only one that is enabled at first, and names itself", () => {
		const enabled = defaultBook("USD").rules.filter((each) => inForce(each, 0).live !== undefined);
		expect(enabled.map(({ id, reason }) => [id, reason])).toEqual([["high-amount-risky-country", "HIGH_AMOUNT_RISKY_COUNTRY"]]);
	});
});

describe("velocity", () => {
	const velocity = { ...rule("velocity"), limit: 2, window_ms: 1000 };

	it("flags the order after the last one allowed, itself counted, whatever its amount, currency and country", () => {
		const free = order({ amount: 0, currency: "JPY", country: "US" });
		expect(evaluate(velocity, free, 2)).toBeUndefined();
		expect(evaluate(velocity, free, 3)).toMatchObject({ facts: [{ fact: "orders", value: 3, threshold: 2, window_ms: 1000 }] });
	});
});

describe("amount limit", () => {
	it("looks at the amount alone", () => {
		const limit = rule("amount-limit");
		expect(evaluate(limit, order({ amount: 450, country: "US" }), ALONE)).toBeUndefined();
		expect(evaluate(limit, order({ amount: 450.01, country: "US" }), ALONE)).toBeDefined();
		expect(evaluate(limit, order({ amount: 450.01, currency: "EUR" }), ALONE)).toBeUndefined();
	});
});

describe("clauses", () => {
	const terms = fc.record({
		kind: fc.constantFrom("amount-by-country" as const, "velocity" as const, "amount-limit" as const),
		limit: fc.integer({ min: 1, max: 500 }),
		currency: fc.constantFrom("USD", "JPY"),
		safe_countries: fc.subarray(["US", "CA", "DE"]),
		window_ms: fc.constant(60_000),
	});
	const rated = fc.record({
		amount: fc.integer({ min: 0, max: 100_000 }).map((cents) => cents / 100),
		currency: fc.constantFrom("USD", "usd", "JPY", "constructor"),
		country: fc.constantFrom("US", " us", "DE", "<b>", "__proto__"),
	});

	it("all hold for exactly the orders that are flagged", () => {
		fc.assert(
			fc.property(terms, rated, fc.integer({ min: 1, max: 600 }), (rules, of, orders) => {
				const holds = clausesOf(rules, of, orders).every((clause) => clause.holds);
				expect(evaluate(rules, of, orders) !== undefined).toBe(holds);
			}),
		);
	});

	it("state which one fails, and no amount that is in another currency", () => {
		const first = rule("amount-by-country");
		expect(clausesOf(first, order({ amount: 400, country: "US" }), ALONE).map(({ clause, holds }) => [clause, holds])).toEqual([
			["currency", true],
			["amount", true],
			["country", false],
		]);
		expect(clausesOf(first, order({ amount: 400, currency: "JPY" }), ALONE)[1]).toEqual({ clause: "amount", holds: false, fact: null });
	});
});

describe("scores", () => {
	const cents = fc.integer({ min: 0, max: 100_000_000 });

	it("are whole numbers from 62 to 99, and never fall as the amount grows", () => {
		fc.assert(
			fc.property(cents, cents, fc.integer({ min: 0, max: 10_000 }), (a, b, limit) => {
				const scoreOf = (amount: number) => evaluate({ ...rule("amount-limit"), limit }, order({ amount }), ALONE)?.score;
				const low = scoreOf(Math.min(a, b) / 100);
				const high = scoreOf(Math.max(a, b) / 100);
				for (const score of [low, high]) {
					if (score !== undefined) expect(Number.isInteger(score) && score >= 62 && score <= 99).toBe(true);
				}
				expect(high ?? 0).toBeGreaterThanOrEqual(low ?? 0);
			}),
		);
	});
});
