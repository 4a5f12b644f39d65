/** The operator audit log over HTTP: every mutation is recorded once, refused ones too, and nothing secret is. */
import { createHash } from "node:crypto";
import { auditPageSchema } from "@orderdeck/contracts/audit/requests";
import { CLIENT_HEADER } from "@orderdeck/contracts/client-header";
import { COMMANDS } from "@orderdeck/contracts/commands";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { restRoutes } from "./rest.ts";
import { startTestDaemon, type TestDaemon } from "./server.fixture.ts";

const grant = (name: string, role: "viewer" | "operator" | "admin") => ({
	name,
	role,
	sha256: createHash("sha256").update(`${name}-secret`).digest("hex"),
});
const STAND = { customerId: 7, country: "US", items: [{ productId: "PROD-002", price: 45.99, quantity: 1 }] };
const idSchema = z.object({ order_id: z.union([z.string(), z.number()]).optional(), job_id: z.string().optional() });

let daemon: TestDaemon;
beforeAll(async () => {
	daemon = await startTestDaemon({
		roles: ["producer"],
		tokens: [grant("vera", "viewer"), grant("olga", "operator"), grant("ada", "admin")],
	});
});
afterAll(() => daemon[Symbol.asyncDispose]());

const as = (name: string, more: Record<string, string> = {}) => ({ authorization: `Bearer ${name}-secret`, ...more });

async function post(path: string, body: unknown, headers: Record<string, string>, method = "POST") {
	const response = await fetch(`${daemon.url}${path}`, {
		method,
		headers: { "content-type": "application/json", ...headers },
		body: JSON.stringify(body),
	});
	return { status: response.status, body: idSchema.parse(await response.json()) };
}
async function audit(query = "") {
	const response = await fetch(`${daemon.url}/api/audit?limit=500${query}`, { headers: as("vera") });
	return auditPageSchema.parse(await response.json()).records;
}

describe("the audit log", () => {
	it("has each action once, with who, where from and why, however often the request is sent", async () => {
		const sent = as("ada", { [CLIENT_HEADER]: "web", "x-request-id": "request-1", "idempotency-key": "key-1" });
		const order = await post("/api/orders", STAND, sent);
		expect(await post("/api/orders", STAND, sent)).toEqual(order);
		const target = `order:${order.body.order_id}`;
		expect((await post(`/api/orders/${order.body.order_id}/cancel`, { reason: "ordered twice" }, as("olga"))).status).toBe(200);
		expect((await post(`/api/orders/${order.body.order_id}/cancel`, { reason: "again" }, as("olga"))).status).toBe(409);
		expect((await post(`/api/orders/${order.body.order_id}/cancel`, { reason: "let me" }, as("vera"))).status).toBe(403);
		const records = await audit(`&target=${encodeURIComponent(target)}`);
		expect(records.map(({ actor, action, result, reason, client }) => [actor, action, result, reason, client])).toEqual([
			["vera", "order.cancel", "refused:FORBIDDEN", "let me", "api"],
			["olga", "order.cancel", "refused:ORDER_ALREADY_CANCELLED", "again", "api"],
			["olga", "order.cancel", "done", "ordered twice", "api"],
			["ada", "order.create", "done", null, "web"],
		]);
		expect(records.at(-1)).toMatchObject({ request_id: "request-1", auth: "token", ip: "127.0.0.1", role: "admin", part_of: null });
	});

	it("has every mutation of the API, and no secret", async () => {
		const { body: order } = await post("/api/orders", STAND, as("olga"));
		const { body: job } = await post("/api/orders/replay", { days: 1, topic: "audit-replay" }, as("olga"));
		await post(`/api/replays/${job.job_id}/cancel`, {}, as("olga"));
		await post("/api/rules/backtest", { days: 1, rules: ["velocity"] }, as("olga"));
		await post(`/api/orders/${order.order_id}/cancel`, {}, as("olga"));
		const { body: bulk } = await post("/api/orders/cancel", { ids: [String(order.order_id)], reason: "again" }, as("olga"));
		await post(`/api/jobs/${bulk.job_id}/cancel`, {}, as("olga"));
		await post("/api/inventory/PROD-001/restock", { quantity: 5 }, as("olga"));
		await post("/api/inventory/PROD-001/adjust", { quantity: -1, reason: "counted" }, as("olga"));
		await post("/api/producer", { rate: 2 }, as("olga"));
		await post("/api/unlock", { reason: "incident 42" }, as("olga"));
		await post("/api/lock", {}, as("olga"));
		await post("/api/sign-ins", {}, as("vera"));
		await post("/api/exports", { what: "audit", format: "jsonl", filter: { actor: "ada" }, rows: 2 }, as("vera"));
		const records = await audit();
		const seen = new Set(records.map(({ action }) => action));
		// These need a consumer group, an incident, dead letters, alerts, or a version.
		const elsewhere = /^(group|incident|letters|alerts?|rules?)\./;
		expect(Object.values(COMMANDS).filter(({ action }) => !seen.has(action) && !elsewhere.test(action))).toEqual([]);
		expect(new Set(records.map(({ audit_id }) => audit_id)).size).toBe(records.length);
		expect(JSON.stringify(records)).not.toMatch(/-secret|[Bb]earer/);
		expect(daemon.logLines.join("")).not.toContain("-secret");
	});

	it("has the refusal of every mutation, which is offered as REST", async () => {
		// These are of viewers too.
		const records = ["access.recordSignIn", "access.recordExport"];
		const mutations = restRoutes().filter(({ type, procedure }) => type === "mutation" && !records.includes(procedure));
		for (const { path, method } of mutations) {
			const at = path.replace(/\{\w+\}/, "refused-here");
			expect({ path, status: (await post(at, { reason: "tried" }, as("vera"), method)).status }).toEqual({ path, status: 403 });
		}
		const refused = await audit("&actor=vera&outcome=refused");
		expect(new Set(refused.map(({ action }) => action)).size).toBe(mutations.length);
	});

	it("is listed by its filters, page by page", async () => {
		const refused = await audit("&outcome=refused");
		expect(new Set(refused.map(({ result }) => result.split(":")[0]))).toEqual(new Set(["refused"]));
		const first = await fetch(`${daemon.url}/api/audit?limit=1&actor=olga`, { headers: as("vera") });
		const { records, nextCursor } = auditPageSchema.parse(await first.json());
		const other = await fetch(`${daemon.url}/api/audit?limit=1&actor=ada&cursor=${nextCursor}`, { headers: as("vera") });
		expect([records.length, other.status]).toEqual([1, 400]);
		const invalid = await fetch(`${daemon.url}/api/audit?outcome=maybe`, { headers: as("vera") });
		expect(await invalid.json()).toMatchObject({ code: "INVALID_INPUT", message: "outcome: must be one of done, refused, failed" });
	});
});
