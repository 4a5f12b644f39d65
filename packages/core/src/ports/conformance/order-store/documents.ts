/** Documents by key: reads, writes and versions, and the small collections that are read whole. */
import { expect } from "vitest";
import { aggregateKey, minuteKey } from "../../../domain/aggregates.ts";
import { CATALOG } from "../../../domain/catalog.ts";
import { HOUR_MS, type QuarterHours, quartersKey } from "../../../domain/quarters.ts";
import { newProduct } from "../../../domain/stock.ts";
import { put, type Write } from "../../documents.ts";
import { CasMismatch } from "../../errors.ts";
import { order } from "../../order-store.samples.ts";
import type { OrderStore } from "../../order-store.ts";
import { ensure, one, replace, type Test } from "./subject.ts";

export function documents(test: Test): void {
	test("returns the documents of the keys in their order, undefined where there is none", async ({ store }) => {
		await store.write([ensure("sequences", "a", { next: 1 }), ensure("sequences", "b", { next: 2 })]);
		const read = await store.get("sequences", ["b", "missing", "a", "b"]);
		expect(read.map((each) => each?.doc)).toEqual([{ next: 2 }, undefined, { next: 1 }, { next: 2 }]);
		expect(await store.get("customers", ["a"])).toEqual([undefined]);
	});

	test("keeps a document as it was, unknown fields and odd keys included", async ({ store }) => {
		const doc = { ...order(1), note: { deep: [1, null, "✓ \u0000 \u2028"] }, "key with\n": -0.1 };
		for (const key of ["1", "CUST-001/ä b", "constructor", "__proto__", "x\u0000y"]) {
			await store.write([ensure("orders", key, doc)]);
			expect((await store.get("orders", [key]))[0]?.doc).toEqual(doc);
		}
	});

	test("ensure inserts what is absent and leaves what is present", async ({ store }) => {
		await store.write([ensure("sequences", "s", { next: 1 })]);
		const before = await one(store, "sequences", "s");
		await store.write([ensure("sequences", "s", { next: 9 })]);
		expect(await one(store, "sequences", "s")).toEqual(before);
	});

	test("insert refuses a key that is taken", async ({ store }) => {
		const insert: Write = { op: "insert", collection: "sequences", key: "s", doc: { next: 1 } };
		await store.write([insert]);
		await expect(store.write([insert])).rejects.toBeInstanceOf(CasMismatch);
	});

	test("replace takes the version that was read, once", async ({ store }) => {
		await store.write([ensure("sequences", "s", { next: 1 })]);
		const { cas } = await one(store, "sequences", "s");
		await store.write([replace("sequences", "s", { next: 2 }, cas)]);
		const after = await one(store, "sequences", "s");
		expect(after.doc).toEqual({ next: 2 });
		expect(after.cas).not.toBe(cas);
		await expect(store.write([replace("sequences", "s", { next: 3 }, cas)])).rejects.toBeInstanceOf(CasMismatch);
		expect(await one(store, "sequences", "s")).toEqual(after);
	});

	test("a write returns the version that it made, on which the document can be written without reading it", async ({ store }) => {
		await store.write([ensure("sequences", "there", { next: 0 })]);
		const writes: Write[] = [
			{ op: "insert", collection: "sequences", key: "a", doc: { next: 1 } },
			ensure("sequences", "there", { next: 9 }),
			{ op: "insert", collection: "orders", key: "1", doc: order(1) },
			ensure("sequences", "b", { next: 2 }),
		];
		const versions = await store.write(writes);
		const [a, b] = await store.get("sequences", ["a", "b"]);
		expect(versions).toEqual([a?.cas, undefined, (await one(store, "orders", "1")).cas, b?.cas]);
		const [first] = versions;
		if (first === undefined) throw new Error("an insert makes a version");
		const [second] = await store.write([replace("sequences", "a", { next: 3 }, first)]);
		expect(await one(store, "sequences", "a")).toMatchObject({ doc: { next: 3 }, cas: second });
		await expect(store.write([replace("sequences", "a", { next: 4 }, first)])).rejects.toBeInstanceOf(CasMismatch);
		expect(await store.write([])).toEqual([]);
	});

	test("keeps the unlock of a caller, which the next one replaces", async ({ store }) => {
		const unlock = { until: "2026-01-05T12:15:00.000Z", at: "2026-01-05T12:00:00.000Z", reason: "incident 42" };
		await store.write([put("unlocks", "caller", undefined, { client: "sub:u-1", unlock })]);
		const first = await one(store, "unlocks", "caller");
		await store.write([put("unlocks", "caller", first, { client: "sub:u-1", unlock: null, ended: { unlock, request: "r" } })]);
		expect((await one(store, "unlocks", "caller")).doc).toEqual({ client: "sub:u-1", unlock: null, ended: { unlock, request: "r" } });
		expect(await store.get("unlocks", ["other"])).toEqual([undefined]);
	});

	test("the version changes even when the document does not", async ({ store }) => {
		await store.write([ensure("orders", "1", order(1))]);
		const before = await one(store, "orders", "1");
		await store.write([replace("orders", "1", order(1), before.cas)]);
		expect((await one(store, "orders", "1")).cas).not.toBe(before.cas);
	});

	test("replace refuses what is not there, and a version of another store", async ({ store }) => {
		await expect(store.write([replace("sequences", "s", { next: 3 }, 1)])).rejects.toBeInstanceOf(CasMismatch);
		await store.write([ensure("sequences", "s", { next: 1 })]);
		await expect(store.write([replace("sequences", "s", { next: 3 }, "other:1")])).rejects.toBeInstanceOf(CasMismatch);
	});

	test("applies all writes of a call or none", async ({ store }) => {
		await store.write([ensure("sequences", "taken", { next: 1 })]);
		const writes: Write[] = [
			{ op: "insert", collection: "sequences", key: "new", doc: { next: 1 } },
			{ op: "insert", collection: "sequences", key: "taken", doc: { next: 1 } },
		];
		await expect(store.write(writes)).rejects.toBeInstanceOf(CasMismatch);
		expect(await store.get("sequences", ["new"])).toEqual([undefined]);
	});
}

