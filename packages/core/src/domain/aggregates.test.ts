import { minorUnits } from "@orderdeck/contracts/money";
import type { CancelCause } from "@orderdeck/contracts/orders/entities";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Aggregate, foldAggregate, foldMinute, MINUTES_KEPT, type MinuteBucket, minuteKey, minuteOf } from "./aggregates.ts";
import type { Countable } from "./countable.ts";
import { inCurrencies } from "./earlier-aggregates.ts";
import { isoOf } from "./instant.ts";
import { minutesOf, totalsOf } from "./totals.ts";

const MINUTE = 60_000;
const T0 = Date.parse("2026-01-15T12:00:00Z");
const PLACE = { topic: "orders", partition: 2 };

interface Spec {
	readonly amount?: number;
	readonly currency?: string;
	readonly country?: string;
	readonly at?: number;
	readonly counted?: boolean;
	readonly cancels?: CancelCause | undefined;
	readonly cancelled?: boolean;
}
/** The record of an order, or of its cancellation. */
function record(
	offset: number,
	{ amount = 20, currency = "USD", country = "DE", at = T0, counted = true, cancels, cancelled = false }: Spec = {},
): Countable {
	const order_id = offset;
	const common = { id: `${offset}`, source: "test", time: isoOf(at), topic: "orders", key: `${offset}` } as const;
	const order = {
		order_id,
		customer_id: 1,
		amount,
		currency,
		country,
		status: "CREATED",
		created_at: isoOf(at),
		source: "test",
	} as const;
	const event = cancelled
		? ({ ...common, type: "ORDER_CANCELLED", data: { order_id } } as const)
		: ({ ...common, type: "ORDER_CREATED", data: order } as const);
	return { event, partition: 2, offset, timestamp: at, counted, cancels };
}
function fold(batches: readonly (readonly Countable[])[]): Aggregate {
	return (
		batches.reduce<Aggregate | undefined>((aggregate, batch) => foldAggregate(aggregate, PLACE, batch), undefined) ??
		foldAggregate(undefined, PLACE, [])
	);
}

const CURRENCIES = { USD: 2, EUR: 2, JPY: 0, KWD: 3, XXX1: 2, constructor: 2 } as const;
const spec = fc.record({
	amount: fc
		.nat(50_000_000)
		.map((thousandths) => Number(`${Math.trunc(thousandths / 1000)}.${String(thousandths % 1000).padStart(3, "0")}`)),
	currency: fc.constantFrom(...Object.keys(CURRENCIES), "usd", " jpy "),
	country: fc.constantFrom("DE", "US", "us", " De ", "Atlantis", "__proto__", "constructor"),
	at: fc.integer({ min: 0, max: 3 * MINUTES_KEPT * MINUTE }).map((after) => T0 + after),
	counted: fc.boolean(),
	cancelled: fc.boolean(),
	cancels: fc.constantFrom("REQUESTED" as const, undefined),
});
/** A partition's records in order; offsets have gaps, as a log with replays has. */
const partition = fc.array(fc.record({ spec, gap: fc.nat(3) }), { maxLength: 30 }).map((parts) => {
	let offset = 0;
	return parts.map((part) => {
		offset += part.gap + 1;
		return record(offset, part.spec);
	});
});
/** Batches as at-least-once delivery makes them: each begins anywhere at or before where the last one ended. */
const delivered = partition.chain((records) =>
	fc.record({
		records: fc.constant(records),
		batches: fc.array(fc.record({ length: fc.integer({ min: 1, max: 10 }), back: fc.nat(5) }), { maxLength: 40 }).map((cuts) => {
			const batches: Countable[][] = [];
			let end = 0;
			for (const { length, back } of cuts) {
				const from = Math.max(0, end - back);
				batches.push(records.slice(from, from + length));
				end = Math.max(end, Math.min(from + length, records.length));
			}
			return [...batches, records.slice(end)];
		}),
	}),
);

/** Σ amounts in minor units, each rounded half up, by whole numbers alone. */
function sumOfMinor(records: readonly Countable[], digits: number): bigint {
	return records.reduce((sum, { event }) => {
		if (event.type !== "ORDER_CREATED") return sum;
		const [units = "0", fraction = ""] = String(event.data.amount).split(".");
		const thousandths = BigInt(units) * 1000n + BigInt(fraction.padEnd(3, "0"));
		const unit = 10n ** BigInt(3 - digits);
		return sum + (thousandths + unit / 2n) / unit;
	}, 0n);
}

