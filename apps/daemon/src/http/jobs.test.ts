/** Jobs over REST, by way of cancelling many orders; against a whole daemon in this process. */
import { createHash } from "node:crypto";
import { jobSchema } from "@orderdeck/contracts/jobs/entities";
import { jobPageSchema, jobResultPageSchema } from "@orderdeck/contracts/jobs/requests";
import { orderViewSchema } from "@orderdeck/contracts/orders/entities";
import { cancelPreviewSchema, orderCountsSchema, orderPageSchema } from "@orderdeck/contracts/orders/requests";
import { replayJobSchema } from "@orderdeck/contracts/replay/entities";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { startTestDaemon, type TestDaemon } from "./server.fixture.ts";

const grant = (name: string, role: "viewer" | "operator") => ({
	name,
	role,
	sha256: createHash("sha256").update(`${name}-token`).digest("hex"),
});
const ORDER = { customerId: 7, items: [{ productId: "PROD-002", price: 45.99, quantity: 1 }] };

const trpcCounts = z.object({ result: z.object({ data: orderCountsSchema }) });

let daemon: TestDaemon;
beforeAll(async () => {
	daemon = await startTestDaemon({ roles: ["analytics"], tokens: [grant("vera", "viewer"), grant("olga", "operator")] });
});
afterAll(() => daemon[Symbol.asyncDispose]());

