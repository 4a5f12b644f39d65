import { eventId, type Order, type OrderEvent } from "@orderdeck/contracts/events";
import { ORDER_STATUSES, orderViewSchema } from "@orderdeck/contracts/orders/entities";
import { type EventType, TOPIC_OF } from "@orderdeck/contracts/topics";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoOf } from "./instant.ts";
import { isWhole, type OrderDocument, type PlacedEvent } from "./order-document.ts";
import { cancelCauseOf, foldOrder, isCanonical } from "./order-view.ts";

const T0 = Date.parse("2026-01-15T12:00:00Z");
type OrderEventType = Exclude<EventType, "INVENTORY_RESTOCKED">;

function bodyOf(type: OrderEventType, order_id: number | string, status: Order["status"]): OrderEvent["data"] {
	switch (type) {
		case "ORDER_CREATED":
			return {
				order_id,
				customer_id: "CUST-1",
				amount: 20,
				currency: "USD",
				country: "DE",
				status,
				created_at: isoOf(T0),
				source: "test",
				gift: true,
			};
		case "ORDER_CANCELLED":
			return { order_id, reason: "Changed my mind", cancelled_by: "ada" };
		case "PAYMENT_PROCESSING":
		case "PAYMENT_PROCESSED":
		case "PAYMENT_FAILED":
		case "PAYMENT_REFUNDED":
			return { order_id, status: "PAID", amount: 20, country: "DE", timestamp: T0 / 1000, reason: "Card declined" };
		case "INVENTORY_RESERVED":
		case "INVENTORY_FAILED":
		case "INVENTORY_RELEASED":
			return { order_id, status: "FAILED", items: [], reason: "None left" };
		case "SHIPMENT_CREATED":
		case "SHIPMENT_DISPATCHED":
		case "SHIPMENT_DELIVERED":
			return { order_id, status: "CREATED", carrier: "DHL", tracking_id: "OD1" };
		case "FRAUD_ALERT_RAISED":
			return { order_id, reason: "VELOCITY", amount: 20, country: "DE", rule: "velocity", score: 80 };
	}
}

interface Spec {
	readonly type: OrderEventType;
	readonly offset?: number;
	readonly at?: number;
	readonly status?: Order["status"];
	readonly orderId?: number | string;
}
function placed({ type, offset = 0, at = 0, status = "CREATED", orderId = 42 }: Spec): PlacedEvent {
	const id = eventId(orderId, type, type === "FRAUD_ALERT_RAISED" ? "velocity" : undefined);
	const own = {
		type,
		id,
		source: "test",
		time: isoOf(T0 + at),
		topic: TOPIC_OF[type],
		key: String(orderId),
		data: bodyOf(type, orderId, status),
	};
	// Type and body were chosen together; the compiler cannot follow that.
	return { event: own as OrderEvent, partition: 3, offset, timestamp: T0 + offset };
}
function viewOf(types: readonly OrderEventType[], status: Order["status"] = "CREATED"): OrderDocument {
	const view = foldOrder(
		undefined,
		types.map((type, at) => placed({ type, at, status })),
	);
	if (view === undefined) throw new Error("no events");
	return view;
}

