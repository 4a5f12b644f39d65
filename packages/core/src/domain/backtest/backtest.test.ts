import type { BacktestResult, TestedRule } from "@orderdeck/contracts/backtests/entities";
import { currencyCode } from "@orderdeck/contracts/codes";
import type { Verdict } from "@orderdeck/contracts/fraud/entities";
import { moneySums } from "@orderdeck/contracts/money";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate } from "../fraud-rules.ts";
import { isoOf } from "../instant.ts";
import { BacktestFold, type Change } from "./backtest.ts";
import { strongest } from "./known-as.ts";
import type { OrderFacts } from "./order-facts.ts";
import type { BacktestSpec } from "./spec.ts";

const NOON = Date.UTC(2026, 0, 5, 12);
const OPTIONS = { known: new Map<string, Verdict>(), baseCurrency: "USD", timeZone: "UTC" };

function facts(id: string | number, fields: Partial<OrderFacts> = {}): OrderFacts {
	const { created = NOON } = fields;
	return {
		order_id: id,
		customer: "1",
		amount: 100,
		currency: "USD",
		country: "DE",
		created,
		status: "PAID",
		arrived_cancelled: false,
		...fields,
	};
}

const AMOUNT: TestedRule = {
	id: "amount-limit",
	version: 1,
	kind: "amount-limit",
	name: "Amount limit",
	limit: 300,
	currency: "USD",
	safe_countries: null,
	window_ms: null,
};
const COUNTRY: TestedRule = { ...AMOUNT, id: "country", kind: "amount-by-country", safe_countries: ["US"] };
const VELOCITY: TestedRule = { ...AMOUNT, id: "velocity", kind: "velocity", limit: 2, currency: null, window_ms: 60_000 };

function specOf(draft: readonly TestedRule[], today: readonly TestedRule[] = [], range: Partial<BacktestSpec> = {}): BacktestSpec {
	return { from: isoOf(NOON), to: isoOf(NOON + 3_600_000), today, draft, ...range };
}

function folded(
	spec: BacktestSpec,
	orders: readonly OrderFacts[],
	options = OPTIONS,
): { result: BacktestResult; changes: readonly Change[] } {
	const fold = new BacktestFold(spec, options);
	const changes: Change[] = [];
	for (const order of orders) {
		fold.add(order);
		changes.push(...fold.takeChanges());
	}
	fold.end();
	return { result: fold.result(), changes: [...changes, ...fold.takeChanges()] };
}

const flaggedBy = (changes: readonly Change[]) => changes.map(({ kind, alert }) => `${kind} ${alert.order_id} ${alert.rule}`);