async function request<T>(schema: z.ZodType<T>, path: string, { body, name = "olga" }: { body?: unknown; name?: string } = {}) {
	const headers = { "content-type": "application/json", authorization: `Bearer ${name}-token` };
	const init = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
	const response = await fetch(`${daemon.url}${path}`, init);
	const text = await response.text();
	expect(response.ok, text).toBe(true);
	return { httpStatus: response.status, ...schema.parse(JSON.parse(text)) };
}
async function refusalOf(path: string, body: unknown, name = "olga") {
	const headers = { "content-type": "application/json", authorization: `Bearer ${name}-token` };
	const response = await fetch(`${daemon.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
	const { code, issues } = (await response.json()) as { code: string; issues: { path: string[] }[] };
	return { status: response.status, code, paths: (issues ?? []).map(({ path }) => path.join(".")) };
}
async function create(changes: object = {}): Promise<number> {
	return Number((await request(orderViewSchema, "/api/orders", { body: { ...ORDER, ...changes } })).order_id);
}
async function ended(id: string) {
	await expect.poll(async () => (await request(jobSchema, `/api/jobs/${id}`)).state).not.toBe("RUNNING");
	return request(jobSchema, `/api/jobs/${id}`);
}

describe("cancelling many orders", () => {
	it("is previewed without a change, then done as a job: its results, its orders, its audit record", async () => {
		const ids = [await create(), await create(), await create()];
		await request(orderViewSchema, `/api/orders/${ids[1]}/cancel`, { body: {} });
		const preview = await request(cancelPreviewSchema, "/api/orders/cancel", { body: { ids: [...ids, 4711], dryRun: true } });
		expect(preview).toMatchObject({
			httpStatus: 200,
			would_cancel: { orders: 2, amount: 91.98, currency: "USD" },
			would_refund: { orders: 0, amount: 0 },
			would_refuse: [
				{ code: "ORDER_ALREADY_CANCELLED", orders: 1, amount: 45.99, example_ids: [String(ids[1])] },
				{ code: "NOT_FOUND", orders: 1, amount: 0, example_ids: ["4711"] },
			],
		});
		expect((await request(orderViewSchema, `/api/orders/${ids[0]}`)).status).toBe("CREATED");
		const started = await request(jobSchema, "/api/orders/cancel", { body: { ids: [...ids, 4711], reason: "stuck" } });
		expect(started).toMatchObject({
			httpStatus: 202,
			kind: "cancel-orders",
			total: 4,
			actor: "olga",
			reason: "stuck",
			filter: null,
			rate: 50,
		});
		const job = await ended(started.job_id);
		expect(job).toMatchObject({ state: "DONE", total: 4, done: 2, failed: 2, error: null });

		const lines = await request(jobResultPageSchema, `/api/jobs/${job.job_id}/results?limit=3`);
		const rest = await request(jobResultPageSchema, `/api/jobs/${job.job_id}/results?limit=3&cursor=${lines.nextCursor}`);
		expect(rest.nextCursor).toBeNull();
		expect([...lines.results, ...rest.results].map(({ id, outcome, code }) => [id, outcome, code])).toEqual([
			[String(ids[0]), "done", null],
			[String(ids[1]), "refused", "ORDER_ALREADY_CANCELLED"],
			[String(ids[2]), "done", null],
			["4711", "refused", "NOT_FOUND"],
		]);
		const page = await request(orderPageSchema, `/api/orders?job_id=${job.job_id}&limit=1`);
		const next = await request(orderPageSchema, `/api/orders?job_id=${job.job_id}&limit=1&cursor=${page.nextCursor}`);
		expect([...page.orders, ...next.orders].map(({ order_id, status }) => [order_id, status])).toEqual([
			[ids[2], "CANCELLED"],
			[ids[0], "CANCELLED"],
		]);
		expect(next.nextCursor).toBeNull();
		expect((await request(orderPageSchema, `/api/orders?job_id=${job.job_id}&status=PAID`)).orders).toEqual([]);
		const oldest = await request(orderPageSchema, `/api/orders?job_id=${job.job_id}&order=oldest`);
		expect(oldest.orders.map(({ order_id }) => order_id)).toEqual([ids[0], ids[2]]);
		const first = await request(orderPageSchema, "/api/orders?order=oldest&limit=1");
		const second = await request(orderPageSchema, `/api/orders?order=oldest&limit=1&cursor=${first.nextCursor}`);
		expect([...first.orders, ...second.orders].map(({ order_id }) => order_id)).toEqual([ids[0], ids[1]]);
	});

	it("takes a filter, and the orders that it matches at the start", async () => {
		const id = await create({ customerId: "bulk" });
		const started = await request(jobSchema, "/api/orders/cancel", { body: { filter: { customer: "bulk" }, reason: "test" } });
		expect(started).toMatchObject({ total: 1, filter: { customer: "bulk", to: started.started_at } });
		expect(await ended(started.job_id)).toMatchObject({ state: "DONE", done: 1 });
		expect((await request(orderPageSchema, `/api/orders?job_id=${started.job_id}`)).orders).toMatchObject([{ order_id: id }]);
	});

	it("takes the stuck ones: those over the time that their step is expected to take, which the count is of", async () => {
		const listed = (await request(orderPageSchema, "/api/orders?stuck=true&limit=500")).orders.map(({ order_id }) => order_id);
		// Created some moments ago: none of them is overdue yet.
		expect(listed).toEqual([]);
		const preview = await request(cancelPreviewSchema, "/api/orders/cancel", { body: { filter: { stuck: true }, dryRun: true } });
		expect(preview.would_cancel.orders).toBe(0);
		const input = encodeURIComponent(JSON.stringify({ views: [{ stuck: true }] }));
		const { counts } = (await request(trpcCounts, `/trpc/orders.counts?input=${input}`)).result.data;
		expect(counts).toMatchObject([{ orders: 0, at_least: false }]);
	});

	it("with the same Idempotency-Key starts one job", async () => {
		const id = await create();
		const headers = { "content-type": "application/json", authorization: "Bearer olga-token", "idempotency-key": "bulk-1" };
		const send = async () => {
			const body = JSON.stringify({ ids: [id], reason: "twice" });
			return (await fetch(`${daemon.url}/api/orders/cancel`, { method: "POST", headers, body })).text();
		};
		expect(new Set(await Promise.all([send(), send(), send()])).size).toBe(1);
	});

	it.each([
		[{ reason: "r" }, ["ids"]],
		[{ ids: [1], filter: { customer: "1" }, reason: "r" }, ["ids"]],
		[{ filter: {}, reason: "r" }, ["filter"]],
		[{ filter: { limit: 5 }, reason: "r" }, ["filter.limit", "filter"]],
		[{ ids: [] as number[], reason: "r" }, ["ids"]],
		[{ ids: Array.from({ length: 1_001 }, (_, n) => n), reason: "r" }, ["ids"]],
		[{ ids: [1] }, ["reason"]],
		[{ ids: [1], reason: "r", rate: 0 }, ["rate"]],
	])("is refused with 400 for %o", async (body, paths) => {
		expect(await refusalOf("/api/orders/cancel", body)).toEqual({ status: 400, code: "INVALID_INPUT", paths });
	});

	it("is refused to a viewer, also as a dry run", async () => {
		expect(await refusalOf("/api/orders/cancel", { ids: [1], reason: "r" }, "vera")).toMatchObject({ status: 403, code: "FORBIDDEN" });
		expect(await refusalOf("/api/orders/cancel", { ids: [1], dryRun: true }, "vera")).toMatchObject({ status: 403, code: "FORBIDDEN" });
		expect(await refusalOf("/api/jobs/1/cancel", {}, "vera")).toMatchObject({ status: 403, code: "FORBIDDEN" });
	});
});

describe("the list of jobs", () => {
	it("has replays among them, page by page, newest first", async () => {
		const replay = await request(replayJobSchema, "/api/orders/replay", { body: { days: 1 } });
		const job = await request(jobSchema, "/api/orders/cancel", { body: { ids: [4711], reason: "r" } });
		await ended(job.job_id);
		expect(await ended(replay.job_id)).toMatchObject({ kind: "replay", state: "DONE", actor: "olga", rate: null });
		const listed: z.infer<typeof jobSchema>[] = [];
		for (let cursor: string | null = ""; cursor !== null; ) {
			const page: z.infer<typeof jobPageSchema> = await request(
				jobPageSchema,
				`/api/jobs?limit=1${cursor === "" ? "" : `&cursor=${cursor}`}`,
			);
			listed.push(...page.jobs);
			cursor = page.nextCursor;
		}
		expect(listed.slice(0, 2).map(({ job_id }) => job_id)).toEqual([job.job_id, replay.job_id]);
		expect(listed.length).toBeGreaterThan(2);
		expect(listed).toEqual((await request(jobPageSchema, "/api/jobs")).jobs);
		expect((await request(jobPageSchema, "/api/jobs?kind=replay")).jobs).toMatchObject([{ job_id: replay.job_id }]);
		expect((await request(jobPageSchema, "/api/jobs?state=RUNNING,FAILED", { name: "vera" })).jobs).toEqual([]);
		expect((await request(z.object({ jobs: z.array(replayJobSchema) }), "/api/replays")).jobs).toMatchObject([{ job_id: replay.job_id }]);
	});

	it("states what became of each order of a replay, page by page", async () => {
		const ids = [await create(), await create()].map(String);
		const { job_id } = await request(replayJobSchema, "/api/orders/replay", { body: { days: 1, topic: "results" } });
		const job = await ended(job_id);
		const results: z.infer<typeof jobResultPageSchema>["results"] = [];
		for (let cursor: string | null = ""; cursor !== null; ) {
			const path = `/api/jobs/${job_id}/results?limit=1${cursor === "" ? "" : `&cursor=${cursor}`}`;
			const page: z.infer<typeof jobResultPageSchema> = await request(jobResultPageSchema, path);
			results.push(...page.results);
			cursor = page.nextCursor;
		}
		expect(results).toHaveLength(job.total);
		expect(results.every(({ outcome, why }) => outcome === "done" && why === "written to results")).toBe(true);
		expect(results.slice(-2).map(({ id }) => id)).toEqual(ids);
		expect(await refusalOf(`/api/jobs/${job_id}/cancel`, {})).toMatchObject({ status: 409, code: "JOB_ALREADY_ENDED" });
		expect(await refusalOf(`/api/replays/${job_id}/cancel`, {})).toMatchObject({ status: 409, code: "REPLAY_ALREADY_ENDED" });
	});

	it("is stopped by an operator; one that has ended or does not exist is refused", async () => {
		const ids = [await create(), await create(), await create()];
		const { job_id } = await request(jobSchema, "/api/orders/cancel", { body: { ids, reason: "slow", rate: 0.1 } });
		expect(await request(jobSchema, `/api/jobs/${job_id}/cancel`, { body: { reason: "enough" } })).toMatchObject({ state: "CANCELLED" });
		expect(await refusalOf(`/api/jobs/${job_id}/cancel`, {})).toMatchObject({ status: 409, code: "JOB_ALREADY_ENDED" });
		expect(await refusalOf("/api/jobs/nothing/cancel", {})).toMatchObject({ status: 404, code: "NOT_FOUND" });
		const { results } = await request(jobResultPageSchema, `/api/jobs/${job_id}/results`);
		expect(results.at(-1)).toMatchObject({ id: String(ids[2]), outcome: "skipped" });
	});
});
