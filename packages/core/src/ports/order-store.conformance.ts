/** The guarantees of every OrderStore. */
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { compareOrders, matchesOrder, type OrderFilter } from "@orderdeck/contracts/orders/order-list";
import fc from "fast-check";
import { describe, expect } from "vitest";
import { aggregateKey, minuteKey } from "../domain/aggregates.ts";
import { CATALOG } from "../domain/catalog.ts";
import { newProduct } from "../domain/stock.ts";
import { type SuiteOptions, specify } from "./conformance.ts";
import type { Cas, Collection, Collections, Write } from "./documents.ts";
import { BadCursor, CasMismatch } from "./errors.ts";
import { filterArbitrary, orderArbitrary, searchAmong } from "./order-store.model.ts";
import { alert, audit, eventDocument, order, replay, shipment } from "./order-store.samples.ts";
import type { OrderStore } from "./order-store.ts";
import type { Page } from "./queries/page.ts";

export interface OrderStoreSubject extends AsyncDisposable {
	readonly store: OrderStore;
}

export function orderStoreConformance(name: string, setup: () => Promise<OrderStoreSubject>, options: SuiteOptions = {}): void {
	describe(`${name} as an OrderStore`, () => {
		const test = specify(setup, options);
		describe("by key", () => byKey(test));
		describe("by query", () => byQuery(test));
	});
}

/** The tests that need more of a store than its documents by key: to be declared where there is no query service. */
export function orderStoreQueryTests(): readonly string[] {
	const names: string[] = [];
	byQuery((name) => names.push(name));
	return names;
}

function byKey(test: Test): void {
	documents(test);
	knownDocuments(test);
}

function byQuery(test: Test): void {
	orderLists(test);
	orderListProperty(test);
	otherLists(test);
	shipments(test);
}

type Test = ReturnType<typeof specify<OrderStoreSubject>>;

