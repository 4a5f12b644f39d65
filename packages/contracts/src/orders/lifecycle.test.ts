import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EVENT_TYPES, type EventType } from "../topics.ts";
import { byCause, LIFECYCLE_ORDER } from "./lifecycle.ts";
import { FOLLOWS } from "./waits.ts";

/** What else must have happened before: a refund gives a charge back, only reserved stock is released. */
const ALSO_FOLLOWS: Partial<Record<EventType, readonly EventType[]>> = {
	FRAUD_ALERT_RAISED: ["ORDER_CREATED"],
	PAYMENT_FAILED: ["PAYMENT_PROCESSING"],
	PAYMENT_REFUNDED: ["PAYMENT_PROCESSED", "ORDER_CANCELLED", "INVENTORY_FAILED"],
	INVENTORY_FAILED: ["ORDER_CREATED"],
	INVENTORY_RELEASED: ["INVENTORY_RESERVED", "ORDER_CANCELLED", "PAYMENT_FAILED"],
	ORDER_CANCELLED: ["ORDER_CREATED", "FRAUD_ALERT_RAISED", "SHIPMENT_CREATED"],
};
const CAUSES = [FOLLOWS, ALSO_FOLLOWS].flatMap((follows) =>
	EVENT_TYPES.flatMap((type) => (follows[type] ?? []).map((before) => [before, type] as const)),
);

const entry = fc.record({
	type: fc.constantFrom(...EVENT_TYPES),
	event_id: fc.constantFrom("a", "b", "c"),
	occurred_at: fc.constantFrom("2026-01-05T12:00:00.000Z", "2026-01-05T12:00:00.001Z"),
});

describe("the order of an order's events", () => {
	it("has each event type once", () => {
		expect(LIFECYCLE_ORDER.toSorted()).toEqual(EVENT_TYPES.toSorted());
	});

	it("never contradicts causality among events of the same millisecond, for any lifecycle", () => {
		fc.assert(
			fc.property(fc.array(entry, { maxLength: 20 }), (entries) => {
				const sorted = entries.toSorted(byCause);
				for (const [place, later] of sorted.entries()) {
					for (const earlier of sorted.slice(0, place)) {
						expect(earlier.occurred_at <= later.occurred_at).toBe(true);
						if (earlier.occurred_at !== later.occurred_at) continue;
						expect(CAUSES).not.toContainEqual([later.type, earlier.type]);
					}
				}
			}),
		);
	});

	it("does not depend on the order in which they are given", () => {
		const both = fc
			.array(entry, { maxLength: 20 })
			.chain((entries) => fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries, { minLength: entries.length })));
		fc.assert(
			fc.property(both, ([entries, shuffled]) => {
				expect(shuffled.toSorted(byCause)).toEqual(entries.toSorted(byCause));
			}),
		);
	});
});
