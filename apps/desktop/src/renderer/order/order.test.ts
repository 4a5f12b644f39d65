import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { overdueBy, waitsFor } from "@orderdeck/contracts/orders/waits";
import { describe, expect, it } from "vitest";
import { after, event, NOON, order } from "../testing/order-fixture.ts";
import { consequences } from "./cancel-order.tsx";
import { cancelRefusal, stepsOf } from "./order-steps.ts";

const life = [
	event("ORDER_CREATED", 0),
	event("INVENTORY_RESERVED", 0.1),
	event("PAYMENT_PROCESSING", 8),
	event("PAYMENT_PROCESSED", 8.1),
	event("SHIPMENT_CREATED", 8.2),
	event("SHIPMENT_DISPATCHED", 10),
	event("SHIPMENT_DELIVERED", 15),
];
const at = (seconds: number) => NOON + seconds * 1000;

describe("what an order waits for", () => {
	it.each([
		[1, "payment", 0],
		[3, "payment", 0],
		[4, "shipping", 8.1],
		[5, "dispatch", 8.2],
		[6, "delivery", 10],
	])("after %d events: %s, since %d s", (events, stage, since) => {
		const lifecycle = life.slice(0, events);
		expect(waitsFor(order(0, { status: "PAID", lifecycle }))).toMatchObject({ stage, since: at(since) });
	});

	it("is stock, when it has been paid first", () => {
		const lifecycle = [event("ORDER_CREATED", 0), event("PAYMENT_PROCESSED", 1)];
		expect(waitsFor(order(0, { status: "PAID", lifecycle }))?.stage).toBe("inventory");
	});

	it("is too long once its step is over its expected time; the longest of what it waits for counts", () => {
		const paid = order(0, { status: "PAID", lifecycle: [event("ORDER_CREATED", 0), event("PAYMENT_PROCESSED", 1)] });
		expect([overdueBy(paid, at(5)), overdueBy(paid, at(6)), overdueBy(paid, at(65))]).toEqual([undefined, 1_000, 60_000]);
		expect(overdueBy(order(0, { status: "DELIVERED", lifecycle: life }), at(1e6))).toBeUndefined();
	});

	it("is nothing once it has ended", () => {
		expect(waitsFor(order(0, { status: "DELIVERED", lifecycle: life }))).toBeUndefined();
		expect(waitsFor(order(0, { status: "CANCELLED" }))).toBeUndefined();
	});
});

describe("the steps of an order", () => {
	it("have human names, the time between them, and lateness against what was due", () => {
		const steps = stepsOf(order(0, { status: "DELIVERED", lifecycle: life }), at(60));
		expect(steps.map((step) => step.label)).toEqual([
			"Order created",
			"Inventory reserved",
			"Payment initiated",
			"Payment processed",
			"Order prepared",
			"Order shipped",
			"Order delivered",
		]);
		expect(steps[2]?.late?.by).toBeCloseTo(3);
		expect(steps[6]?.gap).toBe(5_000);
		expect(steps.every((step) => step.state === "done")).toBe(true);
	});

	it("go on to what waits and what is still to come", () => {
		const steps = stepsOf(order(0, { status: "PREPARED", lifecycle: life.slice(0, 5) }), at(20));
		expect(steps.slice(5).map((step) => [step.label, step.state])).toEqual([
			["Order shipped", "waiting"],
			["Order delivered", "todo"],
		]);
		expect(steps[5]?.late?.by).toBeCloseTo(6.8);
	});

	it("put the creation before an alert of the same millisecond", () => {
		const lifecycle = [event("FRAUD_ALERT_RAISED", 0), event("ORDER_CREATED", 0)];
		expect(stepsOf(order(0, { lifecycle }), at(1)).map((step) => step.state)).toEqual([
			"done",
			"flag",
			"waiting",
			"waiting",
			"todo",
			"todo",
			"todo",
			"todo",
		]);
	});
});