describe("the order view", () => {
	it("is the order's own fields, unknown ones too, then what has happened", () => {
		const view = viewOf(["ORDER_CREATED", "PAYMENT_PROCESSED"]);
		expect(orderViewSchema.parse(view)).toEqual({
			order_id: 42,
			customer_id: "CUST-1",
			amount: 20,
			currency: "USD",
			country: "DE",
			created_at: isoOf(T0),
			source: "test",
			gift: true,
			processed_at: isoOf(T0),
			kafka_partition: 3,
			kafka_offset: 0,
			status: "PAID",
			updated_at: isoOf(T0 + 1),
			flagged: false,
			lifecycle: [
				{ event_id: "42:ORDER_CREATED", type: "ORDER_CREATED", occurred_at: isoOf(T0), topic: "orders", partition: 3, offset: 0 },
				{
					event_id: "42:PAYMENT_PROCESSED",
					type: "PAYMENT_PROCESSED",
					occurred_at: isoOf(T0 + 1),
					topic: "payments",
					partition: 3,
					offset: 0,
					detail: { reason: "Card declined" },
				},
			],
		});
	});

	it("lists events of the same millisecond in causal order, not by id", () => {
		const types = ["PAYMENT_REFUNDED", "INVENTORY_FAILED", "PAYMENT_PROCESSED", "PAYMENT_PROCESSING", "ORDER_CREATED"] as const;
		const view = foldOrder(
			undefined,
			types.map((type) => placed({ type })),
		);
		expect(view?.lifecycle.map(({ type }) => type)).toEqual([
			"ORDER_CREATED",
			"PAYMENT_PROCESSING",
			"INVENTORY_FAILED",
			"PAYMENT_PROCESSED",
			"PAYMENT_REFUNDED",
		]);
	});

	it("keeps the verdict for which an order was cancelled", () => {
		const request = placed({ type: "ORDER_CANCELLED" });
		const data = { ...request.event.data, fraud: { verdict: "CONFIRMED_FRAUD", note: null } };
		const view = foldOrder(undefined, [{ ...request, event: { ...request.event, data } as OrderEvent }]);
		expect(view?.lifecycle[0]?.detail).toEqual({ reason: "Changed my mind", by: "ada", verdict: "CONFIRMED_FRAUD" });
	});

	it("is not whole until its ORDER_CREATED has been seen", () => {
		const early = viewOf(["PAYMENT_PROCESSED"]);
		expect(isWhole(early)).toBe(false);
		const whole = foldOrder(early, [placed({ type: "ORDER_CREATED" })]);
		expect(whole !== undefined && isWhole(whole)).toBe(true);
	});

	it("is the same object when nothing is new, and nothing when nothing has happened", () => {
		const view = viewOf(["ORDER_CREATED", "PAYMENT_PROCESSED"]);
		expect(foldOrder(view, [placed({ type: "ORDER_CREATED" }), placed({ type: "PAYMENT_PROCESSED", offset: 9, at: 1 })])).toBe(view);
		expect(foldOrder(view, [])).toBe(view);
		expect(foldOrder(undefined, [])).toBeUndefined();
	});

	it("lets the copy that lies first in the log count", () => {
		const first = placed({ type: "ORDER_CREATED", offset: 5 });
		const second = placed({ type: "ORDER_CREATED", offset: 8, status: "CANCELLED" });
		for (const view of [foldOrder(undefined, [first, second]), foldOrder(foldOrder(undefined, [second]), [first])]) {
			if (view === undefined) throw new Error("no view");
			expect(view).toMatchObject({ status: "CREATED", kafka_offset: 5 });
			expect([isCanonical(view, first), isCanonical(view, second)]).toEqual([true, false]);
		}
	});
});

describe("the status", () => {
	const PAID_AND_RESERVED = ["ORDER_CREATED", "PAYMENT_PROCESSED", "INVENTORY_RESERVED"] as const;
	const DISPATCHED = [...PAID_AND_RESERVED, "SHIPMENT_CREATED", "SHIPMENT_DISPATCHED"] as const;

	it.each<[string, readonly OrderEventType[], Order["status"]?]>([
		["CREATED", ["ORDER_CREATED"]],
		["CREATED", ["ORDER_CREATED", "PAYMENT_PROCESSING", "INVENTORY_RESERVED"]],
		["CONFIRMED", ["ORDER_CREATED", "INVENTORY_RESERVED"], "CONFIRMED"],
		["PAID", ["ORDER_CREATED", "PAYMENT_PROCESSED"], "CONFIRMED"],
		["PREPARED", PAID_AND_RESERVED],
		["PREPARED", ["ORDER_CREATED", "SHIPMENT_CREATED"]],
		["SHIPPED", DISPATCHED],
		["DELIVERED", [...DISPATCHED, "SHIPMENT_DELIVERED"]],
		["CANCELLED", ["ORDER_CREATED"], "CANCELLED"],
		["CANCELLED", [...PAID_AND_RESERVED, "ORDER_CANCELLED"]],
		["CANCELLED", ["ORDER_CREATED", "INVENTORY_RESERVED", "PAYMENT_FAILED"]],
		["CANCELLED", ["ORDER_CREATED", "PAYMENT_PROCESSED", "INVENTORY_FAILED", "PAYMENT_REFUNDED"]],
		["SHIPPED", [...DISPATCHED, "ORDER_CANCELLED"]],
		["DELIVERED", ["ORDER_CANCELLED", "SHIPMENT_DELIVERED"]],
	])("is %s after %j", (status, types, arrived) => {
		expect(viewOf(types, arrived).status).toBe(status);
	});

	it.each<[readonly OrderEventType[], Order["status"], object | undefined]>([
		[["ORDER_CREATED"], "CANCELLED", { cause: "ARRIVED_CANCELLED", reason: "Cancelled at source" }],
		[["ORDER_CREATED", "ORDER_CANCELLED", "PAYMENT_FAILED"], "CREATED", { cause: "REQUESTED", reason: "Changed my mind" }],
		[["ORDER_CREATED", "INVENTORY_FAILED", "PAYMENT_FAILED"], "CREATED", { cause: "PAYMENT_DECLINED", reason: "Card declined" }],
		[["ORDER_CREATED", "INVENTORY_FAILED"], "CREATED", { cause: "OUT_OF_STOCK", reason: "None left" }],
		[["ORDER_CREATED", "SHIPMENT_DISPATCHED", "ORDER_CANCELLED"], "CREATED", undefined],
	])("after %j (arrived %s) states why it was cancelled: %o", (types, arrived, cancel) => {
		expect(viewOf(types, arrived).cancel).toEqual(cancel);
	});

	it("agrees with the cause of the one event that cancels", () => {
		for (const type of ["ORDER_CANCELLED", "PAYMENT_FAILED", "INVENTORY_FAILED"] as const) {
			expect(cancelCauseOf(placed({ type }).event)).toBe(viewOf(["ORDER_CREATED", type]).cancel?.cause);
		}
		expect(cancelCauseOf(placed({ type: "ORDER_CREATED", status: "CANCELLED" }).event)).toBe("ARRIVED_CANCELLED");
		expect(cancelCauseOf(placed({ type: "ORDER_CREATED" }).event)).toBeUndefined();
	});
});

