/** On a real Kafka: what one task of each role does by itself, for docs/scaling.md. The store is the embedded one, in the same process. */
import { GROUPS, type Role, TOPICS } from "@orderdeck/contracts/topics";
import { createKafkaBackend, type KafkaBackend } from "@orderdeck/core/adapters/kafka/backend";
import { createOrderedWork } from "@orderdeck/core/adapters/ordered-work/ordered-work";
import { createSimulatedGateway, openLedger } from "@orderdeck/core/adapters/simulated-gateway/simulated-gateway";
import { createSqliteBackend } from "@orderdeck/core/adapters/sqlite/backend";
import { systemClock } from "@orderdeck/core/adapters/system-clock";
import { CATALOG } from "@orderdeck/core/domain/catalog";
import { newProduct } from "@orderdeck/core/domain/stock";
import { runRoles } from "../src/pipeline/run-roles.ts";
import { temporaryDir } from "../test/daemon.ts";
import { startCluster } from "../test/kafka/cluster.ts";
import { findJars } from "../test/kafka/jars.ts";
import type { Bench } from "./bench.ts";
import { fillOrders } from "./kafka/orders.ts";
import { SETTINGS } from "./settings.ts";
import { number, type Row } from "./table.ts";

const ORDERS = 30_000;
/** In the order of an order's life. A role's work may give one before it more: they take turns until nothing is left. */
const ROLES = ["fraud", "inventory", "payments", "shipping", "analytics"] as const satisfies readonly Role[];
const POLL_MS = 50;
/** A role that has done nothing for so long has nothing left. */
const REST_MS = 3_000;

interface World {
	/** Runs one role until it has nothing left; seconds from its joining to its last act. */
	run(role: (typeof ROLES)[number]): Promise<number>;
}

export const roles: Bench = { rows: roleRows };

async function roleRows(): Promise<readonly Row[]> {
	const jars = await findJars("4");
	if ("missing" in jars) {
		console.error(`SKIPPED roles: ${jars.missing}`);
		return [];
	}
	await using cluster = await startCluster({ version: "4", jars, brokers: 3 });
	const brokers = cluster.plaintext.split(",");
	await fillOrders(brokers, ORDERS);
	await using dir = await temporaryDir();
	await using store = createSqliteBackend({ dir: dir.path });
	await using ledger = openLedger(dir.path);
	await using backend = createKafkaBackend({ brokers, clientId: "bench-roles" });
	const stocked = CATALOG.map((item) => newProduct({ ...item, stock: 10_000_000 }));
	await store.store.write(stocked.map((doc) => ({ op: "insert", collection: "products", key: doc.product_id, doc }) as const));
	const gateway = createSimulatedGateway({ clock: systemClock, ledger, latencyMs: 0, declineRate: 0.02 });
	const work = createOrderedWork({ store: store.store, log: backend.logWork });
	const world: World = {
		async run(role) {
			await using _roles = await runRoles(
				{
					roles: [role],
					settings: SETTINGS,
					producer: { topic: TOPICS.orders, rate: 0, seed: 1 },
					timeZone: "UTC",
					retentionMs: 86_400_000,
					version: "bench",
					instance: "bench",
				},
				{ log: backend.log, store: store.store, work, gateway, clock: systemClock, report: () => undefined },
			);
			// Awaited here: leaving the scope stops the role.
			return await busySeconds(backend, GROUPS[role]);
		},
	};
	const seconds = await takeTurns(world);
	return ROLES.map((role) => ({
		id: `roles-${role}`,
		what: `${role} by itself on Kafka, embedded store, ${number(ORDERS)} orders`,
		value: ORDERS / (seconds.get(role) ?? Number.NaN),
		unit: "orders/s",
		floors: [],
		met: true,
	}));
}

/** Seconds that each role needed in all. Analytics comes last, when all its events are there. */
async function takeTurns({ run }: World): Promise<Map<string, number>> {
	const seconds = new Map<string, number>();
	const turns = [...ROLES.slice(0, -1), ...ROLES.slice(1, -1), ROLES[4]];
	for (const role of turns) {
		const took = await run(role);
		console.error(`${role}: ${took.toFixed(1)} s`);
		seconds.set(role, (seconds.get(role) ?? 0) + took);
	}
	return seconds;
}

/** From the moment that the group's partitions have an owner to the last one that something moved: its offsets, or what the topics hold. */
async function busySeconds({ log }: KafkaBackend, group: string): Promise<number> {
	const topics = Object.values(TOPICS);
	let [before, at] = ["", performance.now()];
	let from: number | undefined;
	for (;;) {
		const offsets = await log.groupOffsets(group);
		const bounds = await log.bounds(topics);
		const moment = performance.now();
		if (offsets.length > 0 && offsets.every(({ owner }) => owner !== undefined)) from ??= moment;
		const place = JSON.stringify([offsets.map(({ committed }) => committed), bounds.map(({ end }) => end)]);
		if (place !== before) [before, at] = [place, moment];
		else if (from !== undefined && moment - Math.max(from, at) > REST_MS) return Math.max(0, at - from) / 1000;
		await systemClock.sleep(POLL_MS);
	}
}
