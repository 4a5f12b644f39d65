/**
 * Many orders cancelled by a job while they are being paid and shipped, in a daemon that is killed midway: each order ends in one way, its
 * money and stock add up, and the job's result states what became of it.
 */
import { type Job, type JobResult, jobSchema } from "@orderdeck/contracts/jobs/entities";
import { jobResultPageSchema } from "@orderdeck/contracts/jobs/requests";
import { readLedger } from "@orderdeck/core/adapters/simulated-gateway/ledger";
import { createSqliteReader } from "@orderdeck/core/adapters/sqlite/backend";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { extent } from "../../../packages/core/test/extent.ts";
import { seed } from "../../../packages/core/test/random.ts";
import { type Daemon, startDaemon, temporaryDir, until } from "./daemon.ts";
import { drainAndStop } from "./drain-and-stop.ts";
import { violations } from "./invariants.ts";
import { type Api, all, apiOf, postJson, read } from "./rest.fixture.ts";

const ORDERS = extent(140, 1_000);
const KILLS = extent(1, 4);
/** The first of them are cancelled before they are dispatched, and the last dispatched before the job comes to them, on a slow machine too. */
const RATE = extent(5, 40);
const DISPATCH_MS = extent(20_000, 15_000);
const ENV = {
	PAYMENT_DECLINE_RATE: "0.05",
	PAYMENT_LATENCY_MS: "20",
	SHIP_DISPATCH_MS: String(DISPATCH_MS),
	SHIP_DELIVER_MS: "100",
	RESTOCK_DELAY_MS: "100",
	PRODUCER_SEED: String(seed),
};

async function jobOf(api: Api, id: string): Promise<Job> {
	return read(jobSchema, await api(`/api/jobs/${id}`));
}

async function resultsOf(api: Api, id: string): Promise<JobResult[]> {
	const results: JobResult[] = [];
	for (let cursor: string | null = ""; cursor !== null; ) {
		const query: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
		const page: z.infer<typeof jobResultPageSchema> = read(jobResultPageSchema, await api(`/api/jobs/${id}/results?limit=200${query}`));
		results.push(...page.results);
		cursor = page.nextCursor;
	}
	return results;
}

/** Lets the producer make the orders, and starts to cancel them while the last of them are still being paid. */
async function startJob(daemon: Daemon): Promise<{ readonly job: Job; readonly ids: readonly string[] }> {
	const api = apiOf(daemon);
	await until(`${ORDERS} orders are there`, async () => (await all(api, "limit=500")).length >= ORDERS);
	await api("/api/producer", postJson({ running: false }));
	const ids = (await all(api, "limit=500")).slice(0, ORDERS).map(({ order_id }) => String(order_id));
	const job = read(jobSchema, await api("/api/orders/cancel", postJson({ ids, reason: "fault test", rate: RATE })), 202);
	return { job, ids };
}

/** Kills the daemon once the job has come as far as this share. */
async function killAt(daemon: Daemon, jobId: string, share: number): Promise<void> {
	await until("the job has come so far", async () => {
		const { done, failed, total } = await jobOf(apiOf(daemon), jobId);
		return done + failed >= total * share;
	});
	await daemon.end("SIGKILL");
}

describe(`a job that cancels orders, TEST_SEED=${seed}`, () => {
	it(`survives ${KILLS} SIGKILLs and races payments and shipping for ${ORDERS} orders, and its results are what became of them`, async () => {
		await using dir = await temporaryDir();
		const env = { ...ENV, DATA_DIR: dir.path };
		let started: Awaited<ReturnType<typeof startJob>>;
		{
			await using daemon = await startDaemon({ ...env, PRODUCER_RATE: "150" });
			started = await startJob(daemon);
			await killAt(daemon, started.job.job_id, 1 / (KILLS + 2));
		}
		const { job, ids } = started;
		let before = 0;
		for (let kill = 2; kill <= KILLS; kill += 1) {
			await using daemon = await startDaemon({ ...env, PRODUCER_RATE: "0" });
			await killAt(daemon, job.job_id, kill / (KILLS + 2));
		}
		let results: JobResult[];
		{
			await using daemon = await startDaemon({ ...env, PRODUCER_RATE: "0" });
			const api = apiOf(daemon);
			await until("the job has ended", async () => {
				const { state, done, failed } = await jobOf(api, job.job_id);
				expect(done + failed, "progress never decreases").toBeGreaterThanOrEqual(before);
				before = done + failed;
				return state !== "RUNNING";
			});
			const end = await jobOf(api, job.job_id);
			results = await resultsOf(api, job.job_id);
			const done = results.filter(({ outcome }) => outcome === "done");
			expect(end).toMatchObject({ state: "DONE", error: null, total: ORDERS, done: done.length, failed: ORDERS - done.length });
			expect((await all(api, `limit=100&job_id=${job.job_id}`)).map(({ order_id }) => String(order_id)).toSorted()).toEqual(
				done.map(({ id }) => id).toSorted(),
			);
			await daemon.end("SIGTERM");
		}
		expect(await drainAndStop({ ...env, PRODUCER_RATE: "0" })).toBe(0);

		using reader = createSqliteReader({ dir: dir.path });
		expect(await violations({ ...reader, ledger: readLedger(dir.path) })).toEqual([]);
		expect(results.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
		const views = await reader.store.get("orders", ids);
		const fates = new Map(views.map((view, index) => [ids[index], `${view?.doc.status} ${view?.doc.cancel?.cause ?? ""}`.trim()]));
		const wrong = results.filter(({ id, outcome, code }) => {
			const fate = fates.get(id);
			if (outcome === "done") return fate !== "CANCELLED REQUESTED";
			// Declined, out of stock, or cancelled as it arrived: never by this job.
			if (code === "ORDER_ALREADY_CANCELLED") return fate?.startsWith("CANCELLED ") !== true || fate === "CANCELLED REQUESTED";
			return fate !== "DELIVERED" || !["ORDER_ALREADY_SHIPPED", "ORDER_ALREADY_DELIVERED"].includes(code ?? "");
		});
		expect(wrong).toEqual([]);
		// Without both winners the run would prove little.
		expect(new Set(results.map(({ code }) => code))).toContain(null);
		expect(results.some(({ code }) => code === "ORDER_ALREADY_SHIPPED" || code === "ORDER_ALREADY_DELIVERED")).toBe(true);
	});
});
