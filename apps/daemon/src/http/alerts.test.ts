/** The queue of fraud alerts over HTTP: shapes, roles, audit, and texts that would break a page, a statement or a spreadsheet. */
import { createHash } from "node:crypto";
import { auditPageSchema } from "@orderdeck/contracts/audit/requests";
import { type AlertRecord, alertRecordSchema } from "@orderdeck/contracts/fraud/entities";
import { alertCountsSchema, alertDetailsSchema, alertPageSchema, resolvedAlertSchema } from "@orderdeck/contracts/fraud/requests";
import { jobSchema } from "@orderdeck/contracts/jobs/entities";
import { raisedAlert } from "@orderdeck/core/domain/alert";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { z } from "zod";
import { startTestDaemon, type TestDaemon } from "./server.fixture.ts";

const grant = (name: string, role: "viewer" | "operator") => ({
	name,
	role,
	sha256: createHash("sha256").update(`${name}-token`).digest("hex"),
});

let daemon: TestDaemon;
let alerts = 0;
beforeAll(async () => {
	daemon = await startTestDaemon({
		roles: ["analytics"],
		tokens: [grant("vera", "viewer"), grant("olga", "operator"), grant("otto", "operator")],
	});
});
afterAll(() => daemon[Symbol.asyncDispose]());

/** A new alert, of an order that nobody knows unless one is given. */
async function raised(
	rule = "velocity",
	order_id: number | string = `order-${++alerts}`,
	change: Partial<AlertRecord> = {},
): Promise<string> {
	const id = `${order_id}:FRAUD_ALERT_RAISED:${rule}`;
	const data = { order_id, reason: "R", rule, score: 70, amount: 400, currency: "USD", country: "BR" };
	const [time, key] = [new Date().toISOString(), String(order_id)];
	const event = { type: "FRAUD_ALERT_RAISED", id, source: "test", time, topic: "fraud-alerts", key, data } as const;
	const doc = raisedAlert(event, "USD");
	if (doc === undefined) throw new Error("the event raises an alert");
	await daemon.work.apply({ writes: [{ op: "insert", collection: "alerts", key: id, doc: { ...doc, ...change } }], records: [] });
	return id;
}