function documents(test: Test): void {
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

function knownDocuments(test: Test): void {
	test("returns all aggregates, the minutes from one on, and all products with their versions", async ({ store }) => {
		const counts = { orders: 1, cents: 100, by_country: {}, events: {}, cancelled: {}, topic: "orders", next_offset: 1 };
		await store.write([0, 1].map((partition) => ensure("aggregates", aggregateKey("orders", partition), { ...counts, partition })));
		const minutes = [0, 60_000, 120_000].map((minute) => ({ ...counts, partition: 0, minute }));
		await store.write(minutes.map((doc) => ensure("minutes", minuteKey(doc.topic, doc.partition, doc.minute), doc)));
		expect((await store.aggregates()).map(({ partition }) => partition).toSorted()).toEqual([0, 1]);
		expect((await store.minutes(60_000)).map(({ minute }) => minute).toSorted((a, b) => a - b)).toEqual([60_000, 120_000]);
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

function orderLists(test: Test): void {
	test("lists the newest first, ties by id descending, and leaves out views that are not whole", async ({ store }) => {
		const early = order("b", { created_at: "2026-01-01T00:00:00Z" });
		const late = order("c", { created_at: "2026-01-01T00:00:00.002000Z" });
		const unseen = { order_id: "u", status: "PAID", updated_at: "", flagged: false, lifecycle: [] } satisfies Collections["orders"];
		await fill(store, [early, order("a", { created_at: "2026-01-01T02:00:00+02:00" }), late]);
		await store.write([ensure("orders", "u", unseen)]);
		expect(idsOf(await store.listOrders({}, { limit: 10 }))).toEqual(["c", "b", "a"]);
		const { cas } = await one(store, "orders", "u");
		await store.write([replace("orders", "u", order("u", { created_at: "2027-01-01T00:00:00Z" }), cas)]);
		expect(idsOf(await store.listOrders({}, { limit: 10 }))).toEqual(["u", "c", "b", "a"]);
	});

	test("finds an order by what it has become", async ({ store }) => {
		await fill(store, [order(1), order(2)]);
		const found = async (filter: OrderFilter) => (await all(store, filter, 10)).map(({ order_id }) => order_id);
		expect(await found({ status: ["CREATED"] })).toEqual([2, 1]);
		for (const change of [
			{ status: "PAID" },
			{ status: "CANCELLED" },
			{ status: "SHIPPED", flagged: true },
			{ status: "DELIVERED" },
		] as const) {
			const { cas, doc } = await one(store, "orders", "1");
			await store.write([replace("orders", "1", { ...doc, ...change }, cas)]);
			expect(await found({ status: [change.status] })).toEqual([1]);
			expect(await found({ status: ["CREATED", "SHIPPED"] })).toEqual(change.status === "SHIPPED" ? [2, 1] : [2]);
		}
		expect(await found({ flagged: true })).toEqual([1]);
		expect(await found({ flagged: false })).toEqual([2]);
	});

	test("searches ids first, then text", async ({ store }) => {
		const item = { product_id: "P", price: 1, quantity: 1 };
		await fill(store, [
			order(7, { customer_id: 1, customer_email: "Seven@Example.com" }),
			order(8, { customer_id: 7, items: [{ ...item, name: "Webcam HD" }] }),
			order(9, { customer_id: "CUST-9", customer_email: "nine@example.com", items: [item] }),
		]);
		const found = async (q: string) => (await all(store, { q }, 1)).map(({ order_id }) => order_id);
		expect(await found("7")).toEqual([8, 7]);
		expect(await found("9")).toEqual([9]);
		expect(await found("CUST-9")).toEqual([9]);
		expect(await found("EXAMPLE.com")).toEqual([9, 7]);
		expect(await found("webcam")).toEqual([8]);
		expect(await found("%")).toEqual([]);
		expect(await all(store, { q: "7", customer: "1" }, 1)).toMatchObject([{ order_id: 7 }]);
	});

	test("scans and counts from a date, oldest first", async ({ store }) => {
		await fill(
			store,
			[1, 2, 3, 4, 5].map((id) => order(id, { created_at: `2026-01-0${Math.ceil(id / 2)}T00:00:00Z` })),
		);
		const from = "2026-01-02T00:00:00Z";
		const scanned = await pages((cursor) => store.scanOrders(from, { limit: 2, cursor }));
		expect(scanned.map(({ order_id }) => order_id)).toEqual([3, 4, 5]);
		expect(await store.countOrders(from)).toBe(3);
	});

	test("refuses a cursor that is not its own", async ({ store }) => {
		await fill(store, [order(1), order(2), order(3)]);
		const { next } = await store.listOrders({ country: ["US"] }, { limit: 1 });
		const cursor = next ?? "";
		expect(cursor).not.toBe("");
		const tampered = cursor.slice(0, -3) + (cursor.endsWith("AAA") ? "BBB" : "AAA");
		for (const bad of ["", "x", "e30", Buffer.from("[]").toString("base64url"), tampered]) {
			await expect(store.listOrders({ country: ["US"] }, { limit: 1, cursor: bad }), bad).rejects.toBeInstanceOf(BadCursor);
		}
		await expect(store.listOrders({ country: ["DE"] }, { limit: 1, cursor })).rejects.toBeInstanceOf(BadCursor);
		await expect(store.listAudit({ limit: 1, cursor })).rejects.toBeInstanceOf(BadCursor);
		await expect(store.scanOrders("2026-01-01T00:00:00Z", { limit: 1, cursor })).rejects.toBeInstanceOf(BadCursor);
		await expect(store.listAlerts({ state: "OPEN", order: "worst" }, { limit: 1, cursor })).rejects.toBeInstanceOf(BadCursor);
	});
}

function orderListProperty(test: Test): void {
	test("pages put together are all orders that match, sorted, each once", async ({ store }) => {
		let known: OrderView[] = [];
		await fc.assert(
			fc.asyncProperty(
				fc.array(orderArbitrary, { maxLength: 12 }),
				filterArbitrary,
				fc.integer({ min: 1, max: 7 }),
				async (more, filter, limit) => {
					const fresh = more.filter(({ order_id }) => !known.some((each) => each.order_id === order_id));
					const added = [...new Map(fresh.map((each) => [each.order_id, each])).values()];
					await fill(store, added);
					known = [...known, ...added];
					const expected = known.filter((each) => matchesOrder(each, filter, searchAmong(known, filter.q))).toSorted(compareOrders);
					const listed = await all(store, filter, limit);
					expect(listed.map(({ order_id }) => order_id)).toEqual(expected.map(({ order_id }) => order_id));
				},
			),
			{ numRuns: 60 },
		);
	});
}

function otherLists(test: Test): void {
	test("returns an order's events, oldest first, ties by event id", async ({ store }) => {
		const docs = [
			eventDocument("1", "PAYMENT_PROCESSED", "2026-01-01T00:00:01.000Z"),
			eventDocument("1", "INVENTORY_RESERVED", "2026-01-01T00:00:01.000Z"),
			eventDocument("1", "ORDER_CREATED", "2026-01-01T00:00:00.000Z"),
			eventDocument("1:2", "ORDER_CREATED", "2026-01-01T00:00:00.000Z"),
			eventDocument("12", "ORDER_CREATED", "2026-01-01T00:00:00.000Z"),
			{ ...eventDocument("1", "SHIPMENT_CREATED", "2026-01-01T00:00:02.000Z"), event_id: "named-otherwise" },
		];
		await store.write(docs.map((doc) => ensure("order_events", doc.event_id, doc)));
		const listed = await store.orderEvents("1");
		expect(listed.map(({ type }) => type)).toEqual(["ORDER_CREATED", "INVENTORY_RESERVED", "PAYMENT_PROCESSED", "SHIPMENT_CREATED"]);
		expect(listed[0]).toEqual(docs[2]);
		expect((await store.orderEvents("1:2")).map(({ order_id }) => order_id)).toEqual(["1:2"]);
		expect(await store.orderEvents("nobody")).toEqual([]);
	});

	test("lists alerts worst first (score, amount, the older) or newest first, and counts those that are open", async ({ store }) => {
		const docs = [
			alert("a", { score: 50, amount: 900.1, raised_at: "2026-01-03T00:00:00Z" }),
			alert("b", { score: 90, amount: 100.2, raised_at: "2026-01-01T00:00:00Z" }),
			alert("c", { score: 90, amount: 400, raised_at: "2026-01-02T00:00:00Z" }),
			alert("d", { score: 90, amount: 100.2, raised_at: "2026-01-04T00:00:00Z" }),
			alert("e", { score: 99, amount: 1, raised_at: "2026-01-05T00:00:00Z", state: "RESOLVED" }),
		];
		await store.write(docs.map((doc) => ensure("alerts", doc.alert_id, doc)));
		await store.write(docs.map((doc) => ensure("alerts", doc.alert_id, doc)));
		const listed = async (state: "OPEN" | "RESOLVED", by: "worst" | "newest") =>
			(await pages((cursor) => store.listAlerts({ state, order: by }, { limit: 2, cursor }))).map(({ alert_id }) => alert_id);
		expect(await listed("OPEN", "worst")).toEqual(["c", "b", "d", "a"]);
		expect(await listed("OPEN", "newest")).toEqual(["d", "a", "c", "b"]);
		expect(await store.openAlerts()).toEqual({ count: 4, amount: 1500.5 });
		const { cas, doc } = await one(store, "alerts", "c");
		await store.write([replace("alerts", "c", { ...doc, state: "RESOLVED" }, cas)]);
		expect(await listed("OPEN", "worst")).toEqual(["b", "d", "a"]);
		expect(await listed("RESOLVED", "worst")).toEqual(["e", "c"]);
		expect(await store.openAlerts()).toEqual({ count: 3, amount: 1100.5 });
	});

	test("has no open alerts to begin with", async ({ store }) => {
		expect(await store.openAlerts()).toEqual({ count: 0, amount: 0 });
	});

	test("lists the audit log and the replays newest first", async ({ store }) => {
		const days = ["2026-01-02", "2026-01-03", "2026-01-01", "2026-01-03"];
		await store.write(days.map((day, n) => ensure("audit", `id-${n}`, audit(`id-${n}`, `${day}T00:00:00.000Z`))));
		await store.write(days.map((day, n) => ensure("replays", `id-${n}`, replay(`id-${n}`, `${day}T00:00:00.000Z`))));
		const listed = await pages((cursor) => store.listAudit({ limit: 2, cursor }));
		expect(listed.map(({ audit_id }) => audit_id)).toEqual(["id-3", "id-1", "id-0", "id-2"]);
		expect((await store.listReplays(3)).map(({ job_id }) => job_id)).toEqual(["id-3", "id-1", "id-0"]);
	});
}

function shipments(test: Test): void {
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

	test("sums the shipments that are in progress", async ({ store }) => {
		expect(await store.shipmentsUnderway()).toEqual({ orders: 0, amount: 0, oldestDueAt: undefined });
		const { amount: _none, ...unpriced } = shipment(4, { due_at: 40 });
		const docs = [
			shipment(1, { due_at: 30, amount: 10.1 }),
			shipment(2, { status: "DISPATCHED", due_at: 20, amount: 20.2 }),
			shipment(3, { status: "WAITING", due_at: null }),
			unpriced,
			shipment(5, { status: "CANCELLED", due_at: null }),
		];
		await store.write(docs.map((doc) => ensure("shipments", String(doc.order_id), doc)));
		expect(await store.shipmentsUnderway()).toEqual({ orders: 3, amount: 30.3, oldestDueAt: 20 });
		const { doc, cas } = await one(store, "shipments", "2");
		await store.write([replace("shipments", "2", { ...doc, status: "DELIVERED", due_at: null }, cas)]);
		expect(await store.shipmentsUnderway()).toEqual({ orders: 2, amount: 10.1, oldestDueAt: 30 });
	});
}

function ensure<C extends Collection>(collection: C, key: string, doc: Collections[C]): Write {
	return { op: "ensure", collection, key, doc } as Write;
}

function replace<C extends Collection>(collection: C, key: string, doc: Collections[C], cas: Cas): Write {
	return { op: "replace", collection, key, doc, cas } as Write;
}

async function one<C extends Collection>(store: OrderStore, collection: C, key: string) {
	const [read] = await store.get(collection, [key]);
	if (read === undefined) throw new Error(`${collection}/${key} is not there`);
	return read;
}

async function fill(store: OrderStore, orders: readonly Collections["orders"][]): Promise<void> {
	await store.write(orders.map((doc) => ensure("orders", String(doc.order_id), doc)));
}

/** The items of all pages. A page may be short, even empty, and have a next one. */
async function pages<T>(read: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> {
	const items: T[] = [];
	let cursor: string | undefined;
	do {
		const page = await read(cursor);
		items.push(...page.items);
		cursor = page.next;
	} while (cursor !== undefined);
	return items;
}

function all(store: OrderStore, filter: OrderFilter, limit: number) {
	return pages(async (cursor) => {
		const page = await store.listOrders(filter, { limit, cursor });
		expect(page.items.length).toBeLessThanOrEqual(limit);
		return page;
	});
}

function idsOf(page: Page<{ order_id: string | number }>): (string | number)[] {
	return page.items.map(({ order_id }) => order_id);
}
