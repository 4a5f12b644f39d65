/** Backtests over REST, against a whole daemon in this process. */
import { createHash } from "node:crypto";
import { backtestSchema } from "@orderdeck/contracts/backtests/entities";
import { jobWithResultSchema } from "@orderdeck/contracts/jobs/computed";
import { jobSchema } from "@orderdeck/contracts/jobs/entities";
import { jobPageSchema, jobResultPageSchema } from "@orderdeck/contracts/jobs/requests";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { startTestDaemon, type TestDaemon } from "./server.fixture.ts";

const grant = (name: string, role: "viewer" | "operator") => ({
	name,
	role,
	sha256: createHash("sha256").update(`${name}-token`).digest("hex"),
});
const orderIn = (country: string) => ({ customerId: 7, country, items: [{ productId: "PROD-002", price: 45.99, quantity: 9 }] });

let daemon: TestDaemon;
beforeAll(async () => {
	daemon = await startTestDaemon({
		roles: ["fraud", "analytics"],
		tokens: [grant("vera", "viewer"), grant("olga", "operator")],
		timeZone: "Asia/Tokyo",
	});
});
afterAll(() => daemon[Symbol.asyncDispose]());

async function send(path: string, { body, name = "olga" }: { body?: unknown; name?: string } = {}): Promise<Response> {
	const headers = { "content-type": "application/json", authorization: `Bearer ${name}-token` };
	return fetch(`${daemon.url}${path}`, body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) });
}

async function request<T>(schema: z.ZodType<T>, path: string, body?: unknown): Promise<T> {
	const response = await send(path, { body });
	const text = await response.text();
	expect(response.ok, text).toBe(true);
	return schema.parse(JSON.parse(text));
}

it("refuses a viewer, and a range without orders before there are any", async () => {
	const refused = await send("/api/rules/backtest", { body: { days: 1, rules: ["velocity"] }, name: "vera" });
	expect(refused.status).toBe(403);
	const early = await send("/api/rules/backtest", { body: { days: 1, rules: ["velocity"] } });
	expect([early.status, await early.json()]).toEqual([400, expect.objectContaining({ code: "INVALID_INPUT" })]);
	expect((await send("/api/rules/backtests/none")).status).toBe(404);
});

it("is started as a job, has its result with the job and by itself, and lists each changed alert", async () => {
	const order = z.looseObject({ order_id: z.number() });
	const ids: number[] = [];
	for (const country of ["DE", "US", "GB"]) ids.push((await request(order, "/api/orders", orderIn(country))).order_id);
	const started = await request(jobSchema, "/api/rules/backtest", {
		days: 1,
		rules: [{ id: "high-amount-risky-country", safe_countries: ["DE"] }],
		reason: "Chargebacks from Germany have stopped",
	});
	expect(started).toMatchObject({
		kind: "backtest",
		state: "RUNNING",
		total: 3,
		actor: "olga",
		reason: expect.stringContaining("Germany"),
	});
	const path = `/api/jobs/${started.job_id}`;
	await expect.poll(async () => (await request(jobSchema, path)).state).not.toBe("RUNNING");
	const job = await request(jobWithResultSchema, path);
	expect(job).toMatchObject({ state: "DONE", done: 3, total: 3 });
	expect(job.result).toMatchObject({
		orders: 3,
		today: { alerts: 2, amount: 827.82, currency: "USD" },
		draft: { alerts: 2, amount: 827.82 },
		gained: [{ order_id: ids[1], country: "US", known_as: "NOT_RESOLVED" }],
		lost: [{ order_id: ids[0], country: "DE" }],
		overlap: 1,
	});
	const backtest = await request(backtestSchema, `/api/rules/backtests/${started.job_id}`);
	expect(backtest).toMatchObject({ job_id: started.job_id, today: [{ version: 1 }], draft: [{ version: null, safe_countries: ["DE"] }] });
	expect(backtest.result).toEqual(job.result);
	const { results } = await request(jobResultPageSchema, `${path}/results`);
	const score = job.result?.gained[0]?.score;
	expect(results).toEqual([
		{ id: String(ids[0]), outcome: "done", code: null, why: `lost: high-amount-risky-country, score ${score}` },
		{ id: String(ids[1]), outcome: "done", code: null, why: `gained: high-amount-risky-country, score ${score}` },
	]);
	const listed = await request(z.looseObject({ jobs: z.array(z.looseObject({})) }), "/api/jobs?kind=backtest");
	expect(listed.jobs).toEqual([jobPageSchema.shape.jobs.element.parse(job)]);
});
