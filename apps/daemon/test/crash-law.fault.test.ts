/**
 * The crash law: whatever the moment at which the daemon is killed, nothing is lost, nothing happens twice, and what the API has
 * answered stays true. FAULT_SEED repeats a run; FAULT_KILLS sets how often it is killed.
 */
import { readLedger } from "@orderdeck/core/adapters/simulated-gateway/ledger";
import { createSqliteReader } from "@orderdeck/core/adapters/sqlite/backend";
import { totalsOf } from "@orderdeck/core/domain/aggregates";
import { describe, expect, it } from "vitest";
import { type Daemon, startDaemon, temporaryDir } from "./daemon.ts";
import { finish } from "./finish.ts";
import { violations } from "./invariants.ts";
import { mulberry32 } from "./random.ts";

const seed = Number(process.env.FAULT_SEED ?? Math.floor(Math.random() * 2 ** 31));
const kills = Number(process.env.FAULT_KILLS ?? 20);
const random = mulberry32(seed);

interface Order {
	readonly order_id: number;
	readonly status: string;
}

/** What the API has promised so far. */
interface Promises {
	readonly accepted: Set<string>;
	readonly cancelled: Set<string>;
}

/** Creates and cancels orders, some a second, until the daemon is gone. Answers that never came promise nothing. */
async function operate({ url }: Daemon, promises: Promises, isOver: () => boolean): Promise<void> {
	while (!isOver()) {
		await Promise.all([create(url, promises), cancelSome(url, promises)]).catch(() => undefined);
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

async function create(url: string, { accepted }: Promises): Promise<void> {
	const body = { customerId: 1234, items: [{ productId: "PROD-008", name: "Cable Management Kit", price: 19.99, quantity: 1 }] };
	const key = `fault-${seed}-${accepted.size}-${random()}`;
	// The same key twice, as a client does that lost the first answer.
	for (let tries = 0; tries < 2; tries += 1) {
		const response = await post(`${url}/api/orders`, body, { "idempotency-key": key });
		if (response.status === 201) accepted.add(String(((await response.json()) as Order).order_id));
	}
}

async function cancelSome(url: string, { cancelled }: Promises): Promise<void> {
	const response = await fetch(`${url}/api/orders?limit=40`);
	const { orders } = (await response.json()) as { orders: Order[] };
	const picked = orders.filter(() => random() < 0.1);
	await Promise.all(
		picked.map(async ({ order_id }) => {
			const answer = await post(`${url}/api/orders/${order_id}/cancel`, { reason: "fault test" });
			if (answer.status === 200) cancelled.add(String(order_id));
			else expect([404, 409]).toContain(answer.status);
		}),
	);
}

function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
	return fetch(url, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } });
}

describe(`crash law, FAULT_SEED=${seed}, ${kills} kills`, () => {
	it("keeps every invariant through SIGKILL at random moments under 500 orders a second", async () => {
		await using dir = await temporaryDir();
		const env = {
			DATA_DIR: dir.path,
			PAYMENT_DECLINE_RATE: "0.05",
			PAYMENT_LATENCY_MS: "20",
			SHIP_DISPATCH_MS: "150",
			SHIP_DELIVER_MS: "200",
			RESTOCK_DELAY_MS: "300",
		};
		const promises: Promises = { accepted: new Set(), cancelled: new Set() };
		for (let kill = 0; kill < kills; kill += 1) {
			await using daemon = await startDaemon({ ...env, PRODUCER_RATE: "500", PRODUCER_SEED: String(seed + kill) });
			let over = false;
			const operating = operate(daemon, promises, () => over);
			await new Promise((resolve) => setTimeout(resolve, 100 + random() * 1400));
			await daemon.end("SIGKILL");
			over = true;
			await operating;
		}
		expect(await finish({ ...env, PRODUCER_RATE: "0" })).toBe(0);

		using reader = createSqliteReader({ dir: dir.path });
		const ledger = readLedger(dir.path);
		expect(await violations({ ...reader, ledger })).toEqual([]);

		const orders = await reader.store.get("orders", [...promises.accepted]);
		expect(orders.filter((order) => order === undefined)).toEqual([]);
		const cancelled = await reader.store.get("orders", [...promises.cancelled]);
		expect(cancelled.filter((order) => order?.doc.status !== "CANCELLED").map((order) => order?.doc.order_id)).toEqual([]);
		// The run must have been one: every kind of ending is there, or it has proved little.
		expect(promises.accepted.size).toBeGreaterThan(kills);
		expect(promises.cancelled.size).toBeGreaterThan(0);
		const { cancelled: causes } = totalsOf(await reader.store.aggregates());
		expect(Object.keys(causes).toSorted()).toEqual(["ARRIVED_CANCELLED", "OUT_OF_STOCK", "PAYMENT_DECLINED", "REQUESTED"]);
		expect(ledger.some((entry) => entry.refunded)).toBe(true);
	});
});