describe("any set of an order's events", () => {
	const types = Object.keys(TOPIC_OF).filter((type): type is OrderEventType => type !== "INVENTORY_RESTOCKED");
	// A record at a position is one record: the same type and offset always have the same content. The id is spelled 42 and "42".
	const record = fc.record({ type: fc.constantFrom(...types), offset: fc.nat(2) }).map(({ type, offset }) => {
		const status = (["CREATED", "CONFIRMED", "CANCELLED"] as const)[offset] ?? "CREATED";
		return placed({
			type,
			offset,
			at: (types.indexOf(type) * 7 + offset) % 4,
			status,
			orderId: (types.indexOf(type) + offset) % 2 === 0 ? 42 : "42",
		});
	});
	const sets = fc.array(record, { minLength: 1, maxLength: 25 });
	const history = sets.chain((events) =>
		fc.record({
			events: fc.constant(events),
			again: fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
			cuts: fc.array(fc.nat(events.length * 2), { maxLength: 5 }),
		}),
	);

	it("gives the same bytes in any order, with any duplicates, in any batches", () => {
		fc.assert(
			fc.property(history, ({ events, again, cuts }) => {
				const bounds = [0, ...cuts.toSorted((a, b) => a - b), again.length];
				let view: OrderDocument | undefined;
				for (const [index, from] of bounds.entries()) {
					const folded = foldOrder(view, again.slice(from, bounds[index + 1]));
					// Between batches the view lies in the store, as JSON.
					view = folded === undefined ? undefined : JSON.parse(JSON.stringify(folded));
				}
				expect(JSON.stringify(view)).toBe(JSON.stringify(foldOrder(undefined, events)));
			}),
			{ numRuns: 300 },
		);
	});

	it("never leaves a terminal state, but for a shipment that outranks a cancellation", () => {
		fc.assert(
			fc.property(sets, (events) => {
				let view: OrderDocument | undefined;
				for (const event of events) {
					// A copy that lies earlier replaces its later one: what was known is then known better, not undone.
					if (view?.lifecycle.some((entry) => entry.event_id === event.event.id)) continue;
					const before: string | undefined = view?.status;
					view = foldOrder(view, [event]);
					expect(ORDER_STATUSES).toContain(view?.status);
					if (before === "DELIVERED") expect(view?.status).toBe("DELIVERED");
					if (before === "SHIPPED") expect(view?.status).toBeOneOf(["SHIPPED", "DELIVERED"]);
					if (before === "CANCELLED") expect(view?.status).toBeOneOf(["CANCELLED", "SHIPPED", "DELIVERED"]);
					expect(view?.cancel !== undefined).toBe(view?.status === "CANCELLED");
				}
			}),
		);
	});
});
