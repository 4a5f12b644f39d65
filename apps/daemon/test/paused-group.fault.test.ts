/** A paused group applies nothing, also after the daemon was killed, and everything once it is resumed. */
import { lagSchema } from "@orderdeck/contracts/lag/requests";
import { readLedger } from "@orderdeck/core/adapters/simulated-gateway/ledger";
import { createSqliteReader } from "@orderdeck/core/adapters/sqlite/backend";
import { expect, it } from "vitest";
import { type Daemon, startDaemon, temporaryDir, until } from "./daemon.ts";
import { drainAndStop } from "./drain-and-stop.ts";
import { violations } from "./invariants.ts";
import { type Api, apiOf, audit, postJson, read } from "./rest.fixture.ts";

const ENV = { PRODUCER_RATE: "100", PAYMENT_LATENCY_MS: "5", SHIP_DISPATCH_MS: "100", SHIP_DELIVER_MS: "200", RESTOCK_DELAY_MS: "300" };
const PAUSED = ["payments-group", "shipping-group"];

/** Undefined until the daemon has sampled the lag. */
async function sampledLag(api: Api, group: string) {
	return read(lagSchema, await api("/api/lag")).groups.find((each) => each.group === group);
}

async function lagOf(api: Api, group: string) {
	const found = await sampledLag(api, group);
	if (found === undefined) throw new Error(`${group} is not listed`);
	return found;
}

/** All that the paused groups can change: charges, what they have committed, published or sent to dead letters. */
async function effects(dir: string) {
	using reader = createSqliteReader({ dir });
	const ends = await reader.log.bounds(["payments", "shipping", ...PAUSED.map((group) => `${group}.dlq`)]);
	const offsets = await Promise.all(PAUSED.map((group) => reader.log.groupOffsets(group)));
	return {
		ledger: readLedger(dir),
		ends: ends.map(({ topic, partition, end }) => `${topic}/${partition} ${end}`),
		committed: offsets.flat().map(({ topic, partition, committed }) => `${topic}/${partition} ${committed}`),
	};
}

async function untilPaused(daemon: Daemon): Promise<void> {
	const api = apiOf(daemon);
	await until("all members have applied the pauses", async () => {
		const lags = await Promise.all(PAUSED.map((group) => sampledLag(api, group)));
		return lags.every((lag) => lag?.paused?.members.length === 1 && lag.paused.members.every(({ state }) => state === "applied"));
	});
}

/** Time in which the groups would have charged and dispatched much, as the others show. */
async function untilMoreOrders(daemon: Daemon, more: number): Promise<void> {
	const count = async () => Number(((await apiOf(daemon)("/api/analytics")).body as { order_count: number }).order_count);
	const from = await count();
	await until("more orders were counted", async () => (await count()) >= from + more);
}

it("payments and shipping, paused under load, change nothing through a SIGKILL, and lose nothing", async () => {
	await using dir = await temporaryDir();
	const env = { ...ENV, DATA_DIR: dir.path };
	let before: Awaited<ReturnType<typeof effects>>;
	{
		await using daemon = await startDaemon(env);
		const api = apiOf(daemon);
		await until("orders are charged", async () => readLedger(dir.path).length > 20);
		for (const group of PAUSED) expect((await api(`/api/groups/${group}/pause`, postJson({ reason: "fault test" }))).status).toBe(200);
		await untilPaused(daemon);
		before = await effects(dir.path);
		await untilMoreOrders(daemon, 100);
		expect(await effects(dir.path)).toEqual(before);
		await daemon.end("SIGKILL");
	}
	{
		await using daemon = await startDaemon(env);
		const api = apiOf(daemon);
		await untilPaused(daemon);
		await untilMoreOrders(daemon, 100);
		expect(await effects(dir.path)).toEqual(before);
		const lag = await lagOf(api, "payments-group");
		expect(lag).toMatchObject({ status: "PAUSED", paused: { reason: "fault test" }, incident: null });
		expect(lag.lag).toBeGreaterThan(100);
		// Counted beside the samples, which takes a moment after a start.
		await until("what waits is counted", async () => (await lagOf(api, "payments-group")).waiting.orders > 100);
		for (const group of PAUSED) expect((await api(`/api/groups/${group}/resume`, postJson({}))).status).toBe(200);
		await until("the groups read again", async () => (await effects(dir.path)).ledger.length > before.ledger.length);
		expect((await audit(api)).map(({ action }) => action).toSorted()).toEqual([
			"group.pause",
			"group.pause",
			"group.resume",
			"group.resume",
		]);
		await daemon.end("SIGKILL");
	}
	expect(await drainAndStop({ ...env, PRODUCER_RATE: "0" })).toBe(0);
	using reader = createSqliteReader({ dir: dir.path });
	expect(await violations({ ...reader, ledger: readLedger(dir.path) })).toEqual([]);
});
