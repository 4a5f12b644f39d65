/** Tokens of a real issuer on this machine. */
import { SignInRefused } from "@orderdeck/contracts/session";
import { type CryptoKey, exportSPKI, importJWK, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { AUDIENCE, createSigningKey, startTestIssuer, type TestIssuer } from "./issuer.fixture.ts";
import { createOidc } from "./oidc.ts";

let issuer: TestIssuer;
beforeAll(async () => {
	issuer = await startTestIssuer();
});
afterEach(() => {
	issuer.isFailing = false;
	issuer.clockAheadMs = 0;
});
afterAll(() => issuer[Symbol.asyncDispose]());

/** A verifier with a clock of its own, and a count of the reads of the issuer's keys since it was made. */
function createVerifier(url = issuer.url) {
	const clock = { aheadMs: 0 };
	const failures: unknown[] = [];
	const from = issuer.requests.length;
	const verify = createOidc(
		{ issuer: url, audience: AUDIENCE, roleClaim: "roles", roleMap: new Map(), clientId: undefined },
		{ fetch, now: () => Date.now() + clock.aheadMs, failed: (error) => failures.push(error) },
	);
	const refusal = async (token: string): Promise<SignInRefused> => {
		const outcome = await verify(token).catch((error: unknown) => error);
		if (outcome instanceof SignInRefused) return outcome;
		throw new Error("was not refused", { cause: outcome });
	};
	const keyReads = () => issuer.requests.slice(from).filter((path) => path === "/jwks").length;
	return { verify, refusal, clock, failures, keyReads };
}
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

describe("a token", () => {
	it("is its subject with a name, the highest role of its claim, what granted it, and its expiry", async () => {
		const exp = inSeconds(600);
		expect(await createVerifier().verify(await issuer.token({ exp, roles: ["viewer", "operator"] }))).toEqual({
			actor: { name: "Ann Example", role: "operator", subject: "user-1" },
			granted_by: "operator",
			expires_at: new Date(exp * 1000).toISOString(),
		});
	});

	it.each([
		[{ name: undefined, preferred_username: "ann" }, "ann"],
		[{ name: " ", email: "ann@example.com" }, "ann@example.com"],
		[{ name: 7 }, "user-1"],
	])("with %j is called %s", async (claims, name) => {
		expect((await createVerifier().verify(await issuer.token(claims))).actor.name).toBe(name);
	});

	it("is accepted up to 60 s after its expiry and before its start", async () => {
		const { verify } = createVerifier();
		await verify(await issuer.token({ exp: inSeconds(-50) }));
		await verify(await issuer.token({ nbf: inSeconds(50) }));
	});

	it.each(["RS256", "PS256", "ES384", "EdDSA"])("may be signed with %s", async (alg) => {
		await createVerifier().verify(await issuer.token({}, await issuer.rotate({ alg })));
	});

	it("may name several audiences", async () => {
		await createVerifier().verify(await issuer.token({ aud: ["other", AUDIENCE] }));
	});

	it.each([
		["that has expired", () => ({ exp: inSeconds(-70) }), "EXPIRED", /expired 7\d s ago/],
		["that is not valid yet", () => ({ nbf: inSeconds(200) }), "NOT_YET_VALID", /valid in (?:3 min|200 s)/],
		["without an expiry", () => ({ exp: undefined }), "INVALID", /claim exp is missing/],
		["without a subject", () => ({ sub: undefined }), "INVALID", /claim sub is missing/],
		["for another audience", () => ({ aud: "other" }), "INVALID", /claim aud is not valid; it must be orderdeck/],
		["without an audience", () => ({ aud: undefined }), "INVALID", /claim aud is missing/],
		["of another issuer", () => ({ iss: "https://login.example.com" }), "INVALID", /claim iss is not valid; it must be http:/],
		["without a role", () => ({ roles: ["staff"] }), "NO_ROLE", /its claim roles .*present: aud, exp, iat, iss, name, roles, sub\./],
	])("%s is refused", async (_what, claims, reason, message) => {
		const refusal = await createVerifier().refusal(await issuer.token(claims()));
		expect([refusal.reason, refusal.code]).toEqual([reason, reason === "NO_ROLE" ? "FORBIDDEN" : "UNAUTHENTICATED"]);
		expect(refusal.message).toMatch(message);
	});

	const claims = () => ({ iss: issuer.url, aud: AUDIENCE, sub: "mallory", exp: inSeconds(600), roles: ["admin"] });

	it("that is signed by nobody is refused (alg: none)", async () => {
		const token = new UnsecuredJWT(claims()).encode();
		expect((await createVerifier().refusal(token)).message).toMatch(/algorithm is not accepted/);
	});

	it("that is signed with a public key as the secret is refused (HS256)", async () => {
		const key = await issuer.rotate({ alg: "RS256" });
		const pem = await exportSPKI(await publicKeyOf(key.jwk));
		const token = await new SignJWT(claims()).setProtectedHeader({ alg: "HS256", kid: key.kid }).sign(new TextEncoder().encode(pem));
		expect((await createVerifier().refusal(token)).message).toMatch(/algorithm is not accepted/);
	});

	it("that names the issuer's key and is signed with another is refused", async () => {
		const [key, other] = [await issuer.rotate(), await createSigningKey()];
		expect((await createVerifier().refusal(await issuer.token({}, { ...other, kid: key.kid }))).message).toMatch(
			/signature does not match/,
		);
	});

	it("that carries the key that verifies it is refused", async () => {
		const { privateKey, jwk } = await createSigningKey();
		const token = await new SignJWT(claims()).setProtectedHeader({ alg: "ES256", jwk, jku: "https://example.com/jwks" }).sign(privateKey);
		expect((await createVerifier().refusal(token)).reason).toBe("INVALID");
	});
});

async function publicKeyOf(jwk: Parameters<typeof importJWK>[0]): Promise<CryptoKey> {
	const key = await importJWK({ ...jwk, ext: true }, "RS256");
	if (key instanceof Uint8Array) throw new Error("not a public key");
	return key;
}

describe("the issuer's keys", () => {
	it("are read once for many tokens at once", async () => {
		const { verify, keyReads } = createVerifier();
		const token = await issuer.token();
		await Promise.all(Array.from({ length: 20 }, () => verify(token)));
		expect(keyReads()).toBe(1);
	});

	it("are read again for a key that is new", async () => {
		const { verify, keyReads } = createVerifier();
		await verify(await issuer.token());
		await issuer.rotate();
		await verify(await issuer.token());
		expect(keyReads()).toBe(2);
	});

	it("that the issuer has withdrawn are refused from the next read on", async () => {
		const { verify, refusal, clock } = createVerifier();
		const old = await issuer.token();
		await verify(old);
		await issuer.rotate({ revoked: true });
		clock.aheadMs += 299_000;
		await verify(old);
		clock.aheadMs += 2_000;
		expect((await refusal(old)).message).toMatch(/key that the issuer does not publish/);
	});

	it("are read once a minute at most while tokens with unknown keys pour in", async () => {
		const { verify, refusal, clock, keyReads } = createVerifier();
		await verify(await issuer.token());
		const flood = async () => {
			const strangers = await Promise.all(Array.from({ length: 5 }, () => createSigningKey()));
			for (const stranger of strangers) {
				const token = await issuer.token({}, stranger);
				const refusals = await Promise.all(Array.from({ length: 40 }, () => refusal(token)));
				expect(new Set(refusals.map(({ reason }) => reason))).toEqual(new Set(["INVALID"]));
			}
		};
		await flood();
		expect(keyReads()).toBe(2);
		clock.aheadMs += 30_000;
		await flood();
		expect(keyReads()).toBe(2);
		clock.aheadMs += 31_000;
		await flood();
		expect(keyReads()).toBe(3);
	});

	it("that are known stay while the issuer is unavailable; others are unknown: 503, never accepted", async () => {
		const { verify, refusal, clock, failures, keyReads } = createVerifier();
		const known = await issuer.token();
		await verify(known);
		const added = await issuer.rotate();
		issuer.isFailing = true;
		for (let minutes = 0; minutes < 4; minutes += 1) {
			clock.aheadMs += 120_000;
			await verify(known);
			const refused = await refusal(await issuer.token({}, added));
			expect([refused.reason, refused.code, refused.status]).toEqual(["ISSUER_UNAVAILABLE", "UNAVAILABLE", 503]);
		}
		expect(failures).toHaveLength(4);
		expect(String(failures[0])).toMatch(/status 500/);
		issuer.isFailing = false;
		clock.aheadMs += 61_000;
		await verify(await issuer.token({}, added));
		expect(keyReads()).toBeGreaterThan(1);
	});

	it("that could not be read yet are tried again soon: 503 until then", async () => {
		const { verify, refusal, clock } = createVerifier();
		await issuer.setAvailable(false);
		const token = await issuer.token();
		expect((await refusal(token)).code).toBe("UNAVAILABLE");
		await issuer.setAvailable(true);
		expect((await refusal(token)).code).toBe("UNAVAILABLE");
		clock.aheadMs += 5_000;
		await verify(token);
	});

	it("are those of the configured issuer to the letter: its document must name it", async () => {
		const { refusal, failures } = createVerifier(`${issuer.url}/`);
		expect((await refusal(await issuer.token())).code).toBe("UNAVAILABLE");
		expect(String(failures[0])).toMatch(/must be the same to the letter/);
	});
});

describe("a clock that differs from the issuer's", () => {
	it("is the reason of the refusal: the daemon's is ahead", async () => {
		const { verify, refusal, clock } = createVerifier();
		clock.aheadMs = 2 * 3_600_000;
		expect(await refusal(await issuer.token())).toMatchObject({ reason: "CLOCK_SKEW", message: expect.stringMatching(/is 2 h ahead of/) });
		clock.aheadMs = 0;
		await verify(await issuer.token());
	});

	it("is the reason of the refusal: the daemon's is behind", async () => {
		issuer.clockAheadMs = 600_000;
		const nbf = inSeconds(600);
		expect(await createVerifier().refusal(await issuer.token({ nbf }))).toMatchObject({
			reason: "CLOCK_SKEW",
			message: expect.stringMatching(/is 10 min behind/),
		});
	});

	it("is not the reason for a token that has expired by both", async () => {
		const { refusal, clock } = createVerifier();
		clock.aheadMs = 300_000;
		expect((await refusal(await issuer.token({ exp: inSeconds(-100) }))).reason).toBe("EXPIRED");
	});
});
