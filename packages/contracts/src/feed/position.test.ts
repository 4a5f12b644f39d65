import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ORDER_EVENT_TOPICS } from "../topics.ts";
import { positionIn, positionText } from "./position.ts";

describe("a position as text", () => {
	it("is read as it was written", () => {
		const position = fc.record({
			topic: fc.constantFrom(...ORDER_EVENT_TOPICS),
			partition: fc.nat(999_999),
			offset: fc.integer({ min: 0, max: 999_999_999_999_999 }),
		});
		fc.assert(
			fc.property(position, (at) => {
				expect(positionIn(positionText(at))).toEqual(at);
			}),
		);
	});

	it("may have spaces around its @, as on screens", () => {
		expect(positionIn("fraud-alerts/5 @ 0")).toEqual({ topic: "fraud-alerts", partition: 5, offset: 0 });
	});

	it.each(["", "orders", "orders/1", "orders/1@", "orders/-1@2", "orders/1@2.5", "orders-replay/1@2", "__consumer_offsets/0@1"])(
		"%s is none",
		(text) => {
			expect(positionIn(text)).toBeUndefined();
		},
	);
});
