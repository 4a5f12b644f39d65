/** Signing in with an issuer's tokens, over real connections to both. */
import { createHash } from "node:crypto";
import { auditPageSchema } from "@orderdeck/contracts/audit/requests";
import { type SessionOutput, sessionSchema } from "@orderdeck/contracts/session";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { AUDIENCE, CLIENT_ID, createSigningKey, startTestIssuer, type TestIssuer } from "../access/issuer.fixture.ts";
import type { OidcConfig } from "../access/oidc-config.ts";
import { startTestDaemon, type TestDaemon } from "./server.fixture.ts";

const sha256 = (token: string) => createHash("sha256").update(token).digest("hex");

let issuer: TestIssuer;
let daemon: TestDaemon;
beforeAll(async () => {
	issuer = await startTestIssuer();
	const roleMap = new Map([["shop-leads", "admin"]] as const);
	const oidc: OidcConfig = { issuer: issuer.url, audience: AUDIENCE, roleClaim: "/realm/roles", roleMap, clientId: CLIENT_ID };
	const tokens = [{ name: "user-1", role: "admin", sha256: sha256("static") }] as const;
	daemon = await startTestDaemon({ oidc, tokens });
});
afterAll(async () => {
	await daemon[Symbol.asyncDispose]();
	await issuer[Symbol.asyncDispose]();
});

const tokenOf = (roles: unknown, claims: Readonly<Record<string, unknown>> = {}) => issuer.token({ realm: { roles }, ...claims });
const bearer = (token: string | undefined) => (token === undefined ? {} : { authorization: `Bearer ${token}` });
const get = (path: string, token?: string) => fetch(`${daemon.url}${path}`, { headers: bearer(token) });
const post = (path: string, body: unknown, headers: Readonly<Record<string, string>>) =>
	fetch(`${daemon.url}${path}`, {
		method: "POST",
		headers: { "content-type": "application/json", ...headers },
		body: JSON.stringify(body),
	});
const adjust = (quantity: number, headers: Readonly<Record<string, string>>) =>
	post("/api/inventory/PROD-001/adjust", { quantity, reason: "counted" }, headers);

async function session(token?: string): Promise<SessionOutput> {
	const response = await get("/trpc/session", token);
	return z.object({ result: z.object({ data: sessionSchema }) }).parse(await response.json()).result.data;
}

