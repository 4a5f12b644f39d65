import { minuteKey } from "@orderdeck/core/domain/aggregates";
import { CATALOG } from "@orderdeck/core/domain/catalog";
import { newProduct } from "@orderdeck/core/domain/stock";
import { put } from "@orderdeck/core/ports/documents";
import { StoreError } from "@orderdeck/core/ports/errors";
import { describe, expect, it } from "vitest";
import { eagerClock, openTestData } from "./live.fixture.ts";
import { createStockSampler } from "./stock-sampler.ts";

const MINUTE = 60_000;
const T0 = Date.parse("2026-01-15T12:00:00Z");

async function start() {
	const data = await openTestData();
	const clock = eagerClock(T0);
	const failures: unknown[] = [];
	let available = true;
	const store = {
		products: () => data.store.products(),
		async minutes(from: number) {
			if (!available) throw new StoreError("UNAVAILABLE", "away");
			return data.store.minutes(from);
		},
	};
	const createSampler = () => createStockSampler({ store, clock, daemonLog: { stockFailed: (error) => void failures.push(error) } });
	const sampler = createSampler();
	return {
		clock,
		failures,
		sampler,
		createSampler,
		setAvailable(value: boolean) {
			available = value;
		},
		/** What analytics stores of a minute, in one of its partitions. */
		async count(index: number, reserved: number, outOfStock: number, partition = 0) {
			const key = minuteKey("inventory", partition, T0 + index * MINUTE);
			const [known] = await data.store.get("minutes", [key]);
			const doc = {
				topic: "inventory",
				partition,
				next_offset: 1,
				minute: T0 + index * MINUTE,
				orders: 0,
				by_country: {},
				events: { INVENTORY_RESERVED: reserved, INVENTORY_FAILED: outOfStock },
				cancelled: { OUT_OF_STOCK: outOfStock },
			};
			await data.backend.store.write([put("minutes", key, known, doc)]);
		},
		async stock(...onHand: readonly number[]) {
			const products = CATALOG.map((item, index) => ({ ...newProduct(item), on_hand: onHand[index] ?? item.stock }));
			await data.backend.store.write(products.map((doc) => put("products", doc.product_id, undefined, doc)));
		},
		async sampleAt(index: number) {
			clock.advance(T0 + index * MINUTE + 1_000 - clock.now());
			await sampler.sample();
			return sampler.latest()?.status;
		},
		[Symbol.asyncDispose]: () => data[Symbol.asyncDispose](),
	};
}

describe("the stock sampler", () => {
	it("knows nothing before its first sample, and of an empty store no product and no order", async () => {
		await using stock = await start();
		expect(stock.sampler.latest()).toBeUndefined();
		expect(await stock.sampleAt(0)).toMatchObject({ products: { ok: 0, low: 0, out: 0 }, orders: { state: "unknown", checked: 0 } });
	});

	it("counts the products in each state, and the orders of all partitions", async () => {
		await using stock = await start();
		await stock.stock(0, 9, 39);
		await stock.count(0, 30, 10, 0);
		await stock.count(0, 30, 30, 5);
		expect(await stock.sampleAt(0)).toEqual({
			at: "2026-01-15T12:00:01.000Z",
			products: { ok: 5, low: 2, out: 1 },
			orders: { state: "high", rate: 0.4, checked: 100, out_of_stock: 40, window_minutes: 10, since: "2026-01-15T12:00:01.000Z" },
		});
		expect(
			stock.sampler
				.latest()
				?.products.map(({ product_id, state }) => `${product_id} ${state}`)
				.slice(0, 4),
		).toEqual(["PROD-001 out", "PROD-002 low", "PROD-003 low", "PROD-004 ok"]);
	});

	it("is one high rate from its start until it has fallen below the lower limit", async () => {
		await using stock = await start();
		await stock.count(0, 90, 10);
		expect((await stock.sampleAt(0))?.orders).toMatchObject({ state: "high", rate: 0.1, since: "2026-01-15T12:00:01.000Z" });
		await stock.count(1, 200, 0);
		expect((await stock.sampleAt(1))?.orders).toMatchObject({ state: "high", since: "2026-01-15T12:00:01.000Z" });
		await stock.count(2, 400, 0);
		expect((await stock.sampleAt(2))?.orders).toMatchObject({ state: "ok", since: null });
	});

	it("knows after a restart that the rate is still high, though it lies between the limits", async () => {
		await using stock = await start();
		await stock.count(0, 50, 50);
		await stock.count(12, 97, 3);
		stock.clock.advance(12 * MINUTE + 5_000);
		const restarted = stock.createSampler();
		await restarted.sample();
		expect(restarted.latest()?.status.orders).toMatchObject({ state: "high", rate: 0.03 });
	});

	it("stands for ten seconds while the store is unavailable, then is unknown; a rate that was high still is when it is back", async () => {
		await using stock = await start();
		await stock.stock();
		await stock.count(0, 95, 5);
		await stock.sampleAt(0);
		await stock.count(0, 97, 3);
		stock.setAvailable(false);
		stock.clock.advance(9_000);
		await stock.sampler.sample();
		expect(stock.sampler.latest()?.status.orders.state).toBe("high");
		stock.clock.advance(1_000);
		await stock.sampler.sample();
		expect(stock.sampler.latest()).toMatchObject({ products: [], status: { products: null, orders: { state: "unknown", rate: null } } });
		expect(stock.failures).toHaveLength(2);
		stock.setAvailable(true);
		await stock.sampler.sample();
		expect(stock.sampler.latest()?.status).toMatchObject({ products: { ok: 8 }, orders: { state: "high", rate: 0.03 } });
	});
});
