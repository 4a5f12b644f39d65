/** Shipments that are due. */
import { expect } from "vitest";
import { shipment } from "../../order-store.samples.ts";
import { ensure, replace, type Test } from "./subject.ts";

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
}
