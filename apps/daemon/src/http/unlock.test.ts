/** The lock on production, over HTTP: for what consoles send, each person by themselves, until it expires. */
import { createHash } from "node:crypto";
import { lockStateSchema } from "@orderdeck/contracts/access/requests";
import { auditPageSchema } from "@orderdeck/contracts/audit/requests";
import { CLIENT_HEADER, KIND_HEADER } from "@orderdeck/contracts/client-header";
import { sessionSchema } from "@orderdeck/contracts/session";
import { StoreError } from "@orderdeck/core/ports/errors";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { startTestDaemon, type TestDaemon } from "./server.fixture.ts";

const grant = (name: string, role: "viewer" | "operator" | "admin") => ({
	name,
	role,
	sha256: createHash("sha256").update(`${name}-token`).digest("hex"),
});
const tokens = [grant("vera", "viewer"), grant("olga", "operator"), grant("ada", "admin")];
const PRODUCTION = { name: "orders-eu", kind: "production" } as const;

interface From {
	readonly name: string;
	readonly client?: "web" | "desktop" | "command";
	readonly shownAs?: string;
}
const headersOf = ({ name, client, shownAs }: From) => ({
	authorization: `Bearer ${name}-token`,
	...(client === undefined ? {} : { [CLIENT_HEADER]: client }),
	...(shownAs === undefined ? {} : { [KIND_HEADER]: shownAs }),
});

function clientOf(daemon: TestDaemon) {
	async function post(path: string, body: unknown, from: From) {
		const response = await fetch(`${daemon.url}${path}`, {
			method: "POST",
			headers: { "content-type": "application/json", ...headersOf(from) },
			body: JSON.stringify(body),
		});
		return { status: response.status, body: z.looseObject({ code: z.string().optional() }).parse(await response.json()) };
	}
	const restock = async (from: From) => {
		const { status, body } = await post("/api/inventory/PROD-001/restock", { quantity: 1 }, from);
		return body.code ?? status;
	};
	const unlock = async (from: From, minutes?: number) => {
		const { status, body } = await post("/api/unlock", { reason: "incident 42", minutes }, from);
		expect(status).toBe(200);
		return lockStateSchema.parse(body).unlock;
	};
	const session = async (name: string) => {
		const response = await fetch(`${daemon.url}/trpc/session`, { headers: headersOf({ name }) });
		return z.object({ result: z.object({ data: sessionSchema }) }).parse(await response.json()).result.data;
	};
	const audit = async (query: string) => {
		const response = await fetch(`${daemon.url}/api/audit?limit=100&${query}`, { headers: headersOf({ name: "vera" }) });
		return auditPageSchema.parse(await response.json()).records;
	};
	return { post, restock, unlock, session, audit };
}