describe("a backtest", () => {
	it("counts alerts, not orders: two rules that flag one order raise two", () => {
		const { result } = folded(specOf([AMOUNT, COUNTRY], [AMOUNT]), [facts(1, { amount: 400 }), facts(2)]);
		expect(result).toMatchObject({
			orders: 2,
			today: { alerts: 1, amount: 400 },
			draft: { alerts: 2, amount: 800 },
			gained_total: { alerts: 1, amount: 400 },
			lost_total: { alerts: 0, amount: 0 },
			overlap: 1,
			unknown: 2,
			fates: { PAID: 1 },
		});
		expect(result.gained).toEqual([
			{
				order_id: 1,
				rule: "country",
				amount: 400,
				currency: "USD",
				country: "DE",
				score: expect.any(Number),
				at: isoOf(NOON),
				known_as: "NOT_RESOLVED",
			},
		]);
	});

	it("compares rule by rule under one id, and a draft of no stored rule under its name", () => {
		const looser = { ...AMOUNT, version: null, limit: 500 };
		const added = { ...COUNTRY, id: null, version: null, name: "draft 2" };
		const { changes } = folded(specOf([looser, added], [AMOUNT]), [facts(1, { amount: 400 })]);
		expect(flaggedBy(changes)).toEqual(["lost 1 amount-limit", "gained 1 draft 2"]);
	});

	it("counts the orders of one instant in each other's windows, those that follow in the scan too", () => {
		const { changes } = folded(specOf([VELOCITY]), [facts("a"), facts("b"), facts("c")]);
		expect(flaggedBy(changes)).toEqual(["gained a velocity", "gained b velocity", "gained c velocity"]);
	});

	it("leaves out of a window what is exactly as old as it", () => {
		const at = (seconds: number) => ({ created: NOON + seconds * 1000 });
		const { changes } = folded(specOf([VELOCITY]), [facts(1, at(0)), facts(2, at(1)), facts(3, at(60)), facts(4, at(60.5))]);
		expect(flaggedBy(changes)).toEqual(["gained 4 velocity"]);
	});

	it("never flags an order that was cancelled at source, and counts it in windows", () => {
		const arrived_cancelled = true;
		const orders = [facts(1, { arrived_cancelled, amount: 1000 }), facts(2, { arrived_cancelled }), facts(3)];
		const { changes, result } = folded(specOf([VELOCITY, AMOUNT]), orders);
		expect(flaggedBy(changes)).toEqual(["gained 3 velocity"]);
		expect(result.orders).toBe(3);
	});

	it("counts orders before and after the range in windows alone", () => {
		const orders = [facts(1, { created: NOON - 2 }), facts(2, { created: NOON - 1 }), facts(3), facts(4, { created: NOON + 3_600_001 })];
		const { changes, result } = folded(specOf([VELOCITY]), orders);
		expect(flaggedBy(changes)).toEqual(["gained 3 velocity"]);
		expect(result.orders).toBe(1);
	});

	it("reports how many orders lack what the rules compare", () => {
		const orders = [facts(1), facts(2, { currency: "EUR" }), facts(3, { currency: " usd " })];
		expect(folded(specOf([AMOUNT]), orders).result.coverage.orders_without_field).toBe(1);
		expect(folded(specOf([VELOCITY]), orders).result.coverage.orders_without_field).toBe(0);
		expect(folded(specOf([VELOCITY, AMOUNT]), orders).result.coverage.orders_without_field).toBe(1);
	});

	it("states what known frauds come to that the draft does not flag, and lists them first", () => {
		const known = new Map<string, Verdict>([
			["1", "CONFIRMED_FRAUD"],
			["2", "VALUABLE"],
			["4", "CONFIRMED_FRAUD"],
		]);
		const orders = [facts(1, { amount: 310.05 }), facts(2, { amount: 500 }), facts(3, { amount: 490 }), facts(4, { amount: 900 })];
		const { result } = folded(specOf([{ ...AMOUNT, limit: 600 }], [AMOUNT]), orders, { ...OPTIONS, known });
		expect(result).toMatchObject({
			today: { alerts: 4, resolved: 3, confirmed: 2 },
			draft: { alerts: 1, resolved: 1, confirmed: 1 },
			confirmed_kept: 1,
			confirmed_lost: 1,
			confirmed_lost_money: { amount: 310.05, currency: "USD" },
			by_day: [{ day: "2026-01-05", today: 4, draft: 1, missed: 1 }],
			unknown: 0,
		});
		expect(result.lost.map(({ order_id, known_as }) => `${order_id} ${known_as}`)).toEqual([
			"1 CONFIRMED_FRAUD",
			"2 VALUABLE",
			"3 NOT_RESOLVED",
		]);
	});

	it("counts by the days of the zone, those without alerts too", () => {
		const range = { from: "2026-03-28T12:00:00.000Z", to: "2026-03-30T12:00:00.000Z" };
		const orders = ["2026-03-28T22:59:59.999Z", "2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z"].map((iso, id) =>
			facts(id, { created: Date.parse(iso), amount: 400 }),
		);
		const { result } = folded(specOf([AMOUNT], [], range), orders, { ...OPTIONS, timeZone: "Europe/Berlin" });
		expect(result.by_day.map(({ day, draft }) => [day, draft])).toEqual([
			["2026-03-28", 1],
			["2026-03-29", 1],
			["2026-03-30", 1],
		]);
	});

	it("is no result without any order", () => {
		const fold = new BacktestFold(specOf([AMOUNT]), OPTIONS);
		fold.add(facts(1, { created: NOON - 1 }));
		fold.end();
		expect(() => fold.result()).toThrow(RangeError);
	});
});

it("an order is known by the strongest of its verdicts", () => {
	expect(strongest("FALSE_POSITIVE", "CONFIRMED_FRAUD")).toBe("CONFIRMED_FRAUD");
	expect(strongest("CONFIRMED_FRAUD", "FALSE_POSITIVE")).toBe("CONFIRMED_FRAUD");
	expect(strongest("VALUABLE", "FALSE_POSITIVE")).toBe("VALUABLE");
	expect(strongest(undefined, "FALSE_POSITIVE")).toBe("FALSE_POSITIVE");
});

const ruleArbitrary: fc.Arbitrary<TestedRule> = fc.oneof(
	fc
		.record({
			id: fc.constantFrom("a", "b"),
			limit: fc.constantFrom(50, 100, 250.5),
			currency: fc.constantFrom("USD", "EUR"),
			safe_countries: fc.constantFrom<string[] | null>(["US"], ["DE", "US"], null),
		})
		.map(({ id, safe_countries, ...fields }) => ({
			...AMOUNT,
			...fields,
			id,
			safe_countries,
			kind: safe_countries === null ? ("amount-limit" as const) : ("amount-by-country" as const),
		})),
	fc
		.record({ limit: fc.integer({ min: 1, max: 4 }), window_ms: fc.integer({ min: 1, max: 12 }) })
		.map((fields) => ({ ...VELOCITY, ...fields })),
);
const rulesArbitrary = fc.uniqueArray(ruleArbitrary, { selector: ({ id }) => id, maxLength: 3 });

