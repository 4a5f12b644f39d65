/** Dead letters over the API: browse, open, discard, restore, and what is refused. */
import { createHash } from "node:crypto";
import { ROLES } from "@orderdeck/contracts/topics";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { startTestDaemon, type TestDaemon } from "../http/server.fixture.ts";

const grant = (name: string, role: "viewer" | "operator") => ({
	name,
	role,
	sha256: createHash("sha256").update(`${name}-token`).digest("hex"),
});
const letterSchema = z.looseObject({ letter_id: z.string(), order_id: z.string().nullable(), state: z.string(), reason: z.string() });

let daemon: TestDaemon;
beforeAll(async () => {
	daemon = await startTestDaemon({
		roles: ROLES.filter((role) => role === "payments" || role === "api"),
		tokens: [grant("olga", "operator"), grant("vera", "viewer")],
	});
	const bodies = [
		'{"order_id":1,"amount":10.5,"currency":"USD"}',
		'{"order_id":2,"amount":20,"currency":"EUR"}',
		'{"order_id":3,"customer_id":1,"amount":"a lot"}',
	];
	await daemon.log.append(
		bodies.map((body) => ({ topic: "orders", key: "same", value: new TextEncoder().encode(body), headers: { trace: "t" } })),
	);
	await vi.waitFor(async () => expect(await list("")).toHaveLength(3), { timeout: 30_000 });
});
afterAll(async () => {
	await daemon[Symbol.asyncDispose]();
});

async function call(path: string, body?: object, name = "olga") {
	const response = await fetch(`${daemon.url}/api/dead-letters${path}`, {
		method: body === undefined ? "GET" : "POST",
		headers: { authorization: `Bearer ${name}-token`, "content-type": "application/json" },
		body: body === undefined ? null : JSON.stringify(body),
	});
	return { status: response.status, body: z.record(z.string(), z.unknown()).parse(await response.json()) };
}

async function list(query: string) {
	return z.array(letterSchema).parse((await call(query)).body.letters);
}

async function idOf(order: string): Promise<string> {
	return (await list("?state=WAITING")).find(({ order_id }) => order_id === order)?.letter_id ?? "";
}

