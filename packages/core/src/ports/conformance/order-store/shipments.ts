/** Shipments that are due or in progress. */
import { expect } from "vitest";
import { shipment } from "../../order-store.samples.ts";
import { byCurrency, ensure, one, replace, type Test } from "./subject.ts";

export function shipments(test: Test): void {
	test("returns the shipments that are due, the earliest first, as versions that can be replaced", async ({ store }) => {
		expect(await store.nextShipmentDue()).toBeUndefined();
		await store.write([30, 10, 20, null].map((due_at, id) => ensure("shipments", String(id), shipment(id, { due_at }))));
		expect(await store.nextShipmentDue()).toBe(10);
		const due = await store.dueShipments(20, 10);
		expect(due.map(({ doc }) => doc.order_id)).toEqual([1, 2]);
		expect((await store.dueShipments(100, 1)).map(({ doc }) => doc.order_id)).toEqual([1]);
		await store.write(
			due.map(({ doc, cas }) => replace("shipments", String(doc.order_id), { ...doc, status: "DELIVERED", due_at: null }, cas)),
		);
		expect((await store.dueShipments(20, 10)).length).toBe(0);
		expect(await store.nextShipmentDue()).toBe(30);
	});

	test("sums the shipments that are in progress, by currency", async ({ store }) => {
		expect(await store.shipmentsUnderway()).toEqual([]);
		const { amount: _none, ...unpriced } = shipment(4, { due_at: 40 });
		const docs = [
			shipment(1, { due_at: 30, amount: 10.1 }),
			shipment(2, { status: "DISPATCHED", due_at: 20, amount: 20.2 }),
			shipment(3, { status: "WAITING", due_at: null }),
			unpriced,
			shipment(5, { status: "CANCELLED", due_at: null }),
			shipment(6, { due_at: 50, amount: 45_000, currency: "JPY" }),
			shipment(7, { due_at: 50, amount: 1.235, currency: "KWD" }),
			shipment(8, { due_at: 50, amount: 0.1, currency: "KWD" }),
		];
		await store.write(docs.map((doc) => ensure("shipments", String(doc.order_id), doc)));
		const others = { JPY: { count: 1, amount: 45_000 }, KWD: { count: 2, amount: 1.335 } };
		expect(byCurrency(await store.shipmentsUnderway())).toEqual({ USD: { count: 3, amount: 30.3 }, ...others });
		const { doc, cas } = await one(store, "shipments", "2");
		await store.write([replace("shipments", "2", { ...doc, status: "DELIVERED", due_at: null }, cas)]);
		expect(byCurrency(await store.shipmentsUnderway())).toEqual({ USD: { count: 2, amount: 10.1 }, ...others });
	});
}
