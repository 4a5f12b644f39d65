import type { OrderEvent } from "@orderdeck/contracts/events";
import type { OrderFilter } from "@orderdeck/contracts/orders/columns";
import { describe, expect, it } from "vitest";
import { createQueryService } from "../../../test/couchbase/query-service.ts";
import { CATALOG } from "../../domain/catalog.ts";
import type { PlacedEvent } from "../../domain/order-document.ts";
import { newProduct } from "../../domain/stock.ts";
import { orderStoreConformance, orderStoreQueryTests } from "../../ports/order-store.conformance.ts";
import { order } from "../../ports/order-store.samples.ts";
import { applyParts } from "../../runtime/effects.ts";
import type { Effects } from "../../runtime/step.ts";
import { analyticsStep } from "../../steps/analytics.ts";
import { CHARGED, chargedOf, IN_CURRENCIES, inCurrenciesOf, ORDERS_IN_CURRENCIES } from "../../steps/currencies.fixture.ts";
import { fraudStep } from "../../steps/fraud.ts";
import { inventoryStep } from "../../steps/inventory.ts";
import { paymentsStep } from "../../steps/payments.ts";
import { shippingStep } from "../../steps/shipping.ts";
import { createSimulatedGateway } from "../simulated-gateway/simulated-gateway.ts";
import { systemClock } from "../system-clock.ts";
import type { CouchbaseBackend } from "./backend.ts";
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

describe.skipIf(HAS_QUERIES)("orders in USD, EUR, JPY and KWD through the whole pipeline on Couchbase", () => {
	it("are summed by currency, each exact to its minor unit: totals, minutes, open alerts, shipments under way", async () => {
		await using subject = await onStandIn();
		const { store, ledger } = subject;
		await store.write(CATALOG.map((item) => ({ op: "ensure", collection: "products", key: item.product_id, doc: newProduct(item) })));
		await deliverAll(subject, ORDERS_IN_CURRENCIES);
		expect(await inCurrenciesOf(store)).toEqual(IN_CURRENCIES);
		const charges = await Promise.all(ORDERS_IN_CURRENCIES.map(({ key }) => ledger.find(`charge:${key}`)));
		expect(chargedOf(charges.flatMap((charge) => charge ?? []))).toEqual(CHARGED);
	});
});

/** Delivers events, and those that follow from them, to every step, as a log of one partition a topic would. */
async function deliverAll({ store, ledger }: Pick<CouchbaseBackend, "store" | "ledger">, first: readonly OrderEvent[]): Promise<void> {
	const clock = { ...systemClock, now: () => Date.UTC(2026, 0, 5, 12) };
	const gateway = createSimulatedGateway({ clock, latencyMs: 0, declineRate: 0, ledger });
	const settings = { dispatchMs: 2_000, deliverMs: 5_000, restockDelayMs: 0, baseCurrency: "USD" };
	const deps = { store, gateway, clock, settings, atomic: false };
	const ends = new Map<string, number>();
	for (let events = first; events.length > 0; ) {
		const placed = events.map((event): PlacedEvent => {
			const offset = ends.get(event.topic) ?? 0;
			ends.set(event.topic, offset + 1);
			return { event, partition: 0, offset, timestamp: clock.now() };
		});
		const next: OrderEvent[] = [];
		for (const step of [fraudStep, paymentsStep, inventoryStep, shippingStep, analyticsStep]) {
			const batch = placed.filter(({ event }) => step.topics.includes(event.topic));
			const apply = async ({ writes, events }: Effects) => {
				const versions = await store.write(writes);
				next.push(...events.filter((event) => event.type !== "TOTALS_UPDATED"));
				return versions;
			};
			await applyParts(await step.handle(batch, deps), { apply, refused: async () => undefined });
		}
		events = next;
	}
}

async function onCouchbase() {
	const place = await testPlace();
	return { store: place.open().store, [Symbol.asyncDispose]: () => place[Symbol.asyncDispose]() };
}

async function onStandIn() {
	const service = await createQueryService();
	const place = await gatewayPlace({ queries: service });
	const { store, ledger } = place.open();
	return {
		service,
		store,
		ledger,
		async [Symbol.asyncDispose]() {
			await place[Symbol.asyncDispose]();
			await service[Symbol.asyncDispose]();
		},
	};
}
