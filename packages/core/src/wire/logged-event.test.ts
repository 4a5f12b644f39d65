import { describe, expect, it } from "vitest";
import type { NewRecord } from "../ports/event-log.ts";
import { created, happened } from "../steps/events.fixture.ts";
import { encodeEvent } from "./codec.ts";
import { loggedEventOf } from "./logged-event.ts";

const at = (record: NewRecord) => ({ ...record, partition: 1, offset: 7, timestamp: Date.UTC(2026, 0, 5, 13) });
const place = { partition: 1, offset: 7, accepted_at: "2026-01-05T13:00:00.000Z" };

describe("a record as a line of the event feed", () => {
	it("is the event with its order, what it states of it, and when the log accepted it", () => {
		const alert = { order_id: 3, reason: "HIGH_AMOUNT", amount: 400, currency: "EUR", country: "DE", score: 80 };
		expect(loggedEventOf(at(encodeEvent(happened("FRAUD_ALERT_RAISED", alert))))).toEqual({
			...place,
			topic: "fraud-alerts",
			type: "FRAUD_ALERT_RAISED",
			occurred_at: "2026-01-05T12:00:00.000Z",
			order_id: "3",
			country: "DE",
			amount: 400,
			currency: "EUR",
			detail: { reason: "HIGH_AMOUNT", score: 80 },
			unreadable: null,
		});
	});

	it("that delivers a product belongs to no order, and states the product", () => {
		const restock = happened("INVENTORY_RESTOCKED", { product_id: "PROD-002", quantity: 50 });
		expect(loggedEventOf(at(encodeEvent(restock)))).toMatchObject({ order_id: null, detail: { product_id: "PROD-002", quantity: 50 } });
	});

	it("that cannot be decoded states why", () => {
		const poison = { topic: "payments", key: "3", value: Uint8Array.of(0x7b), headers: {} };
		expect(loggedEventOf(at(poison))).toMatchObject({ ...place, type: null, unreadable: expect.stringContaining("not JSON") });
	});

	it("that is a tombstone or an order of a replay is no event", () => {
		expect(loggedEventOf(at({ ...encodeEvent(created(1)), value: null }))).toBeUndefined();
		expect(loggedEventOf(at(encodeEvent(created(1, { isReplay: true }))))).toBeUndefined();
	});
});
