/** A replay ends with every order of its range once, though the daemon is killed midway. */
import { jobSchema } from "@orderdeck/contracts/jobs/entities";
import { replayJobSchema } from "@orderdeck/contracts/replay/entities";
import { createSqliteBackend, createSqliteReader } from "@orderdeck/core/adapters/sqlite/backend";
import { orderCreated } from "@orderdeck/core/domain/order-created";
import { foldOrder } from "@orderdeck/core/domain/order-view";
import type { Write } from "@orderdeck/core/ports/documents";
import { createOrderGenerator } from "@orderdeck/core/producer/order-generator";
import { expect, it } from "vitest";
import { startDaemon, temporaryDir, until } from "./daemon.ts";
import { apiOf, postJson, quiet, read } from "./rest.fixture.ts";

const ORDERS = 12_000;
const BATCH = 2_000;

async function fill(dir: string): Promise<void> {
	await using backend = createSqliteBackend({ dir });
	const generate = createOrderGenerator({ seed: 1 });
	const timestamp = Date.now() - 60_000;
	for (let first = 1; first <= ORDERS; first += BATCH) {
		const writes = Array.from({ length: BATCH }, (_, index): Write => {
			const event = orderCreated(generate(first + index, new Date(timestamp).toISOString()));
			const doc = foldOrder(undefined, [{ event, partition: 0, offset: first + index, timestamp }]);
			if (doc === undefined) throw new Error("no view");
			return { op: "insert", collection: "orders", key: String(first + index), doc };
		});
		await backend.work.apply({ writes, records: [] });
	}
}

it("a replay that the daemon's end interrupts is continued by the next daemon, and leaves out or repeats no order", async () => {
	await using dir = await temporaryDir();
	await fill(dir.path);
	const env = { ...quiet, DATA_DIR: dir.path };
	let id = "";
	{
		await using daemon = await startDaemon(env);
		const api = apiOf(daemon);
		id = read(replayJobSchema, await api("/api/orders/replay", postJson({ days: 1, topic: "again" })), 202).job_id;
		await until("some orders are written", async () => read(jobSchema, await api(`/api/jobs/${id}`)).done > 0);
		await daemon.end("SIGKILL");
	}
	{
		using reader = createSqliteReader({ dir: dir.path });
		const [job] = await reader.store.get("jobs", [id]);
		expect(job?.doc).toMatchObject({ state: "RUNNING", total: ORDERS });
	}
	await using daemon = await startDaemon(env);
	const api = apiOf(daemon);
	await until("the replay has ended", async () => read(replayJobSchema, await api(`/api/replays/${id}`)).state !== "RUNNING");
	expect(read(jobSchema, await api(`/api/jobs/${id}`))).toMatchObject({ kind: "replay", state: "DONE", done: ORDERS, failed: 0 });
	using reader = createSqliteReader({ dir: dir.path });
	const keys: (string | null)[] = [];
	for (const { topic, partition, end } of await reader.log.bounds(["again"])) {
		for (let offset = 0; offset < end; ) {
			const records = await reader.log.read({ topic, partition, offset }, 1_000);
			keys.push(...records.map(({ key }) => key));
			offset = (records.at(-1)?.offset ?? end) + 1;
		}
	}
	expect([keys.length, new Set(keys).size]).toEqual([ORDERS, ORDERS]);
});
