import type { OrderEvent } from "@orderdeck/contracts/events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { created, happened, paid } from "../steps/events.fixture.ts";
import type { OrderDocument, PlacedEvent } from "./order-document.ts";
import { eventsIn, viewOf, withEarlierEvents } from "./order-history.ts";
import { foldOrder, foldView } from "./order-view.ts";

function placed(event: OrderEvent, offset: number, isLarge = false): PlacedEvent {
	return { event, partition: 0, offset, timestamp: offset, ...(isLarge ? { isLarge } : {}) };
}

function alert(n: number): OrderEvent {
	const event = happened("FRAUD_ALERT_RAISED", { order_id: 1, reason: "R", amount: 1, country: "DE" });
	return { ...event, id: `1:FRAUD_ALERT_RAISED:${String(n).padStart(4, "0")}` };
}

function folded(...events: PlacedEvent[]): OrderDocument {
	const doc = foldOrder(undefined, events);
	if (doc === undefined) throw new Error("no order");
	return doc;
}

const bodies = ({ lifecycle }: OrderDocument) => lifecycle.filter(({ data }) => data !== undefined).map(({ event_id }) => event_id);

describe("the history of an order", () => {
	it("has the body of each event as it was received, whatever the order calls its own fields", () => {
		const own = { status: "CREATED" as const, flagged: "maybe", lifecycle: [1, 2], history: { a: 1 }, data: null, gift: true };
		const order = created(1, own);
		const doc = folded(placed(order, 0), placed(paid(1), 1));
		expect(eventsIn("1", doc).map(({ data }) => JSON.stringify(data))).toEqual([JSON.stringify(order.data), JSON.stringify(paid(1).data)]);
		expect(doc).toMatchObject({ flagged: false, gift: true });
	});

	it("is not in the view that callers get, which is the one without it", () => {
		const events = [placed(created(1), 0), placed(paid(1), 1)];
		expect(JSON.stringify(viewOf(folded(...events)))).toBe(JSON.stringify(foldView(undefined, events)));
		expect(JSON.stringify(foldView(undefined, events))).not.toContain('"data"');
	});
});

describe("what an order keeps", () => {
	it("is the body of its ORDER_CREATED whatever its size, and no other large one", () => {
		const doc = folded(placed(created(1), 0, true), placed(paid(1), 1, true));
		expect(bodies(doc)).toEqual(["1:ORDER_CREATED"]);
		expect(doc.lifecycle).toHaveLength(2);
	});

	it("is the bodies of the 100 alerts whose ids are the first, in whatever order and batches they arrive, with any copies", () => {
		const alerts = Array.from({ length: 130 }, (_, n) => placed(alert(n), n));
		const expected = JSON.stringify(folded(...alerts));
		expect(bodies(folded(...alerts))).toEqual(alerts.slice(0, 100).map(({ event }) => event.id));
		const order = fc.shuffledSubarray([...alerts, ...alerts.slice(0, 20)], { minLength: 150 });
		fc.assert(
			fc.property(order, fc.nat(150), (shuffled, cut) => {
				const first = foldOrder(undefined, shuffled.slice(0, cut));
				expect(JSON.stringify(foldOrder(first, shuffled.slice(cut)))).toBe(expected);
			}),
			{ numRuns: 30 },
		);
	});
});

describe("the events of an earlier version", () => {
	const order = folded(placed(created(1), 0), placed(paid(1), 1));
	const events = eventsIn("1", order);

	it("give the order their bodies, so that it is the document of this version", () => {
		const doc = withEarlierEvents(viewOf(order), events);
		expect(JSON.stringify(doc)).toBe(JSON.stringify(order));
	});

	it("stay where they are when the order would not keep them", () => {
		const large = events.map((event) => ({ ...event, data: { ...event.data, note: "x".repeat(70_000) } }));
		expect(bodies(withEarlierEvents(viewOf(order), large))).toEqual(["1:ORDER_CREATED"]);
	});

	it("change nothing that the order has itself", () => {
		expect(withEarlierEvents(order, events)).toBe(order);
		expect(withEarlierEvents(viewOf(order), [])).toEqual(viewOf(order));
	});
});