describe("a daemon of kind production", () => {
	let daemon: TestDaemon;
	beforeAll(async () => {
		daemon = await startTestDaemon({ tokens, environment: PRODUCTION });
	});
	afterAll(() => daemon[Symbol.asyncDispose]());

	it("refuses what consoles send until their operator has unlocked it, and nothing of programs", async () => {
		const { restock, unlock, session, audit, post } = clientOf(daemon);
		for (const client of ["web", "desktop"] as const) expect(await restock({ name: "olga", client })).toBe("LOCKED");
		expect((await post("/api/inventory/PROD-001/restock", { quantity: 1, reason: "r" }, { name: "olga", client: "web" })).status).toBe(423);
		expect([await restock({ name: "olga" }), await restock({ name: "olga", client: "command" })]).toEqual([200, 200]);
		expect((await session("olga")).unlock).toBeNull();

		const before = Date.now();
		const given = await unlock({ name: "olga", client: "web" });
		expect(Date.parse(given?.until ?? "") - before).toBeGreaterThanOrEqual(900_000);
		expect((await session("olga")).unlock).toEqual(given);
		for (const client of ["web", "desktop"] as const) expect(await restock({ name: "olga", client })).toBe(200);
		// Of one person alone.
		expect([(await session("ada")).unlock, await restock({ name: "ada", client: "web" })]).toEqual([null, "LOCKED"]);

		expect((await post("/api/lock", { reason: "done" }, { name: "olga", client: "web" })).body).toEqual({ unlock: null });
		expect([(await session("olga")).unlock, await restock({ name: "olga", client: "web" })]).toEqual([null, "LOCKED"]);
		expect((await audit("target=production")).map(({ actor, action, reason, client }) => [actor, action, reason, client])).toEqual([
			["olga", "production.lock", "done", "web"],
			["olga", "production.unlock", "incident 42", "web"],
		]);
		expect((await audit("outcome=refused&actor=ada")).map(({ action, result }) => [action, result])).toEqual([
			["inventory.restock", "refused:LOCKED"],
		]);
	});

	it("is locked again by itself", async () => {
		const { restock, unlock, session } = clientOf(daemon);
		await unlock({ name: "ada" }, 5);
		expect(await restock({ name: "ada", client: "web" })).toBe(200);
		await unlock({ name: "ada" }, 0.01);
		await expect.poll(async () => (await session("ada")).unlock).toBeNull();
		expect(await restock({ name: "ada", client: "web" })).toBe("LOCKED");
	});

	it.each([
		["vera", { reason: "r" }, 403, "FORBIDDEN"],
		["olga", {}, 400, "INVALID_INPUT"],
		["olga", { reason: " " }, 400, "INVALID_INPUT"],
		["olga", { reason: "r", minutes: 16 }, 400, "INVALID_INPUT"],
		["olga", { reason: "r", minutes: 0 }, 400, "INVALID_INPUT"],
	])("is not unlocked by %s with %j: %i", async (name, input, status, code) => {
		expect(await clientOf(daemon).post("/api/unlock", input, { name })).toMatchObject({ status, body: { code } });
	});

	it("lets a viewer record sign-ins and exports while it is locked, 60 a minute", async () => {
		const { post } = clientOf(daemon);
		const record = { what: "orders", format: "csv", filter: { country: "DE" }, rows: 3 };
		const codes: (string | number)[] = [];
		for (let n = 0; n < 61; n += 1) {
			const { status, body } = await post("/api/exports", record, { name: "vera", client: "web" });
			codes.push(body.code ?? status);
		}
		expect(codes).toEqual([...Array.from({ length: 60 }, () => 200), "RATE_LIMITED"]);
		expect((await post("/api/sign-ins", {}, { name: "olga", client: "web" })).status).toBe(200);
	});
});

describe("a daemon that declares no kind", () => {
	it("is guarded for the consoles that show it as production", async () => {
		await using daemon = await startTestDaemon({ tokens });
		const { restock, unlock } = clientOf(daemon);
		const from = { name: "olga", client: "desktop", shownAs: "production" } as const;
		expect(await restock(from)).toBe("LOCKED");
		expect([await restock({ ...from, shownAs: "staging" }), await restock({ name: "olga", client: "web" })]).toEqual([200, 200]);
		await unlock(from);
		expect(await restock(from)).toBe(200);
	});
});

describe("while the store is unavailable", () => {
	it("the session states that production is locked, and a console's change is refused", async () => {
		let isAvailable = true;
		await using daemon = await startTestDaemon({
			tokens,
			environment: PRODUCTION,
			store: (store) => ({
				...store,
				get: (...call) => (isAvailable ? store.get(...call) : Promise.reject(new StoreError("UNAVAILABLE", "gone"))),
			}),
		});
		const { restock, unlock, session } = clientOf(daemon);
		await unlock({ name: "olga" });
		isAvailable = false;
		expect(await session("olga")).toMatchObject({ actor: { name: "olga" }, unlock: null });
		expect(await restock({ name: "olga", client: "web" })).toBe("UNAVAILABLE");
		isAvailable = true;
		expect(await restock({ name: "olga", client: "web" })).toBe(200);
	});
});
