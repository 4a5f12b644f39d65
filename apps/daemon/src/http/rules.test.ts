/** Fraud rules over HTTP: shapes, roles, refusals, the audit log, and that text from callers stays text. */
import { createHash } from "node:crypto";
import { auditPageSchema } from "@orderdeck/contracts/audit/requests";
import { ruleExplanationSchema, ruleSchema, suppressionSchema } from "@orderdeck/contracts/rules/entities";
import { rulesSchema, ruleVersionsSchema, suppressionsSchema } from "@orderdeck/contracts/rules/requests";
import { alert, order } from "@orderdeck/core/ports/order-store.samples";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestDaemon, type TestDaemon } from "./server.fixture.ts";

const grant = (name: string, role: "viewer" | "operator" | "admin") => ({
	name,
	role,
	sha256: createHash("sha256").update(`${name}-token`).digest("hex"),
});
const HOSTILE = "<img src=x onerror=alert(1)> '; DROP TABLE orders; -- {{y}}";
const FIRST = "high-amount-risky-country";
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

let daemon: TestDaemon;
beforeAll(async () => {
	daemon = await startTestDaemon({ tokens: [grant("vera", "viewer"), grant("otto", "operator"), grant("ada", "admin")] });
});
afterAll(() => daemon[Symbol.asyncDispose]());