describe("the aggregate of a partition", () => {
	it("counts orders, money, countries, events and cancellations", () => {
		const aggregate = fold([
			[record(3, { amount: 0.1 }), record(4, { amount: 0.2, country: "US" }), record(5, { cancelled: true, cancels: "REQUESTED" })],
		]);
		expect(aggregate).toEqual({
			topic: "orders",
			partition: 2,
			next_offset: 6,
			orders: 2,
			by_country: { DE: { USD: { orders: 1, sales: "0.1" } }, US: { USD: { orders: 1, sales: "0.2" } } },
			events: { ORDER_CREATED: 2, ORDER_CANCELLED: 1 },
			cancelled: { REQUESTED: 1 },
		});
	});

	it("passes a second copy without counting it", () => {
		expect(fold([[record(1), record(2, { counted: false })]])).toMatchObject({ orders: 1, next_offset: 3 });
	});

	it("is a recount, whatever the batches and however much is delivered again", () => {
		fc.assert(
			fc.property(delivered, ({ records, batches }) => {
				const aggregate = fold(batches);
				expect(aggregate).toEqual(fold([records]));
				const orders = records.filter(({ counted, event }) => counted && event.type === "ORDER_CREATED");
				expect(aggregate.orders).toBe(orders.length);
				const { by_currency } = totalsOf([aggregate], "USD");
				for (const currency of ["USD", "EUR", "JPY", "KWD"] as const) {
					const own = orders.filter(({ event }) => event.type === "ORDER_CREATED" && event.data.currency.trim().toUpperCase() === currency);
					expect(by_currency[currency]?.orders ?? 0).toBe(own.length);
					expect(BigInt(minorUnits({ amount: by_currency[currency]?.sales ?? 0, currency }))).toBe(sumOfMinor(own, CURRENCIES[currency]));
				}
				expect(Object.keys(by_currency).every((currency) => ["USD", "EUR", "JPY", "KWD"].includes(currency))).toBe(true);
				expect(aggregate.next_offset).toBe((records.at(-1)?.offset ?? -1) + 1);
				expect(Object.keys(aggregate.by_country).every((country) => ["DE", "US", "other"].includes(country))).toBe(true);
			}),
		);
	});
});

describe("totals", () => {
	it("are the sum over partitions", () => {
		fc.assert(
			fc.property(partition, fc.nat(29), (records, cut) => {
				const whole = totalsOf([fold([records])], "USD");
				expect(totalsOf([fold([records.slice(0, cut)]), fold([records.slice(cut)])], "USD")).toEqual(whole);
			}),
		);
	});

	it("are exact, countries in the order of the alphabet", () => {
		const parts = [fold([[record(1, { amount: 0.1, country: "US" })]]), fold([[record(1, { amount: 0.2, country: "DE" })]])];
		const totals = totalsOf(parts, "USD");
		expect(totals).toMatchObject({ total_sales: 0.3, order_count: 2 });
		expect(Object.keys(totals.by_country)).toEqual(["DE", "US"]);
	});

	it("of 100 USD and 30,000 JPY are not 30,100: each currency has its sum, total_sales has the base currency", () => {
		const aggregate = fold([[record(1, { amount: 100 }), record(2, { amount: 30_000, currency: "JPY" })]]);
		expect(totalsOf([aggregate], "USD")).toMatchObject({
			total_sales: 100,
			currency: "USD",
			order_count: 2,
			by_currency: { JPY: { orders: 1, sales: 30_000 }, USD: { orders: 1, sales: 100 } },
			by_country: { DE: { orders: 2, sales: 100, by_currency: { JPY: 30_000, USD: 100 } } },
		});
		expect(totalsOf([aggregate], "JPY")).toMatchObject({ total_sales: 30_000, currency: "JPY" });
		expect(totalsOf([aggregate], "EUR")).toMatchObject({ total_sales: 0, currency: "EUR" });
	});

	it("of one currency are in that currency, whatever the base currency", () => {
		expect(totalsOf([fold([[record(1, { amount: 1.235, currency: "KWD" })]])], "USD")).toMatchObject({
			total_sales: 1.235,
			currency: "KWD",
		});
	});

	it("count an order whose currency is no code, and keep no sum of it", () => {
		const aggregate = fold([[record(1), record(2, { amount: 50, currency: "XXX1" })]]);
		expect(totalsOf([aggregate], "USD")).toMatchObject({
			total_sales: 20,
			order_count: 2,
			by_currency: { USD: { orders: 1, sales: 20 } },
			by_country: { DE: { orders: 2, sales: 20, by_currency: { USD: 20 } } },
		});
	});

	it("count `us` and ` us ` as US, and what is no country code as other", () => {
		const aggregate = fold([["us", " us ", "US", "Atlantis"].map((country, id) => record(id, { country }))]);
		expect(totalsOf([aggregate], "USD").by_country).toMatchObject({ US: { orders: 3, sales: 60 }, other: { orders: 1, sales: 20 } });
	});

	it("have no largest sum", () => {
		const most = { orders: 1, sales: "9007199254740993.01" };
		const aggregate = foldAggregate({ ...fold([[record(1)]]), by_country: { DE: { USD: most } } }, PLACE, [record(2, { amount: 0.01 })]);
		expect(aggregate.by_country).toEqual({ DE: { USD: { orders: 2, sales: "9007199254740993.02" } } });
	});

	it("that an earlier version stored as one sum are read as the base currency, and added to", () => {
		const { by_country: _, ...rest } = fold([]);
		const earlier = {
			...rest,
			orders: 2,
			cents: 123_450,
			by_country: { DE: { orders: 1, cents: 100_000 }, other: { orders: 1, cents: 23_450 } },
		};
		expect(totalsOf([earlier], "EUR")).toMatchObject({
			total_sales: 1234.5,
			currency: "EUR",
			by_currency: { EUR: { orders: 2, sales: 1234.5 } },
		});
		const added = foldAggregate(inCurrencies<Aggregate>(earlier, "EUR"), PLACE, [record(1, { amount: 5, currency: "JPY" })]);
		expect(totalsOf([added], "EUR")).toMatchObject({ total_sales: 1234.5, by_currency: { JPY: { orders: 1, sales: 5 } } });
		expect(added).not.toHaveProperty("cents");
	});
});

