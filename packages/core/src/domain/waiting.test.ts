import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoOf } from "./instant.ts";
import { nothingWaits, waitingOf } from "./waiting.ts";

const T0 = Date.parse("2026-01-15T12:00:00Z");

describe("what waits", () => {
	it("is nothing when nothing is unread", () => {
		expect(nothingWaits("USD")).toEqual({
			orders: 0,
			amount: 0,
			currency: "USD",
			by_currency: {},
			oldest_order_id: null,
			oldest_at: null,
			at_least: false,
		});
	});

	it("is each order once, with its money, and the oldest of them", () => {
		const records = [
			{ order_id: 2, amount: 0.2, timestamp: T0 + 5 },
			{ order_id: 1, amount: undefined, timestamp: T0 + 1 },
			{ order_id: 1, amount: 0.1, timestamp: T0 + 9 },
			{ order_id: "1", amount: 0.1, timestamp: T0 + 10 },
		];
		expect(waitingOf(records, { atLeast: true, baseCurrency: "USD" })).toEqual({
			orders: 2,
			amount: 0.3,
			currency: "USD",
			by_currency: { USD: 0.3 },
			oldest_order_id: 1,
			oldest_at: isoOf(T0 + 1),
			at_least: true,
		});
	});

	it("is summed by currency; a record that states none counts as the base currency, unless another of the same order states one", () => {
		const records = [
			{ order_id: 1, amount: 100, currency: "USD", timestamp: T0 },
			{ order_id: 2, amount: 30_000, currency: "jpy", timestamp: T0 },
			{ order_id: 2, amount: 30_000, timestamp: T0 + 1 },
			{ order_id: 3, amount: 1.235, currency: "KWD", timestamp: T0 },
			{ order_id: 4, amount: 7, timestamp: T0 },
			{ order_id: 5, amount: 50, currency: "XXX1", timestamp: T0 },
		];
		expect(waitingOf(records, { atLeast: false, baseCurrency: "USD" })).toMatchObject({
			orders: 5,
			amount: 107,
			currency: "USD",
			by_currency: { JPY: 30_000, KWD: 1.235, USD: 107 },
		});
	});

	it("does not change when the records are shuffled or come twice", () => {
		const record = fc.record({
			order_id: fc.nat(5),
			amount: fc.option(
				fc.nat(50_000).map((cents) => cents / 100),
				{ nil: undefined },
			),
			currency: fc.constantFrom("USD", "JPY", undefined),
			timestamp: fc.nat(1e6),
		});
		const shuffled = fc
			.uniqueArray(record, { selector: ({ timestamp }) => timestamp, maxLength: 20 })
			.chain((records) => fc.tuple(fc.constant(records), fc.shuffledSubarray([...records, ...records], { minLength: records.length * 2 })));
		fc.assert(
			fc.property(shuffled, ([records, again]) => {
				const options = { atLeast: false, baseCurrency: "USD" };
				expect(waitingOf(again, options)).toEqual(waitingOf(records, options));
			}),
		);
	});
});
