import type { ProductView } from "@orderdeck/contracts/inventory/entities";
import { describe, expect, it } from "vitest";
import { after, event, NOON, order } from "../../testing/order-fixture.ts";
import { consequences } from "./cancel-order.tsx";
import { checkDraft, draftTotal, emptyDraft } from "./draft-order.ts";
import { filtersOf, matchesFilters, orderSearchSchema } from "./order-filters.ts";
import { canBeCancelled, stepsOf, waitsFor } from "./order-steps.ts";

describe("filters in the address", () => {
	it("are read back as they stand there", () => {
		const search = orderSearchSchema.parse({ status: "PAID,SHIPPED", country: "DE,GB", minAmount: "200", flagged: "true", q: "hub" });
		expect(filtersOf(search, NOON)).toEqual({
			status: ["PAID", "SHIPPED"],
			country: ["DE", "GB"],
			minAmount: 200,
			flagged: true,
			q: "hub",
		});
	});

	it("count a span back from now, and let it win over two ends", () => {
		const search = orderSearchSchema.parse({ since: "1h", from: "2020-01-01T00:00:00Z", to: "2020-01-02T00:00:00Z" });
		expect(filtersOf(search, NOON)).toEqual({ from: "2024-01-15T11:00:00.000Z" });
		const ends = orderSearchSchema.parse({ from: "2020-01-01T00:00:00Z", to: "2020-01-02T00:00:00Z" });
		expect(filtersOf(ends, NOON)).toEqual({ from: "2020-01-01T00:00:00Z", to: "2020-01-02T00:00:00Z" });
	});

	it("leave out what is not understood", () => {
		const search = orderSearchSchema.parse({
			status: "LOST",
			minAmount: "much",
			flagged: "maybe",
			customer: "  ",
			from: "monday",
			since: "ever",
		});
		expect(filtersOf(search, NOON)).toEqual({});
	});

	it.each([
		[{ status: ["CREATED" as const] }, true],
		[{ status: ["PAID" as const] }, false],
		[{ country: ["US", "DE"] }, true],
		[{ minAmount: 249.99, maxAmount: 249.99 }, true],
		[{ minAmount: 250 }, false],
		[{ maxAmount: 249 }, false],
		[{ flagged: true }, false],
		[{ from: after(7), to: after(7) }, true],
		[{ from: after(8) }, false],
		[{ to: after(6) }, false],
		[{ customer: "4127" }, true],
		[{ customer: "412" }, false],
		[{ q: "7" }, true],
		[{ q: "usb-c" }, true],
		[{ q: "keyboard" }, false],
	])("%o decide as the daemon does: %s", (filters, fits) => {
		expect(matchesFilters(order(7), filters)).toBe(fits);
	});
});

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
			"Inventory checked",
			"Payment initiated",
			"Payment processed",
			"Order prepared",
			"Order shipped",
			"Order delivered",
		]);
		expect(steps[2]?.late?.by).toBeCloseTo(3);
		expect(steps[6]?.gap).toBeCloseTo(5);
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
		expect(stepsOf(order(0, { status: "CANCELLED", lifecycle }), at(1)).map((step) => step.state)).toEqual(["done", "flag"]);
	});
});

describe("a cancellation", () => {
	it("is offered until the order has shipped", () => {
		const statuses = ["CREATED", "CONFIRMED", "PAID", "PREPARED", "SHIPPED", "DELIVERED", "CANCELLED"] as const;
		expect(statuses.filter((status) => canBeCancelled(order(1, { status })))).toEqual(["CREATED", "CONFIRMED", "PAID", "PREPARED"]);
	});

	it("says what it brings with it", () => {
		expect(consequences(order(1))).toBe("nothing has been charged, no stock is held");
		expect(consequences(order(1, { lifecycle: life.slice(0, 3) }))).toBe("a charge of $249.99 under way is given back, 2 items released");
		expect(consequences(order(1, { lifecycle: life.slice(0, 4) }))).toBe("$249.99 is refunded, 2 items released");
	});
});

describe("a new order", () => {
	const hub: ProductView = {
		product_id: "PROD-003",
		name: "USB-C Hub",
		price: 34.99,
		on_hand: 10,
		reserved: 0,
		available: 10,
		shipped: 0,
		restocked: 0,
		initial: 10,
		reorder_point: 2,
		restock_due_at: null,
	};

	it("takes the catalogue's price and a customer's number or name", () => {
		const draft = { ...emptyDraft(), customerId: " 4127 ", lines: [{ key: 1, productId: "PROD-003", quantity: 3 }] };
		expect(draftTotal(draft, [hub])).toBe(104.97);
		expect(checkDraft(draft, [hub])).toMatchObject({
			ok: true,
			order: { customerId: 4127, items: [{ productId: "PROD-003", price: 34.99, quantity: 3 }] },
		});
		expect(checkDraft({ ...draft, customerId: "CUST-001" }, [hub])).toMatchObject({ ok: true, order: { customerId: "CUST-001" } });
	});

	it("says which field is wrong", () => {
		const checked = checkDraft({ ...emptyDraft(), customerEmail: "nobody" }, [hub]);
		expect(checked).toMatchObject({
			ok: false,
			errors: { customerId: "must name a customer", customerEmail: "must be an e-mail address", items: "must hold at least one item" },
		});
	});
});
