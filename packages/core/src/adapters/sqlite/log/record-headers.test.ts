import fc from "fast-check";
import { expect, it } from "vitest";
import { headersIn, headersText } from "./record-headers.ts";

const EVENT = {
	ce_specversion: "1.0",
	ce_type: "PAYMENT_PROCESSED",
	ce_id: "7:PAYMENT_PROCESSED",
	ce_source: "payment-service",
	ce_time: "2026-01-05T12:00:00.000Z",
	"content-type": "application/json",
};

const key = fc.option(fc.string());
const names = fc.subarray(Object.keys(EVENT), { minLength: 0 });
/** An event's headers, some changed, missing, in another order, or with others beside them. */
const nearlyEvent = fc
	.record({
		kept: fc.oneof(fc.constant(Object.keys(EVENT)), names),
		changed: fc.dictionary(fc.constantFrom(...Object.keys(EVENT)), fc.string(), { maxKeys: 2 }),
		more: fc.dictionary(fc.string(), fc.string(), { maxKeys: 1 }),
		first: fc.boolean(),
	})
	.map(({ kept, changed, more, first }) => {
		const own = Object.fromEntries(kept.map((name) => [name, changed[name] ?? EVENT[name as keyof typeof EVENT]]));
		return first ? { ...more, ...own } : { ...own, ...more };
	});

it("are the same headers again, in their order, whatever they are", () => {
	fc.assert(
		fc.property(fc.oneof(nearlyEvent, fc.dictionary(fc.string(), fc.string())), fc.oneof(fc.constant("7"), key), (headers, key) => {
			const given = JSON.stringify(headers);
			expect(JSON.stringify(headersIn(headersText(headers, key), key))).toBe(given);
		}),
		{ numRuns: 1_000 },
	);
});

it("of an event are short", () => {
	expect(headersText(EVENT, "7")).toBe('["PAYMENT_PROCESSED","payment-service","2026-01-05T12:00:00.000Z"]');
	expect(headersText({ ...EVENT, ce_id: "other" }, "7")).toBe('["PAYMENT_PROCESSED","payment-service","2026-01-05T12:00:00.000Z","other"]');
});

it("of a row of an earlier version are read", () => {
	expect(headersIn(JSON.stringify(EVENT), "7")).toEqual(EVENT);
});
