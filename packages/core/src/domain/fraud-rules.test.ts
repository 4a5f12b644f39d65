import type { Order } from "@orderdeck/contracts/events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alertsFor, DEFAULT_RULES, evaluate, type FraudRule, rulesIn } from "./fraud-rules.ts";

const NOON = Date.parse("2026-01-15T12:00:00Z");
const NO_ACTIVITY = { recent: [] };

function order(fields: Partial<Order> = {}): Order {
	return {
		order_id: 1,
		customer_id: 1000,
		amount: 100,
		currency: "USD",
		country: "IN",
		status: "CREATED",
		created_at: "2026-01-15T12:00:00Z",
		source: "test",
		...fields,
	};
}
function rule<K extends FraudRule["kind"]>(kind: K): Extract<FraudRule, { kind: K }> {
	const found = DEFAULT_RULES.find((candidate) => candidate.kind === kind);
	if (found === undefined) throw new Error(`no ${kind} rule`);
	return found as Extract<FraudRule, { kind: K }>;
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
		expect(evaluate(first, order({ amount, country }), NO_ACTIVITY) !== undefined).toBe(flagged);
	});

	it.each([
		[300.01, 62],
		[305.96, 64],
		[469.96, 89],
		[1_000_000, 99],
	])("scores %d with %d", (amount, score) => {
		expect(evaluate(first, order({ amount }), NO_ACTIVITY)).toEqual({ score });
	});

	it("judges amounts of its own currency only: 1,000 JPY are not more than 300 USD", () => {
		expect(evaluate(first, order({ amount: 1_000, currency: "JPY" }), NO_ACTIVITY)).toBeUndefined();
		expect(evaluate(first, order({ amount: 1_000, currency: "XXX1" }), NO_ACTIVITY)).toBeUndefined();
		expect(evaluate(first, order({ amount: 1_000, currency: "usd" }), NO_ACTIVITY)).toEqual({ score: 99 });
		const [inYen] = rulesIn("JPY");
		expect(inYen && evaluate({ ...inYen, limit: 45_000 }, order({ amount: 67_500, currency: "JPY" }), NO_ACTIVITY)).toEqual({ score: 87 });
	});

	it("is the only one that is on, and names itself in the alert", () => {
		const alerts = alertsFor(DEFAULT_RULES, order({ amount: 499.99 }), NO_ACTIVITY);
		expect(alerts.map((alert) => [alert.rule.id, alert.rule.reason])).toEqual([["high-amount-risky-country", "HIGH_AMOUNT_RISKY_COUNTRY"]]);
	});
});

describe("velocity", () => {
	const velocity = { ...rule("velocity"), limit: 2, windowMs: 1000 };
	const at = (id: string, ms: number) => ({ order_id: id, at: NOON + ms });

	it("flags the order after the last one allowed, itself counted", () => {
		expect(evaluate(velocity, order(), { recent: [at("2", -999)] })).toBeUndefined();
		expect(evaluate(velocity, order(), { recent: [at("2", -999), at("3", -1)] })).toBeDefined();
	});

	it("counts an order once, and none that is too old or came later", () => {
		const recent = [at("1", 0), at("2", -1), at("2", -1), at("3", -1000), at("4", 1)];
		expect(evaluate(velocity, order(), { recent })).toBeUndefined();
	});
});

describe("amount limit", () => {
	it("looks at the amount alone", () => {
		const limit = rule("amount-limit");
		expect(evaluate(limit, order({ amount: 450, country: "US" }), NO_ACTIVITY)).toBeUndefined();
		expect(evaluate(limit, order({ amount: 450.01, country: "US" }), NO_ACTIVITY)).toBeDefined();
		expect(evaluate(limit, order({ amount: 450.01, currency: "EUR" }), NO_ACTIVITY)).toBeUndefined();
	});
});

describe("alertsFor", () => {
	const all = DEFAULT_RULES.map((each) => ({ ...each, enabled: true }));

	it("raises one alert for each enabled rule that is broken, in the order of the rules", () => {
		expect(alertsFor(all, order({ amount: 480 }), NO_ACTIVITY).map((alert) => alert.rule.kind)).toEqual([
			"amount-by-country",
			"amount-limit",
		]);
	});

	it("leaves an order alone that arrives CANCELLED, for it takes no money", () => {
		expect(alertsFor(all, order({ amount: 480, status: "CANCELLED" }), NO_ACTIVITY)).toEqual([]);
	});
});

describe("scores", () => {
	const cents = fc.integer({ min: 0, max: 100_000_000 });

	it("are whole numbers from 62 to 99, and never fall as the amount grows", () => {
		fc.assert(
			fc.property(cents, cents, fc.integer({ min: 0, max: 10_000 }), (a, b, limit) => {
				const judge = (amount: number) => evaluate({ ...rule("amount-limit"), limit }, order({ amount }), NO_ACTIVITY)?.score;
				const low = judge(Math.min(a, b) / 100);
				const high = judge(Math.max(a, b) / 100);
				for (const score of [low, high]) {
					if (score !== undefined) expect(Number.isInteger(score) && score >= 62 && score <= 99).toBe(true);
				}
				expect(high ?? 0).toBeGreaterThanOrEqual(low ?? 0);
			}),
		);
	});
});
