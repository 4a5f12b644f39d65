/** All roles in this thread, until every order is delivered or cancelled and every group has consumed what there is. */
import { GROUPS, TOPICS } from "@orderdeck/contracts/topics";
import { createSimulatedGateway, openLedger } from "@orderdeck/core/adapters/simulated-gateway/simulated-gateway";
import { createSqliteBackend, type SqliteBackend } from "@orderdeck/core/adapters/sqlite/backend";
import { systemClock } from "@orderdeck/core/adapters/system-clock";
import { totalsOf } from "@orderdeck/core/domain/totals";
import type { Collections } from "@orderdeck/core/ports/documents";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import { type RolesDeps, runRoles } from "../../src/pipeline/run-roles.ts";
import { SETTINGS } from "../settings.ts";

const POLL_MS = 100;
const WITHIN_MS = 300_000;

export interface Drained {
	/** Until the last order was delivered or cancelled. */
	readonly seconds: number;
	/** Records that a consumer group had handled and committed by then. */
	readonly steps: number;
}

/** `systems`: the embedded backend's parts, or others over it. */
export async function drain(dir: string, orders: number, systems: (backend: SqliteBackend) => Systems = embedded): Promise<Drained> {
	await using backend = createSqliteBackend({ dir });
	await using ledger = openLedger(dir);
	const gateway = createSimulatedGateway({ clock: systemClock, ledger, latencyMs: 0, declineRate: 0.02 });
	const { log, store, work } = systems(backend);
	const from = performance.now();
	await using _roles = await runRoles(
		{
			roles: ["fraud", "payments", "inventory", "shipping", "analytics"],
			settings: SETTINGS,
			producer: { topic: TOPICS.orders, rate: 0, seed: 1 },
			timeZone: "UTC",
			retentionMs: 86_400_000,
			version: "bench",
			instance: "bench",
		},
		{ log, store, work, gateway, clock: systemClock, report: () => undefined },
	);
	const waitUntil = async (holds: () => Promise<boolean>) => {
		while (!(await holds())) {
			if (performance.now() - from > WITHIN_MS) throw new Error(`the pipeline did not drain within ${WITHIN_MS / 1000} seconds`);
			await systemClock.sleep(POLL_MS);
		}
	};
	await waitUntil(async () => endedOf(await store.aggregates()) >= orders);
	const drained = { seconds: (performance.now() - from) / 1000, steps: await stepsOf(log) };
	await waitUntil(async () => (await waitingOf(log)) === 0);
	return drained;
}

type Systems = Pick<RolesDeps, "log" | "store" | "work">;

function embedded({ log, store, work }: SqliteBackend): Systems {
	return { log, store, work };
}

function endedOf(aggregates: readonly Collections["aggregates"][]): number {
	const { events, cancelled } = totalsOf(aggregates, "USD");
	return (events.SHIPMENT_DELIVERED ?? 0) + Object.values(cancelled).reduce((sum, count) => sum + count, 0);
}

/** All offsets begin at 0, and each is a record. */
async function stepsOf(log: EventLog): Promise<number> {
	const offsets = await offsetsOf(log);
	return offsets.reduce((sum, { committed = 0 }) => sum + committed, 0);
}

/** Records that a group has not consumed. */
async function waitingOf(log: EventLog): Promise<number> {
	const bounds = await log.bounds(Object.values(TOPICS));
	const endOf = new Map(bounds.map(({ topic, partition, end }) => [`${topic}/${partition}`, end]));
	const offsets = await offsetsOf(log);
	return offsets.reduce((sum, { topic, partition, committed = 0 }) => sum + (endOf.get(`${topic}/${partition}`) ?? 0) - committed, 0);
}

async function offsetsOf(log: EventLog) {
	const groups = await Promise.all(Object.values(GROUPS).map((group) => log.groupOffsets(group)));
	return groups.flat();
}
