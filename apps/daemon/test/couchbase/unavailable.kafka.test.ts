/** Couchbase is unavailable, or slow: what `/readyz` and the console report, and that nothing is skipped. */
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { extent, SOAK } from "../../../../packages/core/test/extent.ts";
import { spawnDaemon, startDaemon, until } from "../daemon.ts";
import { drainAndStop } from "../drain-and-stop.ts";
import { freePort } from "../free-ports.ts";
import { type Couchbase, NO_COUCHBASE, startCouchbase } from "./couchbase.ts";
import { brokenInvariants, cleanEnv, deadLetters, lagShown, produceOrders, readiness, states } from "./fixture.ts";

/** How long the outage lasts after its last effect has been seen. */
const OUTAGE_MS = extent(0, 60_000);
/** Longer than a reader waits for a document, as long as a writer does. */
const SLOW_MS = 10_000;
/** The roles that read orders and cannot continue without the store. Fraud's first rule needs none; shipping may have no input. */
const CONSUMERS = ["payments", "inventory", "analytics"] as const;
/** Orders before the fault, and in each half of it. */
const [BEFORE, MEANWHILE] = [extent(50, 150), extent(60, 200)];

const names = ({ env }: Couchbase) => expect.stringContaining(`Couchbase at ${env.COUCHBASE_HOST}`);

/** A daemon under load; then a fault of the store while orders still arrive, which is then undone: all must drain. */
async function throughFault(begin: (couchbase: Couchbase) => Promise<void> | void, end: typeof begin): Promise<void> {
	await using couchbase = await startCouchbase();
	const env = { ...(await cleanEnv(couchbase)), PRODUCER_RATE: "0" };
	await using daemon = await startDaemon(env);
	await produceOrders(1, BEFORE);
	await until("all groups have committed", async () => (await lagShown(daemon.url)) !== undefined);
	const producing = produceOrders(1 + BEFORE, MEANWHILE);
	await begin(couchbase);
	await producing;
	await produceOrders(1 + BEFORE + MEANWHILE, MEANWHILE);

	await until("readiness reports that the store is unavailable", async () => (await readiness(daemon.url)).status === 503);
	await until("the consumers pause", async () => {
		const now = await states(daemon.url);
		return CONSUMERS.every((role) => now.get(role) === "backing-off");
	});
	const { store, pipeline, log } = await readiness(daemon.url);
	expect({ store, pipeline, log }).toEqual({
		store: { ready: false, reason: expect.stringContaining("the store cannot be read") },
		pipeline: { ready: false, reason: names(couchbase) },
		log: { ready: true },
	});
	await until("the lag has risen", async () => ((await lagShown(daemon.url)) ?? 0) >= MEANWHILE);
	expect((await fetch(`${daemon.url}/healthz`)).status).toBe(200);
	const order = await fetch(`${daemon.url}/api/orders/1`);
	expect({ status: order.status, body: await order.json() }).toMatchObject({ status: 503, body: { code: "UNAVAILABLE" } });
	await new Promise((resolve) => setTimeout(resolve, OUTAGE_MS));
	expect(await lagShown(daemon.url)).toBeGreaterThanOrEqual(MEANWHILE);
	expect(daemon.child.exitCode).toBeNull();

	await end(couchbase);
	await until("it is ready again", async () => (await readiness(daemon.url)).status === 200);
	expect(await drainAndStop({ ...env, ROLES: "api" })).toBe(0);
	expect(await daemon.end("SIGTERM"), daemon.output()).toBe(0);
	expect(await brokenInvariants(couchbase)).toEqual([]);
	expect(await deadLetters()).toBe(0);
	const ids = Array.from({ length: BEFORE + 2 * MEANWHILE }, (_, index) => String(index + 1));
	const ends = (await couchbase.store.get("orders", ids)).map((view) => view?.doc.status);
	expect(ends.filter((status) => status !== "DELIVERED" && status !== "CANCELLED")).toEqual([]);
}

describe.skipIf(NO_COUCHBASE !== "")(`Couchbase unavailable to a daemon${NO_COUCHBASE}`, () => {
	it("at the start: it listens, reports it, and starts work once the store is available", async () => {
		await using couchbase = await startCouchbase();
		const env = await cleanEnv(couchbase);
		await couchbase.down();
		const port = await freePort();
		const { child, output } = spawnDaemon({ ...env, PORT: String(port), PRODUCER_RATE: "20" });
		const exited = once(child, "exit") as Promise<[number | null]>;
		try {
			const url = `http://127.0.0.1:${port}`;
			await until("it listens", async () => (await fetch(`${url}/healthz`).catch(() => undefined))?.ok === true);
			const reported = {
				status: 503,
				store: { ready: false, reason: expect.stringContaining("the store cannot be read") },
				log: { ready: true },
			};
			expect(await readiness(url)).toMatchObject(reported);
			await until("the pipeline names the store", async () => (await readiness(url)).pipeline?.reason?.includes("Couchbase at") ?? false);
			expect(await readiness(url)).toMatchObject({ ...reported, pipeline: { ready: false, reason: names(couchbase) } });
			await couchbase.up();
			await until("it is ready", async () => (await readiness(url)).status === 200);
			await until("an order is delivered", async () => {
				return (await couchbase.store.listOrders({ status: ["DELIVERED"] }, { limit: 1 })).items.length === 1;
			});
			child.kill("SIGTERM");
			expect(await exited, output()).toEqual([0, null]);
		} finally {
			child.kill("SIGKILL");
		}
		expect(await drainAndStop({ ...env, PRODUCER_RATE: "0" })).toBe(0);
		expect(await brokenInvariants(couchbase)).toEqual([]);
	});

	it(`under load, for ${OUTAGE_MS / 1000} s and more: it pauses, the lag rises, nothing is skipped, all drains`, async () => {
		await throughFault(
			(couchbase) => couchbase.down(),
			(couchbase) => couchbase.up(),
		);
	});

	it.runIf(SOAK)(`with each response ${SLOW_MS / 1000} s late, for ${OUTAGE_MS / 1000} s and more: the same`, async () => {
		await throughFault(
			(couchbase) => couchbase.slow(SLOW_MS),
			(couchbase) => couchbase.slow(0),
		);
	});
});