/** The ring as analytics writes it: a batch's records by minute, older minutes first. */
function foldRing(batches: readonly (readonly Countable[])[]): Map<string, MinuteBucket> {
	const ring = new Map<string, MinuteBucket>();
	for (const batch of batches) {
		for (const [minute, records] of [...Map.groupBy(batch, minuteOf)].toSorted(([a], [b]) => a - b)) {
			const key = minuteKey(PLACE.topic, PLACE.partition, minute);
			ring.set(key, foldMinute(ring.get(key), PLACE, minute, records));
		}
	}
	return ring;
}

describe("minutes", () => {
	it("go by the time at which things happened", () => {
		expect(minuteOf(record(1, { at: T0 + 59_999 }))).toBe(T0);
	});

	it("have a new order where lists have it: by created_at, whenever it was sent", () => {
		const sent = record(1, { at: T0 });
		const late = { ...sent, event: { ...sent.event, time: isoOf(T0 + 3 * MINUTE) }, timestamp: T0 + 3 * MINUTE };
		expect(minuteOf(late)).toBe(T0);
	});

	it("go by the log where an event claims to be of the future", () => {
		expect(minuteOf({ ...record(1, { at: Date.UTC(2099, 0) }), timestamp: T0 + 59_999 })).toBe(T0);
	});

	it("take the place of the minute two hours before, and are not disturbed by what comes late from it", () => {
		const newer = T0 + MINUTES_KEPT * MINUTE;
		const old = foldMinute(undefined, PLACE, T0, [record(1), record(2)]);
		const taken = foldMinute(old, PLACE, newer, [record(3, { at: newer })]);
		expect(taken).toMatchObject({ minute: newer, orders: 1, next_offset: 4 });
		expect(foldMinute(taken, PLACE, T0, [record(9)])).toBe(taken);
	});

	it("count what lies before a late record in the log, though the late one's minute is folded first", () => {
		const newer = T0 + MINUTES_KEPT * MINUTE;
		const ring = foldRing([[record(1, { at: newer }), record(2, { at: newer }), record(3)]]);
		expect([...ring.values()]).toEqual([expect.objectContaining({ minute: newer, orders: 2 })]);
	});

	it("of two hours are a recount, whatever the batches and however much is delivered again; there are never more than the ring holds", () => {
		fc.assert(
			fc.property(delivered, ({ records, batches }) => {
				const ring = foldRing(batches);
				expect(ring.size).toBeLessThanOrEqual(MINUTES_KEPT);
				const newest = Math.max(...records.map(minuteOf));
				const recent = records.filter((each) => minuteOf(each) > newest - MINUTES_KEPT * MINUTE);
				const points = minutesOf([...ring.values()], { from: newest - (MINUTES_KEPT - 1) * MINUTE, currency: "USD" });
				const expected = [...Map.groupBy(recent, minuteOf)]
					.toSorted(([a], [b]) => a - b)
					.map(([minute, own]) => {
						const { order_count: orders, by_currency } = totalsOf([fold([own])], "USD");
						return { minute, orders, by_currency, sales: by_currency.USD?.sales ?? 0 };
					});
				expect(points.map(({ minute, orders, by_currency, sales }) => ({ minute, orders, by_currency, sales }))).toEqual(expected);
			}),
		);
	});

	it("are summed over partitions", () => {
		const buckets = [foldMinute(undefined, PLACE, T0, [record(1)]), foldMinute(undefined, { ...PLACE, partition: 3 }, T0, [record(1)])];
		expect(minutesOf(buckets, { from: T0, currency: "USD" })).toMatchObject([{ minute: T0, orders: 2, sales: 40 }]);
		expect(minutesOf(buckets, { from: T0 + 1, currency: "USD" })).toEqual([]);
	});
});
