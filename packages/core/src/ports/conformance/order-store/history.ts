/** The events of an order: with the order, and as an earlier version stored them. */
import { TOPIC_OF } from "@orderdeck/contracts/topics";
import { expect } from "vitest";
import type { WholeOrder } from "../../../domain/order-document.ts";
import { eventsIn, type OrderEventDocument, viewOf } from "../../../domain/order-history.ts";
import { eventDocument, order } from "../../order-store.samples.ts";
import type { OrderStore } from "../../order-store.ts";
import { ensure, one, replace, type Test } from "./subject.ts";

const TYPES = ["ORDER_CREATED", "PAYMENT_PROCESSED", "INVENTORY_RESERVED", "SHIPMENT_DISPATCHED"] as const;

/** An order with four events, as this version keeps it. */
function orderWithHistory(id: number): WholeOrder {
	const lifecycle = TYPES.map((type, offset) => ({
		event_id: `${id}:${type}`,
		type,
		occurred_at: `2026-01-01T00:00:0${offset}.000Z`,
		topic: TOPIC_OF[type],
		partition: 0,
		offset,
		...(type === "ORDER_CREATED" ? {} : { detail: { reason: "none" } }),
		data: { order_id: id, lifecycle: [], note: type, "": null },
	}));
	return { ...order(id), lifecycle };
}

/** The same as an earlier version kept it. */
async function storeEarlier(store: OrderStore, id: number): Promise<void> {
	const doc = orderWithHistory(id);
	const events = eventsIn(String(id), doc);
	await store.write([ensure("orders", String(id), viewOf(doc)), ...events.map((event) => ensure("order_events", event.event_id, event))]);
}

const expectedEvents = (id: number): OrderEventDocument[] => eventsIn(String(id), orderWithHistory(id));

export function histories(test: Test): void {
	test("returns an order's events, oldest first, and lists the order without their bodies", async ({ store }) => {
		const doc = orderWithHistory(1);
		await store.write([ensure("orders", "1", doc)]);
		expect(await store.orderEvents("1")).toEqual(expectedEvents(1));
		expect((await one(store, "orders", "1")).doc).toEqual(doc);
		expect((await store.listOrders({}, { limit: 10 })).items).toEqual([viewOf(doc)]);
		const range = { from: "2000-01-01T00:00:00Z", to: "2100-01-01T00:00:00Z" };
		expect((await store.scanOrders(range, { limit: 10 })).items).toEqual([viewOf(doc)]);
	});

	test("returns the events that an earlier version stored, oldest first, ties in causal order", async ({ store }) => {
		const docs = [
			eventDocument("1", "PAYMENT_PROCESSED", "2026-01-01T00:00:01.000Z"),
			eventDocument("1", "INVENTORY_RESERVED", "2026-01-01T00:00:01.000Z"),
			eventDocument("1", "ORDER_CREATED", "2026-01-01T00:00:00.000Z"),
			eventDocument("1:2", "ORDER_CREATED", "2026-01-01T00:00:00.000Z"),
			eventDocument("12", "ORDER_CREATED", "2026-01-01T00:00:00.000Z"),
			{ ...eventDocument("1", "SHIPMENT_CREATED", "2026-01-01T00:00:02.000Z"), event_id: "named-otherwise" },
			eventDocument("2", "ORDER_CANCELLED", "2026-01-01T00:00:01.000Z"),
			eventDocument("2", "PAYMENT_FAILED", "2026-01-01T00:00:01.000Z"),
		];
		await store.write(docs.map((doc) => ensure("order_events", doc.event_id, doc)));
		const listed = await store.orderEvents("1");
		expect(listed.map(({ type }) => type)).toEqual(["ORDER_CREATED", "INVENTORY_RESERVED", "PAYMENT_PROCESSED", "SHIPMENT_CREATED"]);
		expect(listed[0]).toEqual(docs[2]);
		expect((await store.orderEvents("1:2")).map(({ order_id }) => order_id)).toEqual(["1:2"]);
		expect((await store.orderEvents("2")).map(({ type }) => type)).toEqual(["PAYMENT_FAILED", "ORDER_CANCELLED"]);
		expect(await store.orderEvents("unknown")).toEqual([]);
	});

	test("returns each event once where some are with the order and some are not, or are in both places", async ({ store }) => {
		await storeEarlier(store, 1);
		const { doc, cas } = await one(store, "orders", "1");
		const whole = orderWithHistory(1);
		const lifecycle = doc.lifecycle.map((entry, index) => (index < 2 ? entry : (whole.lifecycle[index] ?? entry)));
		await store.write([replace("orders", "1", { ...doc, lifecycle }, cas)]);
		expect(await store.orderEvents("1")).toEqual(expectedEvents(1));
	});

	test("moves the events of an earlier version into their orders, some at a time, and returns the same events meanwhile", async ({
		store,
	}) => {
		for (let id = 1; id <= 5; id += 1) await storeEarlier(store, id);
		await store.write([ensure("orders", "6", orderWithHistory(6))]);
		const orphan = eventDocument("7", "ORDER_CREATED", "2026-01-01T00:00:00.000Z");
		await store.write([ensure("order_events", orphan.event_id, orphan)]);
		let movedInAll = 0;
		for (let examined = -1, turns = 0; examined !== 0; turns += 1) {
			const result = await store.moveHistory(2);
			examined = result.examined;
			movedInAll += result.moved;
			expect(examined).toBeLessThanOrEqual(2);
			expect(turns).toBeLessThan(10);
			for (let id = 1; id <= 6; id += 1) expect(await store.orderEvents(String(id))).toEqual(expectedEvents(id));
		}
		for (let id = 1; id <= 6; id += 1) {
			expect((await one(store, "orders", String(id))).doc).toEqual(orderWithHistory(id));
			const keys = expectedEvents(id).map(({ event_id }) => event_id);
			expect(await store.get("order_events", keys)).toEqual(keys.map(() => undefined));
		}
		expect(movedInAll).toBe(5);
		// An event whose order is not there stays, and is no reason to begin again and again.
		expect(await store.orderEvents("7")).toEqual([orphan]);
	});

	test("moves nothing of an order that a write has changed since, and loses nothing of that write", async ({ store }) => {
		await storeEarlier(store, 1);
		const { doc, cas } = await one(store, "orders", "1");
		await store.moveHistory(10);
		await expect(store.write([replace("orders", "1", { ...doc, flagged: true }, cas)])).rejects.toThrow();
		const now = await one(store, "orders", "1");
		await store.write([replace("orders", "1", { ...now.doc, flagged: true }, now.cas)]);
		expect(await store.orderEvents("1")).toEqual(expectedEvents(1));
	});
}
