import type { CancelCause } from "@orderdeck/contracts/orders/entities";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	type Aggregate,
	type Countable,
	foldAggregate,
	foldMinute,
	MINUTES_KEPT,
	type MinuteBucket,
	minuteKey,
	minuteOf,
	minutesOf,
	totalsOf,
} from "./aggregates.ts";
import { isoOf } from "./instant.ts";
import { fromCents, toCents } from "./money.ts";

const MINUTE = 60_000;
const T0 = Date.parse("2026-01-15T12:00:00Z");
const PLACE = { topic: "orders", partition: 2 };

interface Spec {
	readonly amount?: number;
	readonly country?: string;
	readonly at?: number;
	readonly counted?: boolean;
	readonly cancels?: CancelCause | undefined;
	readonly cancelled?: boolean;
}
/** The record of an order, or of its cancellation. */
function record(
	offset: number,
	{ amount = 20, country = "DE", at = T0, counted = true, cancels, cancelled = false }: Spec = {},
): Countable {
	const order_id = offset;
	const common = { id: `${offset}`, source: "test", time: isoOf(at), topic: "orders", key: `${offset}` } as const;
	const order = {
		order_id,
		customer_id: 1,
		amount,
		currency: "USD",
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

const spec = fc.record({
	amount: fc.nat(50_000).map(fromCents),
	country: fc.constantFrom("DE", "US", "Atlantis", "__proto__", "constructor"),
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
			cents: 30,
			by_country: { DE: { orders: 1, cents: 10 }, US: { orders: 1, cents: 20 } },
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
				const amounts = orders.map(({ event }) => (event.type === "ORDER_CREATED" ? toCents(event.data.amount) : 0));
				expect(aggregate.cents).toBe(amounts.reduce((sum, cents) => sum + cents, 0));
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
				const whole = totalsOf([fold([records])]);
				expect(totalsOf([fold([records.slice(0, cut)]), fold([records.slice(cut)])])).toEqual(whole);
			}),
		);
	});

	it("are money with two decimals, countries in the order of the alphabet", () => {
		const totals = totalsOf([fold([[record(1, { amount: 0.1, country: "US" })]]), fold([[record(1, { amount: 0.2, country: "DE" })]])]);
		expect(totals).toMatchObject({ total_sales: 0.3, order_count: 2 });
		expect(Object.keys(totals.by_country)).toEqual(["DE", "US"]);
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
				const points = minutesOf([...ring.values()], newest - (MINUTES_KEPT - 1) * MINUTE);
				const expected = [...Map.groupBy(recent, minuteOf)]
					.toSorted(([a], [b]) => a - b)
					.map(([minute, own]) => ({ minute, orders: fold([own]).orders, sales: fromCents(fold([own]).cents) }));
				expect(points.map(({ minute, orders, sales }) => ({ minute, orders, sales }))).toEqual(expected);
			}),
		);
	});

	it("are summed over partitions", () => {
		const buckets = [foldMinute(undefined, PLACE, T0, [record(1)]), foldMinute(undefined, { ...PLACE, partition: 3 }, T0, [record(1)])];
		expect(minutesOf(buckets, T0)).toMatchObject([{ minute: T0, orders: 2, sales: 40 }]);
		expect(minutesOf(buckets, T0 + 1)).toEqual([]);
	});
});