describe("the steps of a cancelled order", () => {
	const created = event("ORDER_CREATED", 0);
	const refund = [event("PAYMENT_PROCESSING", 0.001), event("PAYMENT_PROCESSED", 0.1), event("PAYMENT_REFUNDED", 0.2)];
	const last = (lifecycle: OrderView["lifecycle"], cancel: OrderView["cancel"]) =>
		stepsOf(order(0, { status: "CANCELLED", lifecycle, cancel, updated_at: after(9) }), at(60)).at(-1);

	it.each<[string, OrderView["lifecycle"], OrderView["cancel"], object]>([
		[
			"at source",
			[event("ORDER_CREATED", 0, { status: "CANCELLED" })],
			{ cause: "ARRIVED_CANCELLED", reason: "" },
			{ detail: "Cancelled at source", at: at(0) },
		],
		[
			"because the payment was declined",
			[created, event("PAYMENT_FAILED", 2)],
			{ cause: "PAYMENT_DECLINED", reason: "Card declined" },
			{ detail: "Payment declined", at: at(2) },
		],
		[
			"out of stock, before the refund",
			[created, event("INVENTORY_FAILED", 0.001), ...refund],
			{ cause: "OUT_OF_STOCK", reason: "None left" },
			{ detail: "Out of stock", at: at(0.001), gap: undefined },
		],
		[
			"by an operator, before the refund",
			[created, event("ORDER_CANCELLED", 0.15, { reason: "Duplicate", by: "olga" }), ...refund],
			{ cause: "REQUESTED", reason: "Duplicate" },
			{ detail: "Duplicate · by olga", at: at(0.15) },
		],
		[
			"by a request that is not in the log yet",
			[created],
			{ cause: "REQUESTED", reason: "Duplicate" },
			{ detail: "Duplicate", at: at(9), entry: undefined },
		],
	])("end with the cancellation and its cause: %s", (_case, lifecycle, cancel, expected) => {
		expect(last(lifecycle, cancel)).toMatchObject({ label: "Order cancelled", state: "failed", ...expected });
	});

	it("name the alerts when fraud was confirmed", () => {
		const alert = event("FRAUD_ALERT_RAISED", 0.01, { reason: "VELOCITY", score: 96 });
		const request = event("ORDER_CANCELLED", 1, { reason: "Confirmed fraud", by: "otto", verdict: "CONFIRMED_FRAUD" });
		const cancel = { cause: "REQUESTED", reason: "Confirmed fraud" } as const;
		expect(last([created, alert, request], cancel)).toMatchObject({ detail: "Confirmed fraud · by otto", alerts: [alert], entry: request });
	});

	it("have one cancellation, and do not repeat a request that came after a decline", () => {
		const lifecycle = [created, event("PAYMENT_FAILED", 1), event("ORDER_CANCELLED", 2, { by: "olga" })];
		const steps = stepsOf(order(0, { status: "CANCELLED", lifecycle, cancel: { cause: "REQUESTED", reason: "Duplicate" } }), at(60));
		expect(steps.map(({ label }) => label)).toEqual(["Order created", "Payment declined", "Order cancelled"]);
	});
});

describe("a cancellation", () => {
	it("is offered until the order has shipped", () => {
		const statuses = ["CREATED", "CONFIRMED", "PAID", "PREPARED", "SHIPPED", "DELIVERED", "CANCELLED"] as const;
		expect(statuses.filter((status) => cancelRefusal(order(1, { status })) === undefined)).toEqual([
			"CREATED",
			"CONFIRMED",
			"PAID",
			"PREPARED",
		]);
	});

	it("states what follows from it", () => {
		expect(consequences(order(1))).toBe("Not charged yet, no stock held");
		expect(consequences(order(1, { lifecycle: life.slice(0, 3) }))).toBe("The pending $249.99 charge will be refunded, 2 items released");
		expect(consequences(order(1, { lifecycle: life.slice(0, 4) }))).toBe("$249.99 will be refunded, 2 items released");
	});
});