const TICKS = 40;
const orderArbitrary = fc.record({
	created: fc.integer({ min: 0, max: TICKS }),
	customer: fc.constantFrom("x", "y"),
	amount: fc.constantFrom(10, 75.05, 99.99, 300.1),
	currency: fc.constantFrom("USD", "usd", "EUR", "JPY"),
	country: fc.constantFrom("US", "DE", "BR"),
	status: fc.constantFrom("PAID" as const, "CANCELLED" as const),
	arrived_cancelled: fc.boolean(),
	verdict: fc.constantFrom(undefined, "CONFIRMED_FRAUD" as const, "FALSE_POSITIVE" as const),
});

/** As the definitions have it, order by order and rule by rule. */
function counted(spec: BacktestSpec, orders: readonly OrderFacts[], known: ReadonlyMap<string, Verdict>) {
	const inRange = orders.filter(({ created }) => created >= Date.parse(spec.from) && created <= Date.parse(spec.to));
	const pairs = (rules: readonly TestedRule[]) =>
		inRange.flatMap((order) =>
			rules
				.filter((rule) => {
					const { created, customer } = order;
					const isIn = (other: OrderFacts) =>
						other.customer === customer && other.created <= created && other.created > created - (rule.window_ms ?? 0);
					return !order.arrived_cancelled && evaluate(rule, order, orders.filter(isIn).length) !== undefined;
				})
				.map((rule) => ({ order, pair: `${order.order_id} ${rule.id}` })),
		);
	const [today, draft] = [pairs(spec.today), pairs(spec.draft)];
	const without = (these: typeof today, those: typeof today) => these.filter(({ pair }) => !those.some((other) => other.pair === pair));
	const ids = (flagged: typeof today) => [...new Set(flagged.map(({ order }) => order))];
	const money = (flagged: readonly OrderFacts[]) =>
		moneySums(
			flagged.map(({ amount, currency }) => ({ amount, currency: currencyCode(currency) })),
			"USD",
		);
	const flagged = (side: typeof today) => ({
		alerts: side.length,
		...money(side.map(({ order }) => order)),
		resolved: ids(side).filter(({ order_id }) => known.has(String(order_id))).length,
		confirmed: ids(side).filter(({ order_id }) => known.get(String(order_id)) === "CONFIRMED_FRAUD").length,
	});
	const lost = ids(today).filter(
		(order) => known.get(String(order.order_id)) === "CONFIRMED_FRAUD" && !draft.some((each) => each.order === order),
	);
	const total = (side: typeof today) => ({ alerts: side.length, ...money(side.map(({ order }) => order)) });
	const pairsOf = (side: typeof today) => side.map(({ pair }) => pair).toSorted();
	const [gained, gone] = [without(draft, today), without(today, draft)];
	return {
		figures: {
			orders: inRange.length,
			today: flagged(today),
			draft: flagged(draft),
			gained_total: total(gained),
			lost_total: total(gone),
			confirmed_kept: flagged(draft).confirmed,
			confirmed_lost: lost.length,
			confirmed_lost_money: money(lost),
			unknown: draft.filter(({ order }) => !known.has(String(order.order_id))).length,
			overlap: today.length - gone.length,
		},
		gained: pairsOf(gained),
		lost: pairsOf(gone),
	};
}

it("has the figures of a direct count, whatever the orders and the rules", () => {
	fc.assert(
		fc.property(
			fc.array(orderArbitrary, { maxLength: 60 }),
			rulesArbitrary,
			rulesArbitrary,
			fc.tuple(fc.integer({ min: 0, max: TICKS }), fc.integer({ min: 0, max: TICKS })),
			(drawn, today, draft, bounds) => {
				const known = new Map<string, Verdict>();
				const orders = drawn.map(({ verdict, ...fields }, id) => {
					if (verdict !== undefined) known.set(String(id), verdict);
					return { ...fields, order_id: id };
				});
				const spec = { from: isoOf(Math.min(...bounds)), to: isoOf(Math.max(...bounds)), today, draft };
				const expected = counted(spec, orders, known);
				fc.pre(expected.figures.orders > 0);
				const scanned = orders.toSorted((a, b) => a.created - b.created || Number(String(a.order_id) > String(b.order_id)) * 2 - 1);
				const { result, changes } = folded(spec, scanned, { ...OPTIONS, known });
				const pairsOf = (kind: Change["kind"]) =>
					changes
						.filter((change) => change.kind === kind)
						.map(({ alert }) => `${alert.order_id} ${alert.rule}`)
						.toSorted();
				expect(result).toMatchObject(expected.figures);
				expect({ gained: pairsOf("gained"), lost: pairsOf("lost") }).toEqual({ gained: expected.gained, lost: expected.lost });
			},
		),
		{ numRuns: 300 },
	);
});
