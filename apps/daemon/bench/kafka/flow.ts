/** All roles on Kafka in one process, with the embedded store. */
import { GROUPS, PARTITIONS, TOPICS } from "@orderdeck/contracts/topics";
import { createKafkaBackend, type KafkaBackend } from "@orderdeck/core/adapters/kafka/backend";
import { createOrderedWork } from "@orderdeck/core/adapters/ordered-work/ordered-work";
import { createSimulatedGateway, openLedger } from "@orderdeck/core/adapters/simulated-gateway/simulated-gateway";
import { createSqliteBackend } from "@orderdeck/core/adapters/sqlite/backend";
import { systemClock } from "@orderdeck/core/adapters/system-clock";
import { CATALOG } from "@orderdeck/core/domain/catalog";
import { newProduct } from "@orderdeck/core/domain/stock";
import { totalsOf } from "@orderdeck/core/domain/totals";
import { runRoles } from "../../src/pipeline/run-roles.ts";
import { temporaryDir } from "../../test/daemon.ts";
import { SETTINGS } from "../settings.ts";
import { number, type Row } from "../table.ts";

const FLOW_ORDERS = 20_000;
const PER_PARTITION = Math.floor(FLOW_ORDERS / PARTITIONS);

/** Orders a second, and how many orders it were. */
export async function measureFlow(brokers: readonly string[]): Promise<{ readonly rate: number; readonly orders: number }> {
	await using dir = await temporaryDir();
	await using store = createSqliteBackend({ dir: dir.path });
	await using ledger = openLedger(dir.path);
	await using backend = createKafkaBackend({ brokers, clientId: "bench-flow" });
	const stocked = CATALOG.map((item) => newProduct({ ...item, stock: 10_000_000 }));
	await store.store.write(stocked.map((doc) => ({ op: "insert", collection: "products", key: doc.product_id, doc }) as const));
	const { places, orders: expected } = await startOf(backend);
	for (const group of Object.values(GROUPS)) await backend.log.seek(group, places);
	const options = {
		roles: ["fraud", "payments", "inventory", "shipping", "analytics"] as const,
		settings: SETTINGS,
		producer: { topic: TOPICS.orders, rate: 0, seed: 1 },
		timeZone: "UTC",
		retentionMs: 86_400_000,
		version: "bench",
		instance: "bench",
	};
	const gateway = createSimulatedGateway({ clock: systemClock, ledger, latencyMs: 0, declineRate: 0.02 });
	const work = createOrderedWork({ store: store.store, log: backend.logWork });
	const from = performance.now();
	await using _roles = await runRoles(options, {
		log: backend.log,
		store: store.store,
		work,
		gateway,
		clock: systemClock,
		report: () => undefined,
	});
	for (;;) {
		await systemClock.sleep(100);
		const { events, cancelled } = totalsOf(await store.store.aggregates(), "USD");
		if ((events.SHIPMENT_DELIVERED ?? 0) + Object.values(cancelled).reduce((sum, count) => sum + count, 0) >= expected) break;
		if (performance.now() - from > 240_000) throw new Error("the flow did not drain within four minutes");
	}
	return { rate: expected / ((performance.now() - from) / 1000), orders: expected };
}

export async function flowRow(brokers: readonly string[]): Promise<Row> {
	const { rate, orders } = await measureFlow(brokers);
	return {
		id: "kafka-all-roles",
		what: `all roles on Kafka, one process, embedded store: ${number(orders)} orders to the terminal state`,
		value: rate,
		unit: "orders/s",
		floors: [],
		met: true,
	};
}

/** Where the groups begin: before the newest orders, and after all else that earlier runs have left. */
async function startOf({ log }: KafkaBackend) {
	const bounds = await log.bounds(Object.values(TOPICS));
	const places = bounds.map(({ topic, partition, end }) => {
		const ahead = topic === TOPICS.orders ? Math.min(end, PER_PARTITION) : 0;
		return { topic, partition, offset: end - ahead, ahead };
	});
	const orders = places.reduce((sum, { ahead }) => sum + ahead, 0);
	return { places: places.map(({ topic, partition, offset }) => ({ topic, partition, offset })), orders };
}