export function knownDocuments(test: Test): void {
	test("returns all aggregates, the minutes from one on, and all products with their versions", async ({ store }) => {
		const by_country = { DE: { EUR: { orders: 1, sales: "1.00" } } };
		const checked = { events: { INVENTORY_RESERVED: 7, INVENTORY_FAILED: 3 }, cancelled: { OUT_OF_STOCK: 2 } };
		const counts = { orders: 1, by_country, ...checked, topic: "inventory", next_offset: 1 };
		await store.write([0, 1].map((partition) => ensure("aggregates", aggregateKey(counts.topic, partition), { ...counts, partition })));
		const minutes = [0, 60_000, 120_000].map((minute) => ({ ...counts, partition: 0, minute }));
		await store.write(minutes.map((doc) => ensure("minutes", minuteKey(doc.topic, doc.partition, doc.minute), doc)));
		expect((await store.aggregates()).map(({ partition }) => partition).toSorted()).toEqual([0, 1]);
		expect((await store.minutes(60_000)).toSorted((a, b) => a.minute - b.minute)).toEqual(minutes.slice(1));
		expect(await store.products()).toEqual([]);
		const stock = CATALOG.map((item) => newProduct(item));
		await store.write(stock.map((doc) => ensure("products", doc.product_id, doc)));
		const products = await store.products();
		expect(products.map(({ doc }) => doc)).toEqual(stock);
		expect(products).toEqual(
			await store.get(
				"products",
				stock.map(({ product_id }) => product_id),
			),
		);
	});
}

export function quarterHours(test: Test): void {
	const FIRST = Date.UTC(2026, 9, 25);
	const hourAt = (index: number, partition: number): QuarterHours => {
		const hour = FIRST + index * HOUR_MS;
		const counts = {
			orders: 1,
			by_country: {},
			events: { ORDER_CREATED: 1 },
			cancelled: {},
			amounts: {},
			cancellations: 0,
			flagged: 0,
			revised: hour,
		};
		return { partition, hour, next: { orders: index + 1 }, quarters: [{ at: hour, ...counts }] };
	};
	const docs = [0, 1, 2, 24].flatMap((index) => [0, 5].map((partition) => hourAt(index, partition)));
	const fillQuarters = (store: OrderStore) => store.write(docs.map((doc) => ensure("quarters", quartersKey(doc.hour, doc.partition), doc)));

	test("returns the quarter hours of a range of hours, oldest hour first, without the hour at its end", async ({ store }) => {
		await fillQuarters(store);
		expect(await store.quarters(FIRST + HOUR_MS, FIRST + 24 * HOUR_MS)).toEqual(docs.slice(2, 6));
		expect(await store.quarters(FIRST + 1, FIRST + HOUR_MS + 1)).toEqual(docs.slice(2, 4));
		expect(await store.quarters(FIRST + HOUR_MS, FIRST + HOUR_MS)).toEqual([]);
	});

	test("removes the quarter hours of the hours before one, and counts on in what is left or begun again", async ({ store }) => {
		await fillQuarters(store);
		await store.dropQuarters(FIRST + 2 * HOUR_MS);
		await store.dropQuarters(FIRST + 2 * HOUR_MS);
		expect(await store.quarters(FIRST, FIRST + 25 * HOUR_MS)).toEqual(docs.slice(4));
		expect(await store.get("quarters", [quartersKey(FIRST, 0)])).toEqual([undefined]);
		await fillQuarters(store);
		expect(await store.quarters(FIRST, FIRST + 25 * HOUR_MS)).toEqual(docs);
	});
}
