import { describe, expect, it } from "vitest";
import { type OrderStates, refusalOf } from "./cancellation.ts";

describe("refusalOf", () => {
	it.each<[string, OrderStates]>([
		["nothing is known yet", {}],
		["it is created", { view: "CREATED" }],
		["it is being charged", { view: "CONFIRMED", payment: "PROCESSING" }],
		["it is paid and waits", { view: "PAID", payment: "PAID", shipment: "WAITING" }],
		["it is prepared", { view: "PREPARED", payment: "PAID", reservation: "RESERVED", shipment: "CREATED" }],
	])("has nothing against it while %s", (_, states) => {
		expect(refusalOf(42, states)).toBeUndefined();
	});

	it.each<[OrderStates, string, string]>([
		[{ view: "PREPARED", shipment: "DISPATCHED" }, "ORDER_ALREADY_SHIPPED", "Order 42 has been shipped."],
		[{ view: "SHIPPED" }, "ORDER_ALREADY_SHIPPED", "Order 42 has been shipped."],
		[{ reservation: "SETTLED" }, "ORDER_ALREADY_SHIPPED", "Order 42 has been shipped."],
		[{ view: "SHIPPED", shipment: "DELIVERED" }, "ORDER_ALREADY_DELIVERED", "Order 42 has been delivered."],
		[{ view: "DELIVERED" }, "ORDER_ALREADY_DELIVERED", "Order 42 has been delivered."],
		[{ view: "CANCELLED", payment: "REFUNDED" }, "ORDER_ALREADY_CANCELLED", "Order 42 is already cancelled."],
		[{ view: "CREATED", payment: "FAILED" }, "ORDER_ALREADY_CANCELLED", "Order 42 is cancelled: its payment was declined."],
		[{ view: "PAID", payment: "PAID", reservation: "FAILED" }, "ORDER_ALREADY_CANCELLED", "Order 42 is cancelled: it is out of stock."],
		[{ shipment: "CANCELLED", payment: "FAILED" }, "ORDER_ALREADY_CANCELLED", "Order 42 is cancelled: its payment was declined."],
		[{ shipment: "DISPATCHED", payment: "FAILED" }, "ORDER_ALREADY_SHIPPED", "Order 42 has been shipped."],
	])("%o: %s", (states, code, message) => {
		expect(refusalOf(42, states)).toEqual({ code, message, announced: true });
	});

	it("distinguishes a cancellation whose event may never have been published from one that the view shows", () => {
		expect(refusalOf(42, { view: "PAID", shipment: "CANCELLED" })).toMatchObject({ code: "ORDER_ALREADY_CANCELLED", announced: false });
		expect(refusalOf(42, { view: "CANCELLED", shipment: "CANCELLED" })).toMatchObject({ announced: true });
	});
});
