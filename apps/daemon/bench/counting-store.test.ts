import { temporaryBackend } from "@orderdeck/core/adapters/sqlite/temporary-backend";
import { CATALOG } from "@orderdeck/core/domain/catalog";
import { newProduct } from "@orderdeck/core/domain/stock";
import { expect, test } from "vitest";
import { countingStore, noOperations } from "./counting-store.ts";

const [first, second] = CATALOG.map((item) => newProduct({ ...item, stock: 1 }));
if (first === undefined || second === undefined) throw new Error("the catalog has two products");
const insert = (doc: typeof first) => ({ op: "insert", collection: "products", key: doc.product_id, doc }) as const;

test("each document of a call counts, those that are absent and refused ones too", async () => {
	await using backend = await temporaryBackend();
	const counts = noOperations();
	const store = countingStore(backend.store, counts);
	await store.write([insert(first), insert(second)]);
	await expect(store.write([insert(first)])).rejects.toThrow();
	const [found, absent] = await store.get("products", [first.product_id, "none"]);
	expect([found?.doc, absent]).toEqual([first, undefined]);
	expect([...counts.reads]).toEqual([["products", 2]]);
	expect([...counts.writes]).toEqual([["products", 3]]);
	expect(counts.written.size).toBe(2);
});

test("a shipment that is found because it is due counts as read", async () => {
	await using backend = await temporaryBackend();
	const counts = noOperations();
	const store = countingStore(backend.store, counts);
	expect(await store.dueShipments(Date.now(), 10)).toEqual([]);
	expect(counts.reads.get("shipments")).toBe(0);
	const times = { created_at: "2026-01-05T12:00:00.000Z", updated_at: "2026-01-05T12:00:00.000Z" };
	const doc = { order_id: "1", shipment_id: "SHP-1", status: "CREATED", paid: true, reserved: true, due_at: 1, ...times } as const;
	await backend.store.write([{ op: "insert", collection: "shipments", key: "1", doc }]);
	expect(await store.dueShipments(2, 10)).toHaveLength(1);
	expect([...counts.reads]).toEqual([["shipments", 1]]);
});