describe("with an issuer", () => {
	it("nobody is signed in without a token, and everyone can read how to sign in", async () => {
		expect((await get("/api/orders")).status).toBe(401);
		expect(await session()).toEqual({
			actor: null,
			auth: null,
			granted_by: null,
			expires_at: null,
			refused: null,
			sign_in: { tokens: true, oidc: { issuer: issuer.url, client_id: CLIENT_ID, audience: AUDIENCE } },
			unlock: null,
			actions: expect.objectContaining({ "orders.cancel": "operator", "lag.setObjective": "admin" }),
			auth_required: true,
			version: "1.2.3",
		});
	});

	it("the session states name, role, what granted it, how, and until when", async () => {
		const exp = Math.floor(Date.now() / 1000) + 600;
		expect(await session(await tokenOf(["staff", "shop-leads"], { exp }))).toMatchObject({
			actor: { name: "Ann Example", role: "admin", subject: "user-1" },
			auth: "oidc",
			granted_by: "shop-leads",
			expires_at: new Date(exp * 1000).toISOString(),
			refused: null,
		});
		expect(await session("static")).toMatchObject({
			actor: { name: "user-1", role: "admin" },
			auth: "token",
			granted_by: null,
			expires_at: null,
		});
	});

	it("the role decides: a viewer reads, an operator acts", async () => {
		const viewer = await tokenOf("viewer");
		expect((await get("/api/orders", viewer)).status).toBe(200);
		expect((await adjust(1, bearer(viewer))).status).toBe(403);
		expect((await adjust(1, bearer(await tokenOf("operator")))).status).toBe(200);
	});

	it.each([
		["that has expired", { exp: 1 }, 401, "UNAUTHENTICATED", "EXPIRED"],
		["for another audience", { aud: "other" }, 401, "UNAUTHENTICATED", "INVALID"],
		["of another issuer", { iss: "https://login.example.com" }, 401, "UNAUTHENTICATED", "INVALID"],
		["without a role", { realm: {} }, 403, "FORBIDDEN", "NO_ROLE"],
	])("a token %s is refused everywhere, and the session states why", async (_what, claims, status, code, reason) => {
		const token = await tokenOf("admin", claims);
		for (const path of ["/api/orders", "/api/openapi.json", "/metrics", "/trpc/live?input=%7B%7D"]) {
			const response = await get(path, token);
			expect([path, response.status, await response.json()]).toEqual([path, status, { code, message: expect.any(String), issues: [] }]);
		}
		expect(await session(token)).toMatchObject({ actor: null, refused: { reason, message: expect.any(String) } });
	});

	it("a sign-in is recorded with what granted it; a refused one too, once a minute, where it is certain whose it is", async () => {
		const sub = "user-recorded";
		const of = (roles: unknown, claims: object = {}) => tokenOf(roles, { sub, name: "Rita Example", ...claims });
		const good = await of(["staff", "shop-leads"]);
		expect((await post("/api/sign-ins", {}, { ...bearer(good), "x-orderdeck-client": "web" })).status).toBe(200);
		const refused = [await of([]), await of("admin", { exp: 1 })];
		const unsure = [
			await of("admin", { aud: "other" }),
			await of("admin", { iss: "https://login.example.com" }),
			`${good.slice(0, -8)}AAAAAAAA`,
		];
		for (let n = 0; n < 5; n += 1) for (const token of [...refused, ...unsure]) expect((await get("/api/orders", token)).ok).toBe(false);
		const list = await get(`/api/audit?limit=100&actor=${sub}`, "static");
		const { records } = auditPageSchema.parse(await list.json());
		expect(records.map(({ action, target, result, role, auth, client }) => [action, target, result, role, auth, client])).toEqual([
			["session.start", "session", "refused:EXPIRED", "none", "oidc", "api"],
			["session.start", "session", "refused:NO_ROLE", "none", "oidc", "api"],
			["session.start", "session", "done", "admin", "oidc", "web"],
		]);
		expect(records.at(-1)).toMatchObject({ actor_name: "Rita Example", ip: "127.0.0.1", after: { granted_by: "shop-leads" } });
		for (const token of [good, ...refused]) expect(JSON.stringify(records)).not.toContain(token.split(".")[2]);
	});

	it("an unlock belongs to the subject, whatever they are called", async () => {
		const unlocked = await post("/api/unlock", { reason: "r" }, bearer(await tokenOf("operator", { sub: "user-3" })));
		const { unlock } = await session(await tokenOf("admin", { sub: "user-3", name: "Renamed" }));
		expect(await unlocked.json()).toEqual({ unlock });
		expect((await session(await tokenOf("operator", { sub: "user-4" }))).unlock).toBeNull();
	});

	it("the refusal of a role names the claim that was looked up", async () => {
		const body: unknown = await (await get("/api/orders", await tokenOf([]))).json();
		expect(body).toMatchObject({
			message: expect.stringMatching(/its claim \/realm\/roles .*Claims present: aud, exp, iat, iss, name, realm, roles, sub\./),
		});
	});

	it("an idempotency key belongs to the subject, whatever they are called; a token of that name is another client", async () => {
		const key = { "idempotency-key": "k-1" };
		const first = await adjust(2, { ...bearer(await tokenOf("operator")), ...key });
		const again = await adjust(2, { ...bearer(await tokenOf("admin", { name: "Ann Married" })), ...key });
		expect(await again.json()).toEqual(await first.json());
		const others = await Promise.all([
			adjust(3, { ...bearer(await tokenOf("operator", { sub: "user-2" })), ...key }),
			adjust(4, { ...bearer("static"), ...key }),
		]);
		expect(others.map(({ status }) => status)).toEqual([200, 200]);
		expect((await adjust(5, { ...bearer(await tokenOf("operator")), ...key })).status).toBe(422);
	});

	it("a live stream ends with its session", async () => {
		// Accepted for 60 s after its expiry: for a second from here.
		const expired = await tokenOf("viewer", { exp: Math.floor(Date.now() / 1000) - 58 });
		const response = await get("/trpc/live?input=%7B%7D", expired);
		expect(response.status).toBe(200);
		expect(await response.text()).toContain("event: connected");
		expect((await get("/trpc/live?input=%7B%7D", expired)).status).toBe(401);
	});

	it("the page may connect to the issuer, and to nothing else outside", async () => {
		const policy = (await get("/")).headers.get("content-security-policy");
		expect(policy).toMatch(new RegExp(`connect-src 'self' ${issuer.url};`));
	});

	it("tokens that are refused count against the address, and unknown keys are looked up once more than the first time", async () => {
		await using limited = await startTestDaemon({
			oidc: { issuer: issuer.url, audience: AUDIENCE, roleClaim: "roles", roleMap: new Map(), clientId: undefined },
			limits: { localRequestsPerMinute: 20 },
		});
		const from = issuer.requests.length;
		const token = await issuer.token({}, await createSigningKey());
		const statuses = await Promise.all(
			Array.from({ length: 25 }, async () => (await fetch(`${limited.url}/api/orders`, { headers: bearer(token) })).status),
		);
		expect(statuses.toSorted()).toEqual([...Array.from({ length: 20 }, () => 401), ...Array.from({ length: 5 }, () => 429)]);
		expect(issuer.requests.slice(from).filter((path) => path === "/jwks").length).toBeLessThanOrEqual(2);
		// A known token has a count of its own.
		expect((await fetch(`${limited.url}/api/orders`, { headers: bearer(await issuer.token()) })).status).toBe(200);
	});

	it("while the issuer is unavailable known keys work, and unknown ones are 503, for the session too", async () => {
		const known = await tokenOf("viewer");
		expect((await get("/api/orders", known)).status).toBe(200);
		await issuer.rotate();
		const unknown = await tokenOf("admin");
		await issuer.setAvailable(false);
		try {
			expect((await get("/api/orders", known)).status).toBe(200);
			for (const path of ["/api/orders", "/metrics", "/trpc/session", "/trpc/live?input=%7B%7D"]) {
				const response = await get(path, unknown);
				expect([path, response.status]).toEqual([path, 503]);
				expect(await response.text()).toContain("UNAVAILABLE");
			}
			expect((await get("/healthz", unknown)).status).toBe(200);
		} finally {
			await issuer.setAvailable(true);
		}
	});

	it("no token reaches the log", async () => {
		const token = await tokenOf("admin", { exp: 1 });
		await get("/api/orders", token);
		expect(daemon.logLines.join("\n")).not.toContain(token.split(".")[2]);
	});
});
