/** Laws of the pipeline on Couchbase: many writers, and deliveries that come again. */
import type { OrderEvent } from "@orderdeck/contracts/events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CATALOG } from "../../domain/catalog.ts";
import type { PlacedEvent } from "../../domain/order-document.ts";
import { foldOrder } from "../../domain/order-view.ts";
import { newProduct } from "../../domain/stock.ts";
import type { Clock } from "../../ports/clock.ts";
import { type Collection, put, type Write } from "../../ports/documents.ts";
import { CasMismatch } from "../../ports/errors.ts";
import { order } from "../../ports/order-store.samples.ts";
import type { OrderStore } from "../../ports/order-store.ts";
import { applyParts } from "../../runtime/effects.ts";
import type { Effects, Step, StepDeps } from "../../runtime/step.ts";
import { analyticsStep } from "../../steps/analytics.ts";
import { cancelled, created, dispatched, inventory, paid, paymentFailed, refunded } from "../../steps/events.fixture.ts";
import { inventoryStep } from "../../steps/inventory.ts";
import { paymentsStep } from "../../steps/payments.ts";
import { shippingStep } from "../../steps/shipping.ts";
import { createSimulatedGateway } from "../simulated-gateway/simulated-gateway.ts";
import { systemClock } from "../system-clock.ts";
import type { CouchbaseBackend } from "./backend.ts";
import { type TestPlace, testPlace } from "./couchbase.fixture.ts";

const WRITERS = 50;

function depsOf({ store, ledger }: CouchbaseBackend, clock: Clock = systemClock): StepDeps {
	const settings = { dispatchMs: 2_000, deliverMs: 5_000, restockDelayMs: 0, baseCurrency: "USD" };
	const gateway = createSimulatedGateway({ clock, latencyMs: 0, declineRate: 0.2, ledger });
	return { store, gateway, clock, settings, atomic: false };
}

/** Places events as the log would: one partition, one after another. */
function placed(events: readonly OrderEvent[], from = 0): PlacedEvent[] {
	return events.map((event, index) => ({ event, partition: 0, offset: from + index, timestamp: 1_767_614_400_000 }));
}

/** What the runtime does with a batch: decide, write, and decide again after a conflict. Returns what it wrote. */
async function deliver(step: Step, batch: readonly PlacedEvent[], deps: StepDeps, store: OrderStore): Promise<Write[]> {
	for (;;) {
		try {
			const done: Write[] = [];
			const apply = async ({ writes }: Effects) => {
				const versions = await store.write(writes);
				done.push(...writes);
				return versions;
			};
			await applyParts(await step.handle(batch, deps), { apply, refused: pause });
			return done;
		} catch (error) {
			if (!(error instanceof CasMismatch)) throw error;
			await pause();
		}
	}
}

const pause = () => systemClock.sleep(Math.random() * 20);

/** Several processes on one place, each with a connection of its own. */
function processes(place: TestPlace): CouchbaseBackend[] {
	return Array.from({ length: 4 }, () => place.open());
}

async function docOf<C extends Collection>(store: OrderStore, collection: C, key: string) {
	return (await store.get(collection, [key]))[0];
}

describe("many writers on Couchbase", () => {
	it("lose no update of one order, whose view is the fold of all events", async () => {
		await using place = await testPlace();
		const open = processes(place);
		const events = [created(7), paid(7), inventory(7, "RESERVED"), dispatched(7), refunded(7), cancelled(7), paymentFailed(7)];
		const batches = placed(events).flatMap((event) => [[event], [event]]);
		await Promise.all(
			batches.map((batch, index) => {
				const backend = open[index % open.length] as CouchbaseBackend;
				return deliver(viewsOnly, batch, depsOf(backend), backend.store);
			}),
		);
		// By a process that has not written it: a writer may read from memory.
		const view = await docOf(place.open().store, "orders", "7");
		expect(JSON.stringify(view?.doc)).toBe(JSON.stringify(foldOrder(undefined, placed(events))));
	});

	it("lose no update of one aggregate", async () => {
		await using place = await testPlace();
		const open = processes(place);
		const empty = { topic: "orders", partition: 0, next_offset: 0, orders: 0, by_country: {}, events: {}, cancelled: {} };
		async function add(store: OrderStore): Promise<void> {
			const read = await docOf(store, "aggregates", "orders:0");
			const doc = read?.doc ?? empty;
			try {
				await store.write([put("aggregates", "orders:0", read, { ...doc, orders: doc.orders + 1 })]);
			} catch (error) {
				if (!(error instanceof CasMismatch)) throw error;
				await systemClock.sleep(Math.random() * 20);
				await add(store);
			}
		}
		await Promise.all(Array.from({ length: WRITERS }, (_, n) => add((open[n % open.length] as CouchbaseBackend).store)));
		expect((await docOf((open[0] as CouchbaseBackend).store, "aggregates", "orders:0"))?.doc).toEqual({
			...empty,
			orders: WRITERS,
		});
	});

	it("make one reservation of the last unit", async () => {
		await using place = await testPlace();
		const open = processes(place);
		const { store } = open[0] as CouchbaseBackend;
		const [item] = CATALOG;
		if (item === undefined) throw new Error("the catalog is empty");
		const product = newProduct({ ...item, stock: 1 });
		await store.write([{ op: "ensure", collection: "products", key: product.product_id, doc: product }]);
		const items = [{ product_id: item.product_id, name: item.name, price: item.price, quantity: 1 }];
		await Promise.all(
			Array.from({ length: WRITERS }, (_, n) => {
				const backend = open[n % open.length] as CouchbaseBackend;
				return deliver(inventoryStep, placed([created(n, { items, amount: item.price })], n), depsOf(backend), backend.store);
			}),
		);
		const reservations = await store.get(
			"reservations",
			Array.from({ length: WRITERS }, (_, n) => String(n)),
		);
		const states = reservations.map((read) => read?.doc.status);
		const winner = states.indexOf("RESERVED");
		expect(states.filter((state) => state === "RESERVED")).toHaveLength(1);
		expect(states.filter((state) => state === "FAILED")).toHaveLength(WRITERS - 1);
		expect((await docOf(store, "products", product.product_id))?.doc).toEqual({
			...product,
			reserved: 1,
			reservations: { [String(winner)]: 1 },
		});
	});

	it("take one charge of one order", async () => {
		await using place = await testPlace();
		const open = processes(place);
		await Promise.all(
			Array.from({ length: 20 }, (_, n) => {
				const backend = open[n % open.length] as CouchbaseBackend;
				return deliver(paymentsStep, placed([created(3)]), depsOf(backend), backend.store);
			}),
		);
		const { store, ledger } = open[0] as CouchbaseBackend;
		const payment = (await docOf(store, "payments", "3"))?.doc;
		expect(["PAID", "FAILED"]).toContain(payment?.status);
		expect(await ledger.find(payment?.idempotency_key ?? "")).toMatchObject({ captured: payment?.status === "PAID", refunded: false });
	});
});

