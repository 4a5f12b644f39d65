/** The store is away, or slow: what `/readyz` and the console say, and that nothing is skipped. FLEET_AWAY_SECONDS: how long. */
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { freePort, spawnDaemon, startDaemon, until } from "../daemon.ts";
import { finish } from "../finish.ts";
import { type Couchbase, NO_COUCHBASE, startCouchbase } from "./couchbase.ts";
import { cleanEnv, deadLetters, lagShown, pour, readiness, sleep, states, wrongIn } from "./scene.ts";

const AWAY_MS = Number(process.env.FLEET_AWAY_SECONDS ?? 60) * 1000;
/** Longer than a reader waits for a document, as long as a writer does. */
const SLOW_MS = 10_000;
/** Who reads orders and cannot go on without the store. Fraud's first rule needs none; shipping reads what these say, and may have nothing to do. */
const CONSUMERS = ["payments", "inventory", "analytics"] as const;
const [BEFORE, MEANWHILE] = [150, 200];

const names = ({ env }: Couchbase) => expect.stringContaining(`Couchbase at ${env.COUCHBASE_HOST}`);

/** A daemon at work, the store then hurt for a time while orders go on coming, and healed: all must come to its end. */
async function throughTrouble(hurt: (couchbase: Couchbase) => Promise<void> | void, heal: typeof hurt): Promise<void> {
	await using couchbase = await startCouchbase();
	const env = { ...(await cleanEnv(couchbase)), PRODUCER_RATE: "0" };
	await using daemon = await startDaemon(env);
	await pour(1, BEFORE);
	await until("all groups have committed", async () => (await lagShown(daemon.url)) !== undefined);
	const pouring = pour(1 + BEFORE, MEANWHILE);
	await hurt(couchbase);
	const from = performance.now();
	await pouring;
	await pour(1 + BEFORE + MEANWHILE, MEANWHILE);

	await until("readiness says that the store is away", async () => (await readiness(daemon.url)).status === 503);
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
	await sleep(Math.max(0, AWAY_MS - (performance.now() - from)));
	expect(await lagShown(daemon.url)).toBeGreaterThanOrEqual(MEANWHILE);
	expect(daemon.child.exitCode).toBeNull();

	await heal(couchbase);
	await until("it is ready again", async () => (await readiness(daemon.url)).status === 200);
	expect(await finish({ ...env, ROLES: "api" })).toBe(0);
	expect(await daemon.end("SIGTERM"), daemon.output()).toBe(0);
	expect(await wrongIn(couchbase)).toEqual([]);
	expect(await deadLetters()).toBe(0);
	const ids = Array.from({ length: BEFORE + 2 * MEANWHILE }, (_, index) => String(index + 1));
	const ends = (await couchbase.store.get("orders", ids)).map((view) => view?.doc.status);
	expect(ends.filter((status) => status !== "DELIVERED" && status !== "CANCELLED")).toEqual([]);
}

describe.skipIf(NO_COUCHBASE !== "")(`Couchbase away from a daemon${NO_COUCHBASE}`, () => {
	it("at the start: it listens and says so, and begins to work when the store comes", async () => {
		await using couchbase = await startCouchbase();
		const env = await cleanEnv(couchbase);
		await couchbase.down();
		const port = await freePort();
		const { child, output } = spawnDaemon({ ...env, PORT: String(port), PRODUCER_RATE: "20" });
		const exited = once(child, "exit") as Promise<[number | null]>;
		try {
			const url = `http://127.0.0.1:${port}`;
			await until("it listens", async () => (await fetch(`${url}/healthz`).catch(() => undefined))?.ok === true);
			expect(await readiness(url)).toMatchObject({
				status: 503,
				store: { ready: false, reason: expect.stringContaining("the store cannot be read") },
				pipeline: { ready: false, reason: names(couchbase) },
				log: { ready: true },
			});
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
		expect(await finish({ ...env, PRODUCER_RATE: "0" })).toBe(0);
		expect(await wrongIn(couchbase)).toEqual([]);
	});

	it(`for ${AWAY_MS / 1000} s under load: it pauses, the lag rises, nothing is skipped, all drains`, async () => {
		await throughTrouble(
			(couchbase) => couchbase.down(),
			(couchbase) => couchbase.up(),
		);
	});

	it(`by answering ${SLOW_MS / 1000} s late, for ${AWAY_MS / 1000} s: the same`, async () => {
		await throughTrouble(
			(couchbase) => couchbase.slow(SLOW_MS),
			(couchbase) => couchbase.slow(0),
		);
	});
});