describe("dead letters", () => {
	it("are listed by filter, and counted by group and reason with their money", async () => {
		expect((await list("?group=payments-group&reason=WRONG_SHAPE%20customer_id")).map(({ order_id }) => order_id).toSorted()).toEqual([
			"1",
			"2",
		]);
		expect((await list("?reason=WRONG_SHAPE%20amount&topic=orders&state=WAITING")).map(({ order_id }) => order_id)).toEqual(["3"]);
		expect(await list("?group=fraud-group")).toEqual([]);
		const { body } = await call("/summary");
		expect(body).toMatchObject({
			states: { WAITING: 3, REDRIVING: 0, SUCCEEDED: 0, FAILED_AGAIN: 0, DISCARDED: 0 },
			oldest_waiting: expect.stringMatching(/Z$/),
		});
		expect(body.groups).toEqual([
			expect.objectContaining({
				group: "payments-group",
				reason: "WRONG_SHAPE customer_id",
				count: 2,
				by_currency: { EUR: 20, USD: 10.5 },
			}),
			expect.objectContaining({ group: "payments-group", reason: "WRONG_SHAPE amount", count: 1, by_currency: {} }),
		]);
	});

	it("are counted by the hour in which they failed", async () => {
		const { body } = await call("/arrivals");
		const reasons = z.array(
			z.object({ group: z.string(), reason: z.string(), hours: z.array(z.object({ at: z.string(), count: z.int() })) }),
		);
		const counted = reasons.parse(body.reasons).map(({ group, reason, hours }) => {
			expect(hours.every(({ at }) => at.endsWith(":00:00.000Z") && at >= String(body.from))).toBe(true);
			return [group, reason, hours.reduce((sum, { count }) => sum + count, 0)];
		});
		expect(counted.toSorted()).toEqual([
			["payments-group", "WRONG_SHAPE amount", 1],
			["payments-group", "WRONG_SHAPE customer_id", 2],
		]);
		expect((await call("/arrivals?state=DISCARDED")).body.reasons).toEqual([]);
	});

	it("open with their bytes, headers, origin and error", async () => {
		const id = await idOf("1");
		expect(id).toMatch(/^payments-group:\d:\d+$/);
		expect((await call(`/${id}`)).body).toMatchObject({
			letter_id: id,
			value_text: '{"order_id":1,"amount":10.5,"currency":"USD"}',
			value_base64: null,
			headers: { trace: "t", dlq_reason: "WRONG_SHAPE customer_id" },
			origin: { topic: "orders", offset: 0 },
			error: expect.stringContaining("not a ORDER_CREATED"),
			attempts: 1,
			attempt_times: [],
			stack: null,
			history: [],
			expired: false,
		});
		expect(await call("/payments-group:0:999")).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
	});

	it("are discarded with a note and restored; a second discard names who was first", async () => {
		const id = await idOf("3");
		expect((await call("/discard", { ids: [id], note: "a test" })).body).toEqual({ changed: [id], refused: [], remaining: 0 });
		expect((await call(`/${id}`)).body).toMatchObject({ state: "DISCARDED", history: [{ by: "olga", note: "a test" }] });
		const second = await call("/discard", { ids: [id], note: "again" });
		expect(second).toMatchObject({ status: 409, body: { code: "LETTER_NOT_WAITING", message: expect.stringContaining("by olga") } });
		expect((await call("/restore", { ids: [id] })).body).toMatchObject({ changed: [id] });
		expect(await call("/restore", { ids: [id] })).toMatchObject({ status: 409, body: { code: "LETTER_NOT_DISCARDED" } });
	});

	it("are evaluated by a dry run of a redrive with the current code, which changes nothing", async () => {
		const { status, body } = await call("/redrive", { group: "payments-group", dryRun: true });
		expect(status).toBe(200);
		expect(body).toMatchObject({ group: "payments-group", letters: 3, evaluated: 3, would_fail: 3, would_refuse: [] });
		expect(body.forecasts).toContainEqual(expect.objectContaining({ outcome: "fails", code: "WRONG_SHAPE amount" }));
		expect((await call("/summary")).body).toMatchObject({ states: { WAITING: 3 } });
	});

	it("that are redriven while the cause is there return with their count", async () => {
		const id = await idOf("3");
		const job = await call("/redrive", { ids: [id], note: "was it fixed?" });
		expect(job).toMatchObject({ status: 202, body: { kind: "redrive-letters", total: 1, actor: "olga", reason: "was it fixed?" } });
		await expect.poll(async () => (await call(`/${id}`)).body.state).toBe("FAILED_AGAIN");
		await expect
			.poll(async () => (await list("?state=WAITING")).find(({ order_id }) => order_id === "3"))
			.toMatchObject({
				redrive_of: id,
				redrive_count: 1,
			});
		expect(await call("/redrive", { ids: [id] })).toMatchObject({ status: 409, body: { code: "LETTER_NOT_WAITING" } });
		expect(await call("/redrive", { group: "payments-group" }, "vera")).toMatchObject({ status: 403 });
		expect(await call("/redrive", { group: "payments-group", rate: 0 })).toMatchObject({ status: 400 });
	});

	it("are discarded by no viewer, and not without a note or with an unclear choice", async () => {
		const ids = [await idOf("3")];
		expect(await call("/discard", { ids, note: "n" }, "vera")).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
		expect(await call("/restore", { ids }, "vera")).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
		for (const wrong of [
			{ ids },
			{ ids, note: " " },
			{ note: "n" },
			{ ids, group: "payments-group", note: "n" },
			{ ids, reason: "r", note: "n" },
		]) {
			expect(await call("/discard", wrong)).toMatchObject({ status: 400, body: { code: "INVALID_INPUT" } });
		}
	});

	it("stay in the list when the log no longer has them", async () => {
		const id = await idOf("2");
		await daemon.log.retain(Number.MAX_SAFE_INTEGER);
		expect((await call(`/${id}`)).body).toMatchObject({ letter_id: id, order_id: "2", value_text: null, headers: {}, expired: true });
	});
});
