/** Dead letters whose cause was fixed end as if they had never failed, none twice, though the daemon is killed and two operators act at once. */
import { letterSummarySchema } from "@orderdeck/contracts/letters/requests";
import { GROUPS, ORDER_EVENT_TOPICS } from "@orderdeck/contracts/topics";
import { readLedger } from "@orderdeck/core/adapters/simulated-gateway/ledger";
import { createSqliteReader } from "@orderdeck/core/adapters/sqlite/backend";
import { expect, it } from "vitest";
import { extent } from "../../../packages/core/test/extent.ts";
import { startDaemon, temporaryDir, until } from "./daemon.ts";
import { drainAndStop } from "./drain-and-stop.ts";
import { violations } from "./invariants.ts";
import { type Api, apiOf, postJson, problemSchema, quiet, read } from "./rest.fixture.ts";
import { seedLetters } from "./seed-letters.ts";

const letters = extent(300, 1_000);
const GROUP = GROUPS.payments;

async function statesOf(api: Api) {
	return read(letterSummarySchema, await api("/api/dead-letters/summary")).states;
}

async function redriveCode(api: Api): Promise<string> {
	const response = await api("/api/dead-letters/redrive", postJson({ group: GROUP, rate: 200, stop_at_failure_share: 0.1 }));
	return response.status === 202 ? "started" : problemSchema.parse(response.body).code;
}

it(`redrives ${letters} dead letters once each, with a SIGKILL midway and two operators at once`, async () => {
	await using dir = await temporaryDir();
	await seedLetters(dir.path, letters);
	const env = { ...quiet, SHIP_DISPATCH_MS: "100", SHIP_DELIVER_MS: "100", DATA_DIR: dir.path };
	{
		await using daemon = await startDaemon(env);
		const api = apiOf(daemon);
		await until("all letters wait", async () => (await statesOf(api)).WAITING === letters);
		expect((await Promise.all([redriveCode(api), redriveCode(api)])).toSorted()).toEqual(["REDRIVE_RUNNING", "started"]);
		await until("a third has succeeded", async () => (await statesOf(api)).SUCCEEDED > letters / 3);
		await daemon.end("SIGKILL");
	}
	{
		await using daemon = await startDaemon(env);
		const api = apiOf(daemon);
		// The job is continued: nobody has to start it again, and nobody can.
		expect(["REDRIVE_RUNNING", "NOT_FOUND"]).toContain(await redriveCode(api));
		await until("all have succeeded", async () => (await statesOf(api)).SUCCEEDED === letters);
		expect(await statesOf(api)).toEqual({ WAITING: 0, REDRIVING: 0, SUCCEEDED: letters, FAILED_AGAIN: 0, DISCARDED: 0 });
		await daemon.end("SIGKILL");
	}
	expect(await drainAndStop(env)).toBe(0);

	using reader = createSqliteReader({ dir: dir.path });
	const ledger = readLedger(dir.path);
	expect(await violations({ ...reader, ledger })).toEqual([]);
	expect(new Set(ledger.map(({ orderId }) => orderId)).size).toBe(letters);
	const orders = await reader.store.get(
		"orders",
		Array.from({ length: letters }, (_, n) => String(n + 1)),
	);
	expect(new Set(orders.map((order) => order?.doc.status))).toEqual(new Set(["DELIVERED"]));
	const published: string[] = [];
	for (const { topic, partition, end } of await reader.log.bounds(ORDER_EVENT_TOPICS)) {
		const records = await reader.log.read({ topic, partition, offset: 0 }, end);
		published.push(...records.flatMap(({ headers }) => headers.redrive_of ?? []));
	}
	expect([published.length, new Set(published).size]).toEqual([letters, letters]);
});
