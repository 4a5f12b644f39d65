import type { OrderFilter } from "@orderdeck/contracts/orders/order-list";
import { describe, expect, it } from "vitest";
import { createQueryService } from "../../../test/couchbase/query-service.ts";
import { orderStoreConformance, orderStoreQueryTests } from "../../ports/order-store.conformance.ts";
import { order } from "../../ports/order-store.samples.ts";
import { gatewayPlace, HAS_QUERIES, NO_QUERIES, testPlace } from "./couchbase.fixture.ts";

const alone = {
	test: "applies all writes of a call or none",
	reason: "each write stands alone in Couchbase; steps bear a part having been applied",
};
const queries = orderStoreQueryTests().map((test) => ({ test, reason: NO_QUERIES }));

orderStoreConformance("the Couchbase store", onCouchbase, { skip: [alone, ...(HAS_QUERIES ? [] : queries)] });
// What the statements mean, where there is no query service to ask: by the harness's own reading of SQL++.
if (!HAS_QUERIES) orderStoreConformance("the Couchbase store with a stand-in for the query service", onStandIn, { skip: [alone] });

describe.skipIf(HAS_QUERIES)("the order list", () => {
	it("reads on beyond slices that hold nothing, for what is rare, and finds it once", async () => {
		await using subject = await onStandIn();
		const { store } = subject;
		const common = Array.from({ length: 3_000 }, (_, id) => order(id));
		const rare = [order("old", { country: "IS", created_at: "2020-01-01T00:00:00Z" }), order(1_500.5, { country: "IS" })];
		await store.write([...common, ...rare].map((doc) => ({ op: "insert", collection: "orders", key: String(doc.order_id), doc })));
		const found: unknown[] = [];
		let cursor: string | undefined;
		do {
			const page = await store.listOrders({ country: ["IS"] }, { limit: 1, cursor });
			found.push(...page.items.map(({ order_id }) => order_id));
			cursor = page.next;
		} while (cursor !== undefined);
		expect(found).toEqual([1_500.5, "old"]);
	});

	it("shows an order as it is now, and no more where the index has not heard that it has changed", async () => {
		await using subject = await onStandIn();
		const { store, service } = subject;
		await store.write([1, 2].map((id) => ({ op: "insert", collection: "orders", key: String(id), doc: order(id) })));
		const [read] = await store.get("orders", ["1"]);
		service.deaf = true;
		const doc = order(1, { status: "PAID" });
		await store.write([{ op: "replace", collection: "orders", key: "1", doc, cas: read?.cas ?? 0 }]);
		const ids = async (filter: OrderFilter) =>
			(await store.listOrders(filter, { limit: 10 })).items.map(({ order_id, status }) => [order_id, status]);
		expect(await ids({ status: ["CREATED"] })).toEqual([[2, "CREATED"]]);
		expect(await ids({})).toEqual([
			[2, "CREATED"],
			[1, "PAID"],
		]);
	});
});

async function onCouchbase() {
	const place = await testPlace();
	return { store: place.open().store, [Symbol.asyncDispose]: () => place[Symbol.asyncDispose]() };
}

async function onStandIn() {
	const service = await createQueryService();
	const place = await gatewayPlace({ queries: service });
	return {
		service,
		store: place.open().store,
		async [Symbol.asyncDispose]() {
			await place[Symbol.asyncDispose]();
			await service[Symbol.asyncDispose]();
		},
	};
}
