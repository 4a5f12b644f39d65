/**
 * Crash safety: at whatever moment the daemon is killed, nothing is lost, nothing happens twice, and every response of the API stays true.
 */
import { CANCEL_CAUSES } from "@orderdeck/contracts/orders/entities";
import { PARTITIONS, TOPICS } from "@orderdeck/contracts/topics";
import { readLedger } from "@orderdeck/core/adapters/simulated-gateway/ledger";
import { createSqliteBackend, createSqliteReader } from "@orderdeck/core/adapters/sqlite/backend";
import { hashOf } from "@orderdeck/core/domain/hash";
import { totalsOf } from "@orderdeck/core/domain/totals";
import { describe, expect, it } from "vitest";
import { extent } from "../../../packages/core/test/extent.ts";
import { mulberry32, seed } from "../../../packages/core/test/random.ts";
import { type Daemon, startDaemon, temporaryDir, until } from "./daemon.ts";
import { drainAndStop } from "./drain-and-stop.ts";
import { violations } from "./invariants.ts";

const kills = extent(5, 20);
const random = mulberry32(seed);
const DECLINE_RATE = 0.05;
const ENV = {
	PAYMENT_DECLINE_RATE: String(DECLINE_RATE),
	PAYMENT_LATENCY_MS: "20",
	SHIP_DISPATCH_MS: "150",
	SHIP_DELIVER_MS: "200",
	RESTOCK_DELAY_MS: "300",
};

interface Order {
	readonly order_id: number;
	readonly status: string;
}

/** What the API has responded so far. */
interface Promises {
	readonly accepted: Set<string>;
	readonly cancelled: Set<string>;
}

/** Orders of another program, one for each way to end as CANCELLED without an operator: in the log before the daemon first starts. */
async function appendDoomedOrders(dir: string, at: string): Promise<void> {
	const declined = Array.from({ length: 1_000 }, (_, n) => `DECLINED-${n}`).find((id) => hashOf(id) / 2 ** 32 < DECLINE_RATE);
	const order = (order_id: string | undefined, quantity: number, status = "CREATED") => ({
		...{ order_id, customer_id: 77, currency: "USD", country: "US", status, created_at: at, source: "another-program" },
		...{ amount: 19.99 * quantity, items: [{ product_id: "PROD-008", name: "Cable Management Kit", price: 19.99, quantity }] },
	});
	const orders = [order("ARRIVED-CANCELLED", 1, "CANCELLED"), order("OUT-OF-STOCK", 1_000), order(declined, 1)];
	await using backend = createSqliteBackend({ dir });
	await backend.log.ensureTopics([{ topic: TOPICS.orders, partitions: PARTITIONS }]);
	await backend.log.append(
		orders.map((body) => ({ topic: TOPICS.orders, key: String(body.order_id), value: Buffer.from(JSON.stringify(body)), headers: {} })),
	);
}

/** Creates and cancels orders until the daemon is killed. A request without a response promises nothing. */
async function operate({ url }: Daemon, promises: Promises, isOver: () => boolean): Promise<void> {
	while (!isOver()) {
		await Promise.all([create(url, promises), cancelSome(url, promises)]).catch(() => undefined);
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

async function create(url: string, { accepted }: Promises): Promise<void> {
	const body = { customerId: 1234, items: [{ productId: "PROD-008", name: "Cable Management Kit", price: 19.99, quantity: 1 }] };
	const key = `fault-${seed}-${accepted.size}-${random()}`;
	// The same key twice, as a client does that lost the first response.
	for (let tries = 0; tries < 2; tries += 1) {
		const response = await post(`${url}/api/orders`, body, { "idempotency-key": key });
		if (response.status === 201) accepted.add(String(((await response.json()) as Order).order_id));
	}
}

async function cancelSome(url: string, promises: Promises): Promise<void> {
	const newest = await ordersOf(url, "limit=40");
	await Promise.all(newest.filter(() => random() < 0.1).map((order) => cancel(url, order, promises)));
}

/** Cancels an order that has been paid, which is then refunded; false when each was shipped first. */
async function cancelPaid(url: string, promises: Promises): Promise<boolean> {
	for (const order of await ordersOf(url, "status=PAID,PREPARED&limit=10")) if (await cancel(url, order, promises)) return true;
	return false;
}

async function cancel(url: string, { order_id }: Order, { cancelled }: Promises): Promise<boolean> {
	const response = await post(`${url}/api/orders/${order_id}/cancel`, { reason: "fault test" });
	if (response.status === 200) cancelled.add(String(order_id));
	else expect([404, 409]).toContain(response.status);
	return response.status === 200;
}

async function ordersOf(url: string, query: string): Promise<readonly Order[]> {
	const response = await fetch(`${url}/api/orders?${query}`);
	return ((await response.json()) as { orders: Order[] }).orders;
}

function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
	return fetch(url, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } });
}

describe(`a daemon that is killed, TEST_SEED=${seed}`, () => {
	it(`keeps every invariant through ${kills + 1} SIGKILLs at random moments under 500 orders a second`, async () => {
		await using dir = await temporaryDir();
		const env = { ...ENV, DATA_DIR: dir.path };
		const promises: Promises = { accepted: new Set(), cancelled: new Set() };
		await appendDoomedOrders(dir.path, new Date().toISOString());
		{
			// Shipped later than they can be cancelled.
			await using daemon = await startDaemon({ ...env, SHIP_DISPATCH_MS: "5000", PRODUCER_RATE: "100", PRODUCER_SEED: String(seed) });
			await until("a paid order is cancelled", () => cancelPaid(daemon.url, promises));
			await create(daemon.url, promises);
			await daemon.end("SIGKILL");
		}
		for (let kill = 1; kill <= kills; kill += 1) {
			await using daemon = await startDaemon({ ...env, PRODUCER_RATE: "500", PRODUCER_SEED: String(seed + kill) });
			let over = false;
			const operating = operate(daemon, promises, () => over);
			await new Promise((resolve) => setTimeout(resolve, 100 + random() * 1400));
			await daemon.end("SIGKILL");
			over = true;
			await operating;
		}
		expect(await drainAndStop({ ...env, PRODUCER_RATE: "0" })).toBe(0);

		using reader = createSqliteReader({ dir: dir.path });
		const ledger = readLedger(dir.path);
		expect(await violations({ ...reader, ledger })).toEqual([]);

		const accepted = await reader.store.get("orders", [...promises.accepted]);
		expect(accepted.filter((order) => order === undefined)).toEqual([]);
		const cancelled = await reader.store.get("orders", [...promises.cancelled]);
		expect(cancelled.filter((order) => order?.doc.status !== "CANCELLED").map((order) => order?.doc.order_id)).toEqual([]);
		// Without every way to end, the run would prove little.
		expect(promises.accepted.size).toBeGreaterThan(0);
		const { cancelled: causes } = totalsOf(await reader.store.aggregates(), "USD");
		expect(Object.keys(causes).toSorted()).toEqual(CANCEL_CAUSES.toSorted());
		expect(ledger.some((entry) => entry.refunded)).toBe(true);
	});
});