async function send(name: string, path: string, body?: unknown) {
	const headers = { "content-type": "application/json", authorization: `Bearer ${name}-token` };
	const init = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
	const response = await fetch(`${daemon.url}${path}`, init);
	return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const at = (id: string, action = "") => `/api/alerts/${encodeURIComponent(id)}${action}`;

async function read<T>(schema: z.ZodType<T>, path: string, name = "vera"): Promise<T> {
	const { status, body } = await send(name, path);
	expect(status, JSON.stringify(body)).toBe(200);
	return schema.parse(body);
}
async function act<T>(schema: z.ZodType<T>, name: string, path: string, body: object = {}): Promise<T> {
	const { status, body: response } = await send(name, path, body);
	expect([200, 202], JSON.stringify(response)).toContain(status);
	return schema.parse(response);
}

describe("the queue", () => {
	it("goes from hand to hand, each action with an audit record of its own", async () => {
		const id = await raised("one");
		const claimed = await act(alertRecordSchema, "olga", at(id, "/claim"), { version: 0 });
		expect(claimed).toMatchObject({ state: "CLAIMED", claim: { by: "olga" }, version: 1 });
		expect(await send("otto", at(id, "/claim"), {})).toMatchObject({ status: 409, body: { code: "CLAIMED_BY_OTHER" } });
		expect(await act(alertRecordSchema, "otto", at(id, "/takeover"), { reason: "shift is over" })).toMatchObject({ claim: { by: "otto" } });
		expect(await act(alertRecordSchema, "otto", at(id, "/notes"), { text: "called" })).toMatchObject({ notes: 1 });
		expect(await send("otto", at(id, "/notes"), { text: "again", version: 1 })).toMatchObject({
			status: 409,
			body: { code: "CHANGED_MEANWHILE" },
		});
		expect(await act(alertRecordSchema, "otto", at(id, "/release"))).toMatchObject({ state: "OPEN" });
		expect(await act(alertRecordSchema, "olga", "/api/alerts/claim-next", { rule: "one" })).toMatchObject({ alert_id: id });
		const resolved = await act(resolvedAlertSchema, "olga", at(id, "/resolve"), { verdict: "VALUABLE", note: "fine" });
		expect(resolved).toMatchObject({ state: "RESOLVED", order: null, order_code: null, also_resolved: [] });
		expect(await send("olga", at(id, "/claim"), {})).toMatchObject({ status: 409, body: { code: "ALERT_RESOLVED" } });
		expect(await act(alertRecordSchema, "otto", at(id, "/reopen"), { reason: "wrong" })).toMatchObject({ claim: { by: "otto" } });
		const job = await act(jobSchema, "otto", "/api/alerts/resolve", { ids: [id], verdict: "FALSE_POSITIVE" });
		expect(job).toMatchObject({ kind: "resolve-alerts", total: 1 });
		await vi.waitUntil(async () => (await send("vera", `/api/jobs/${job.job_id}`)).body.state === "DONE", { timeout: 30_000 });
		const { history, note_list } = await read(alertDetailsSchema, at(id));
		expect(history.map(({ change, by }) => `${change} ${by}`)).toEqual([
			"raised test",
			"claimed olga",
			"taken over otto",
			"noted otto",
			"released otto",
			"claimed olga",
			"resolved olga",
			"reopened otto",
			"resolved otto",
		]);
		expect(note_list).toMatchObject([{ by: "otto", text: "called" }]);
		const records = auditPageSchema.parse((await send("vera", "/api/audit?limit=500")).body).records.toReversed();
		expect(records.map(({ actor, action, result, reason }) => [actor, action, result, reason].join(" "))).toEqual([
			"olga alert.claim done ",
			"otto alert.claim refused:CLAIMED_BY_OTHER ",
			"otto alert.take-over done shift is over",
			"otto alert.note done called",
			"otto alert.note refused:CHANGED_MEANWHILE again",
			"otto alert.release done ",
			"olga alert.claim-next done ",
			"olga alert.resolve done fine",
			"olga alert.claim refused:ALERT_RESOLVED ",
			"otto alert.reopen done wrong",
			"otto alerts.resolve done ",
			"otto alert.resolve done ",
		]);
		expect(new Set(records.filter(({ action }) => action !== "alerts.resolve").map(({ target }) => target))).toEqual(
			new Set([`alert:${id}`]),
		);
	});

	it("is listed by state, rule, operator and whether the order can be stopped, page by page, and counted", async () => {
		const before = await read(alertCountsSchema, "/api/alerts/counts", "olga");
		const [first, second, third] = [await raised("listed"), await raised("listed"), await raised("listed")];
		await act(alertRecordSchema, "olga", at(second, "/claim"));
		const ids = async (query: string) =>
			(await read(alertPageSchema, `/api/alerts?rule=listed${query}`)).alerts.map(({ alert_id }) => alert_id);
		expect(await ids("&order=oldest")).toEqual([first, second, third]);
		expect(await ids("&order=newest&state=OPEN")).toEqual([third, first]);
		expect(await ids("&state=OPEN,CLAIMED&claimedBy=olga")).toEqual([second]);
		expect(await ids("&stoppable=false")).toEqual([]);
		const page = await read(alertPageSchema, "/api/alerts?rule=listed&order=oldest&limit=2");
		expect(page.alerts).toMatchObject([{ order_status: null, dispatch_due_at: null }, { claim: { by: "olga" } }]);
		expect(page.alerts[0]).not.toHaveProperty("history");
		const next = await read(alertPageSchema, `/api/alerts?rule=listed&order=oldest&limit=2&cursor=${page.nextCursor}`);
		expect(next.alerts.map(({ alert_id }) => alert_id)).toEqual([third]);
		expect(await send("vera", `/api/alerts?rule=other&order=oldest&cursor=${page.nextCursor}`)).toMatchObject({ status: 400 });
		const counts = await read(alertCountsSchema, "/api/alerts/counts", "olga");
		expect(counts.mine.alerts).toBe(before.mine.alerts + 1);
		expect(counts.open).toMatchObject({ alerts: before.open.alerts + 3, amount: before.open.amount + 1_200, currency: "USD" });
		expect(counts.unclaimed.alerts).toBe(before.unclaimed.alerts + 2);
		expect(page.open).toBe(counts.open.alerts);
		expect(counts.precision).toBeNull();
	});

	it.each([
		["vera", "/claim", {}, 403, "FORBIDDEN"],
		["olga", "/release", {}, 409, "ALERT_NOT_CLAIMED"],
		["olga", "/takeover", { reason: "r" }, 409, "ALERT_NOT_CLAIMED"],
		["olga", "/takeover", {}, 400, "INVALID_INPUT"],
		["olga", "/reopen", { reason: "r" }, 409, "ALERT_NOT_RESOLVED"],
		["olga", "/notes", { text: " " }, 400, "INVALID_INPUT"],
		["olga", "/notes", { text: "x".repeat(2_001) }, 400, "INVALID_INPUT"],
		["olga", "/resolve", { verdict: "PERHAPS" }, 400, "INVALID_INPUT"],
	])("refuses %s %s with %o: %i %s", async (name, action, body, status, code) => {
		const id = await raised();
		expect(await send(name, at(id, action), body)).toMatchObject({ status, body: { code } });
		expect(await send(name, at("no-such-alert", action), body)).toMatchObject({ status: status === 409 ? 404 : status });
	});
});

it("a claim that is over is none at once, and the daemon records its end once", async () => {
	const claim = { by: "olga", at: "2026-01-05T12:00:00.000Z", expires_at: "2026-01-05T13:00:00.000Z" };
	const id = await raised("expired", undefined, { state: "CLAIMED", claim });
	expect((await read(alertPageSchema, "/api/alerts?rule=expired")).alerts).toMatchObject([{ state: "OPEN", claim: null }]);
	const ended = async () => auditPageSchema.parse((await send("vera", "/api/audit?action=alert.claim-end")).body).records;
	await vi.waitUntil(async () => (await ended()).length > 0, { timeout: 30_000 });
	expect(await ended()).toMatchObject([{ actor: "orderdeck", target: `alert:${id}`, before: { claimed_by: "olga" } }]);
	const { history, version } = await read(alertDetailsSchema, at(id));
	expect([history.at(-1), version]).toEqual([{ at: claim.expires_at, by: "orderdeck", change: "expired", why: null }, 1]);
});

describe("an alert", () => {
	it("comes with its order, its customer, what was decided on others, and what confirming it would do", async () => {
		const order = { customerId: 42, country: "US", items: [{ productId: "PROD-002", price: 45.99, quantity: 2 }] };
		const created = [await send("olga", "/api/orders", order), await send("olga", "/api/orders", order)];
		const [other, id] = created.map(({ body }) => String(body.order_id));
		await vi.waitUntil(async () => (await send("vera", `/api/orders/${id}`)).status === 200, { timeout: 30_000 });
		const alert = await raised("details", Number(id));
		const earlier = await raised("details", "elsewhere");
		await act(resolvedAlertSchema, "olga", at(earlier, "/resolve"), { verdict: "FALSE_POSITIVE" });
		const details = await read(alertDetailsSchema, at(alert));
		expect(details).toMatchObject({
			order_status: "CREATED",
			effect: { would: "cancel", code: null, money: "not-charged", units: 0 },
			customer: { customer_id: 42, total: { orders: 2, at_least: false }, confirmed: 0 },
			similar: { CONFIRMED_FRAUD: 0, VALUABLE: 0, FALSE_POSITIVE: 1 },
		});
		expect(details.customer?.orders.map(({ order_id, alert: state }) => [String(order_id), state])).toEqual([
			[id, "this"],
			[other, "none"],
		]);
		const resolved = await act(resolvedAlertSchema, "olga", at(alert, "/resolve"), { verdict: "CONFIRMED_FRAUD" });
		expect(resolved).toMatchObject({ order: "cancelled", order_message: `Order ${id} is cancelled; nothing was charged.` });
		const after = await read(alertDetailsSchema, at(alert));
		expect(after).toMatchObject({
			order_status: "CANCELLED",
			stoppable: false,
			effect: { would: "nothing", code: "ORDER_ALREADY_CANCELLED", units: 0 },
			similar: { CONFIRMED_FRAUD: 1, FALSE_POSITIVE: 1 },
		});
		expect(await send("vera", at("none"))).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
	});
});

const TEXTS = [
	"<script>alert(1)</script><img src=x onerror=alert(1)>",
	"'; DROP TABLE alerts; --",
	"` OR 1=1; DELETE FROM `order_analytics` -- $rule",
	'=HYPERLINK("http://127.0.0.1/?"&A1,"click")',
	"@SUM(1+1)*cmd|' /C calc'!A0",
	'{"__proto__": {"role": "admin"}} \u202e \u{1F4A3} \\u0000',
	"$\u007Bjndi:ldap://127.0.0.1/a}",
];

it.each(TEXTS)("a note and a reason of %j come back as they are, and break nothing", async (text) => {
	const id = await raised();
	await act(alertRecordSchema, "olga", at(id, "/notes"), { text });
	await act(alertRecordSchema, "otto", at(id, "/takeover"), { reason: text });
	await act(resolvedAlertSchema, "otto", at(id, "/resolve"), { verdict: "VALUABLE", note: text });
	const { note_list, history, resolution } = await read(alertDetailsSchema, at(id));
	expect([note_list[0]?.text, history.find(({ change }) => change === "taken over")?.why, resolution?.note]).toEqual([text, text, text]);
	const listed = await read(
		alertPageSchema,
		`/api/alerts?rule=${encodeURIComponent(text.slice(0, 128))}&claimedBy=${encodeURIComponent(text)}`,
	);
	expect(listed.alerts).toEqual([]);
	expect(await send("olga", at(text, "/claim"), {})).toMatchObject({ status: expect.toBeOneOf([400, 404]) });
	expect(await send("olga", "/api/alerts/claim-next", { rule: text })).toMatchObject({ status: 404 });
	const { records } = auditPageSchema.parse((await send("vera", `/api/audit?limit=1&action=alert.note`)).body);
	expect(records[0]?.reason).toBe(text);
	expect((await read(alertPageSchema, "/api/alerts")).alerts.length).toBeGreaterThan(0);
});