describe("an order view that a writer has cached", () => {
	const replaceBy = async (store: OrderStore, amount: number) => {
		const read = await docOf(store, "orders", "1");
		await store.write([put("orders", "1", read, { ...order(1), amount })]);
	};

	it("is found out when another process has replaced it, and then read again", async () => {
		await using place = await testPlace();
		const [one, other] = [place.open().store, place.open().store];
		await replaceBy(one, 1);
		await replaceBy(other, 2);
		await expect(replaceBy(one, 3)).rejects.toBeInstanceOf(CasMismatch);
		await replaceBy(one, 3);
		expect((await docOf(other, "orders", "1"))?.doc.amount).toBe(2);
		await expect(replaceBy(other, 4)).rejects.toBeInstanceOf(CasMismatch);
		expect((await docOf(other, "orders", "1"))?.doc.amount).toBe(3);
	});

	it("is always read by a reader", async () => {
		await using place = await testPlace();
		const [writer, reader] = [place.open().store, place.open({ use: "reader" }).store];
		for (const amount of [1, 2, 3]) {
			await replaceBy(writer, amount);
			expect((await docOf(reader, "orders", "1"))?.doc.amount).toBe(amount);
		}
	});
});

/** The part of analytics that writes the view: the other documents belong to a partition, which one member reads. */
const viewsOnly: Step = {
	...analyticsStep,
	async handle(batch, deps) {
		const { writes } = await analyticsStep.handle(batch, deps);
		return { writes: writes.filter(({ collection }) => collection === "orders"), events: [] };
	},
};

const STEPS = [analyticsStep, paymentsStep, inventoryStep, shippingStep];
/** No service publishes an event of an order before the event that it waits for. */
const CAUSAL = ["ORDER_CREATED", "INVENTORY_RESERVED", "INVENTORY_FAILED", "PAYMENT_PROCESSED", "PAYMENT_FAILED", "SHIPMENT_DISPATCHED"];
const ids = fc.integer({ min: 1, max: 4 });
const eventArbitrary: fc.Arbitrary<OrderEvent> = fc.oneof(
	ids.map((id) => created(id)),
	ids.map((id) => cancelled(id)),
	ids.map((id) => paid(id)),
	ids.map((id) => paymentFailed(id)),
	ids.map((id) => inventory(id, "RESERVED")),
	ids.map((id) => inventory(id, "FAILED")),
	ids.map((id) => dispatched(id)),
);

function byCause(a: OrderEvent, b: OrderEvent): number {
	const rank = ({ type }: OrderEvent): number => (type === "ORDER_CANCELLED" ? CAUSAL.length : CAUSAL.indexOf(type));
	return rank(a) - rank(b);
}

describe("a batch that is delivered again", () => {
	it("leaves every document byte for byte as it was", async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(eventArbitrary, { minLength: 1, maxLength: 12 }), async (events) => {
				await using place = await testPlace();
				const backend = place.open();
				const { store } = backend;
				let now = Date.UTC(2026, 0, 5, 12);
				const deps = depsOf(backend, { ...systemClock, now: () => now });
				await store.write(CATALOG.map((item) => ({ op: "ensure", collection: "products", key: item.product_id, doc: newProduct(item) })));
				const once = placed([...new Map(events.map((event) => [event.id, event])).values()].toSorted(byCause));
				const written = new Map<string, Pick<Write, "collection" | "key">>();
				const deliverAll = async (): Promise<void> => {
					for (const step of STEPS) {
						const batch = once.filter(({ event }) => step.topics.includes(event.topic));
						for (const write of await deliver(step, batch, deps, store)) written.set(`${write.collection}/${write.key}`, write);
					}
				};
				const bytes = async (): Promise<string[]> =>
					Promise.all(
						[...written.values()].map(
							async ({ collection, key }) => `${collection}/${key} ${JSON.stringify((await docOf(store, collection, key))?.doc)}`,
						),
					);
				await deliverAll();
				const before = await bytes();
				now += 60_000;
				await deliverAll();
				expect(await bytes()).toEqual(before);
			}),
			{ numRuns: 12 },
		);
	});
});