async function call(method: "GET" | "POST" | "PUT", path: string, body: unknown, name = "ada") {
	const headers = { "content-type": "application/json", authorization: `Bearer ${name}-token` };
	const content = body === undefined ? {} : { body: JSON.stringify(body) };
	const response = await fetch(`${daemon.url}/api/rules${path}`, { method, headers, ...content });
	return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const get = async (path: string) => (await call("GET", path, undefined, "vera")).body;
const rules = async () => rulesSchema.parse(await get("")).rules;
const store = (...writes: Parameters<TestDaemon["work"]["apply"]>[0]["writes"]) => daemon.work.apply({ writes, records: [] });

describe("the life of a rule", () => {
	it("begins with its first version, and each change is another one", async () => {
		const { status, body } = await call("POST", "", {
			kind: "amount-limit",
			reason: "CARD_TESTING",
			limit: 5,
			currency: "eur",
			name: HOSTILE.slice(0, 64),
			comment: HOSTILE,
		});
		expect(status).toBe(201);
		expect(ruleSchema.parse(body)).toMatchObject({
			id: "card-testing",
			version: 1,
			currency: "EUR",
			name: HOSTILE.slice(0, 64),
			change: HOSTILE,
		});
		const changed = await call("PUT", "/card-testing", { version: 1, limit: 7, enabled: false, reason: "noise" });
		expect(changed).toMatchObject({ status: 200, body: { version: 2, limit: 7, enabled: false, changed_by: "ada" } });
		const shadowed = await call("PUT", "/card-testing", { version: 2, state: "SHADOW", limit: 9 });
		expect(shadowed).toMatchObject({ status: 200, body: { version: 2, shadow: { version: 3, limit: 9, enabled: true } } });
		const restored = await call("POST", "/card-testing/restore", { version: 3, to: 1, reason: HOSTILE });
		expect(restored).toMatchObject({ status: 200, body: { version: 4, limit: 5, shadow: null } });
		const { versions } = ruleVersionsSchema.parse(await get("/card-testing/versions"));
		expect(versions.map(({ version, state, limit, change }) => [version, state, limit, change])).toEqual([
			[4, "LIVE", 5, HOSTILE],
			[3, "SHADOW", 9, null],
			[2, "LIVE", 7, "noise"],
			[1, "LIVE", 5, HOSTILE],
		]);
		expect((await rules()).find(({ id }) => id === "card-testing")).toMatchObject({ version: 4, precision: null, alerts_7d: 0 });
	});

	it("is in the audit log, with what changed and why", async () => {
		const response = await fetch(`${daemon.url}/api/audit?target=rule%3Acard-testing`, { headers: { authorization: "Bearer vera-token" } });
		const { records } = auditPageSchema.parse(await response.json());
		expect(records.map(({ action, result, reason }) => [action, result, reason])).toEqual([
			["rule.restore", "done", HOSTILE],
			["rule.update", "done", null],
			["rule.update", "done", "noise"],
			["rule.create", "done", HOSTILE],
		]);
		expect(records[2]).toMatchObject({ before: { limit: 5, enabled: true }, after: { limit: 7, enabled: false } });
		expect(records[2]?.before).not.toHaveProperty("currency");
	});
});

describe("a suppression", () => {
	it("is listed for its rule until it is lifted", async () => {
		const until = inDays(30);
		const made = await call("POST", `/${FIRST}/suppressions`, { customer_id: "CUST-<b>", comment: HOSTILE, until });
		expect(made.status).toBe(200);
		expect(suppressionSchema.parse(made.body)).toMatchObject({ rule: FIRST, customer_id: "CUST-<b>", comment: HOSTILE, by: "ada", until });
		const listed = async () => suppressionsSchema.parse(await get(`/${FIRST}/suppressions`)).suppressions;
		expect(await listed()).toEqual([made.body]);
		expect(await call("POST", `/${FIRST}/suppressions/lift`, { customer_id: "CUST-<b>" })).toMatchObject({ status: 200 });
		expect(await listed()).toEqual([]);
	});
});

describe("refusals", () => {
	const update = { version: 1, limit: 1 };
	it.each([
		["vera", "POST", "", { kind: "velocity", reason: "R", limit: 1, window_ms: 1_000 }, 403, "FORBIDDEN"],
		["otto", "POST", "", { kind: "velocity", reason: "R", limit: 1, window_ms: 1_000 }, 403, "FORBIDDEN"],
		["otto", "PUT", `/${FIRST}`, update, 403, "FORBIDDEN"],
		["otto", "POST", `/${FIRST}/restore`, { version: 1, to: 1, reason: "r" }, 403, "FORBIDDEN"],
		["otto", "POST", `/${FIRST}/suppressions`, { customer_id: 1, comment: "c", until: inDays(1) }, 403, "FORBIDDEN"],
		["otto", "POST", `/${FIRST}/suppressions/lift`, { customer_id: 1 }, 403, "FORBIDDEN"],
		["ada", "POST", "", { kind: "velocity", reason: "VELOCITY", limit: 1, window_ms: 1_000 }, 409, "RULE_EXISTS"],
		["ada", "POST", "", { kind: "velocity", reason: HOSTILE, limit: 1, window_ms: 1_000 }, 400, "INVALID_INPUT"],
		["ada", "POST", "", { kind: "velocity", reason: "R", limit: 1.5, window_ms: 1_000 }, 400, "INVALID_INPUT"],
		["ada", "POST", "", { kind: "velocity", reason: "R", limit: 1, window_ms: 86_400_001 }, 400, "INVALID_INPUT"],
		["ada", "POST", "", { kind: "amount-limit", reason: "R", limit: -1 }, 400, "INVALID_INPUT"],
		["ada", "PUT", `/${FIRST}`, { version: 9, limit: 1 }, 409, "CHANGED_MEANWHILE"],
		["ada", "PUT", `/${FIRST}`, { version: 1, safe_countries: [HOSTILE] }, 400, "INVALID_INPUT"],
		["ada", "PUT", `/${FIRST}`, { version: 1, currency: "<b>" }, 400, "INVALID_INPUT"],
		["ada", "PUT", `/${FIRST}`, { version: 1, window_ms: 60_000 }, 400, "INVALID_INPUT"],
		["ada", "PUT", `/${FIRST}`, { version: 1, snoozed_until: "2020-01-01T00:00:00Z" }, 400, "INVALID_INPUT"],
		["ada", "PUT", "/nobody", update, 404, "NOT_FOUND"],
		["ada", "POST", `/${FIRST}/restore`, { version: 1, to: 5, reason: "r" }, 404, "NOT_FOUND"],
		["ada", "POST", `/${FIRST}/suppressions`, { customer_id: 1, comment: "c", until: inDays(181) }, 400, "INVALID_INPUT"],
		["ada", "POST", `/${FIRST}/suppressions/lift`, { customer_id: 77 }, 404, "NOT_FOUND"],
		["vera", "POST", `/${FIRST}/explain`, { order_id: 4_711 }, 404, "NOT_FOUND"],
		["vera", "POST", "/nobody/explain", { order_id: 1 }, 404, "NOT_FOUND"],
		["vera", "GET", "/__proto__/versions", undefined, 404, "NOT_FOUND"],
		["vera", "GET", "/nobody/shadow", undefined, 404, "NOT_FOUND"],
		["vera", "GET", "/nobody/suppressions", undefined, 404, "NOT_FOUND"],
	] as const)("%s %s %s %o: %i %s", async (name, method, path, body, status, code) => {
		expect(await call(method, path, body, name)).toMatchObject({ status, body: { code } });
		expect((await rules()).find(({ id }) => id === FIRST)).toMatchObject({ version: 1 });
	});
});

describe("an explanation", () => {
	const explain = async (rule: string, order_id: string | number) =>
		ruleExplanationSchema.parse((await call("POST", `/${rule}/explain`, { order_id }, "vera")).body);

	it("holds each clause of the version in force then against the order, and names its alert", async () => {
		const placed = order(900, { amount: 400, country: "BR", processed_at: "2026-01-01T00:00:00.000Z" });
		const safe = order(901, { amount: 400, country: "US" });
		const id = `900:FRAUD_ALERT_RAISED:${FIRST}`;
		await store(
			{ op: "insert", collection: "orders", key: "900", doc: placed },
			{ op: "insert", collection: "orders", key: "901", doc: safe },
			{ op: "insert", collection: "alerts", key: id, doc: alert(id, { rule: FIRST }) },
		);
		expect(await explain(FIRST, 900)).toEqual({
			rule: FIRST,
			version: 1,
			order_id: 900,
			flags: true,
			clauses: [
				{ clause: "currency", holds: true, fact: null },
				{ clause: "amount", holds: true, fact: { fact: "amount", value: 400, threshold: 300, currency: "USD" } },
				{ clause: "country", holds: true, fact: { fact: "country", value: "BR", threshold: ["US", "CA"] } },
			],
			alert_id: id,
		});
		expect(await explain(FIRST, 901)).toMatchObject({ flags: false, alert_id: null });
	});

	it("of velocity counts the recorded orders of the customer in the window", async () => {
		const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
		const orders = [0, 1, 2, 3, 4].map((second) => order(910 + second, { customer_id: "CUST-9", created_at: at(second * 150) }));
		await store(...orders.map((doc) => ({ op: "insert" as const, collection: "orders" as const, key: String(doc.order_id), doc })));
		// 450 s after the first, so four are within 600 s; the last is 600 s after it, and the first does not count any more.
		expect(await explain("velocity", 913)).toMatchObject({
			flags: true,
			clauses: [{ clause: "orders", fact: { value: 4, threshold: 3 } }],
		});
		expect(await explain("velocity", 914)).toMatchObject({ clauses: [{ fact: { value: 4 } }] });
	});

	it("states that an order which arrived CANCELLED is not evaluated", async () => {
		const entry = { event_id: "920:ORDER_CREATED", type: "ORDER_CREATED" as const, topic: "orders", partition: 0, offset: 0 };
		const created = { ...entry, occurred_at: "2026-01-01T00:00:00.000Z", detail: { status: "CANCELLED" } };
		const doc = order(920, { amount: 400, country: "BR", status: "CANCELLED", lifecycle: [created] });
		await store({ op: "insert", collection: "orders", key: "920", doc });
		expect(await explain(FIRST, 920)).toMatchObject({
			flags: false,
			clauses: [{ clause: "arrives-uncancelled", holds: false }, {}, {}, {}],
		});
	});
});
