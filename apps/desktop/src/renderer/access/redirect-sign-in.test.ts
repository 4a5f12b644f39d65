/** A page that signs in at a real issuer: two loads, with the tab's storage between them. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AUDIENCE, CLIENT_ID, startTestIssuer, type TestIssuer } from "../../../../daemon/src/access/issuer.fixture.ts";
import { arrive, deepLink, leaveToSignIn, type SignInPage } from "./redirect-sign-in.ts";

let issuer: TestIssuer;
beforeAll(async () => {
	issuer = await startTestIssuer();
});
afterAll(() => issuer[Symbol.asyncDispose]());

const ORIGIN = "https://orders.example.com";

/** A tab: its storage outlives its pages. */
function createTab() {
	const stored = new Map<string, string>();
	const sessionStorage = {
		getItem: (key: string) => stored.get(key) ?? null,
		setItem: (key: string, value: string) => void stored.set(key, value),
		removeItem: (key: string) => void stored.delete(key),
	};
	/** A page at this address below the origin, where it went, and what its address became. */
	const load = (path: string) => {
		const { pathname, search, hash } = new URL(path, ORIGIN);
		const went: string[] = [];
		const addresses: string[] = [];
		const page: SignInPage = {
			location: { origin: ORIGIN, pathname, search, hash, assign: (url) => void went.push(String(url)) },
			history: { replaceState: (_state, _title, url) => void addresses.push(String(url)) },
			sessionStorage,
			fetch,
		};
		return { page, went, addresses };
	};
	return { load, stored };
}
const offer = () => ({ issuer: issuer.url, client_id: CLIENT_ID, audience: AUDIENCE });

/** The address below the origin that the issuer redirects to from here. */
async function redirected(from: string | undefined): Promise<string> {
	const response = await fetch(from ?? "", { redirect: "manual" });
	return (response.headers.get("location") ?? "").replace(ORIGIN, "");
}

describe("signing in", () => {
	it("leaves for the issuer with PKCE, and returns to where it was with a token for the daemon", async () => {
		const tab = createTab();
		const first = tab.load("/#/orders?new=true");
		expect(await leaveToSignIn(offer(), first.page)).toEqual({ done: true });
		const url = new URL(first.went[0] ?? "");
		expect(Object.fromEntries(url.searchParams)).toMatchObject({
			response_type: "code",
			redirect_uri: `${ORIGIN}/`,
			scope: "openid profile email",
			code_challenge_method: "S256",
		});
		expect(JSON.stringify([...tab.stored])).not.toContain(url.searchParams.get("code_challenge"));

		const second = tab.load(await redirected(url.href));
		const { token, ...arrival } = await arrive(second.page);
		expect(arrival).toEqual({ mayRedirect: false });
		expect(JSON.parse(atob(token?.split(".")[1] ?? ""))).toMatchObject({ aud: AUDIENCE, sub: "user-1" });
		expect(second.addresses).toEqual(["/#/orders?new=true"]);
		expect(tab.stored.size).toBe(0);
	});

	it.each([
		["a code that this tab did not request", "/?code=stolen&state=theirs", /was not started here/],
		["a refusal", "/?error=access_denied&error_description=Not+today&state=STATE", /The issuer refused: Not today/],
		["a code that the issuer does not know", "/?code=other&state=STATE", /The issuer issued no token: The code is not valid/],
		["no code", "/?state=STATE", /returned no code/],
	])("that returns with %s fails, and does not redirect again", async (_what, path, reason) => {
		const tab = createTab();
		await leaveToSignIn(offer(), tab.load("/").page);
		const state: string = JSON.parse([...tab.stored.values()][0] ?? "").attempt.state;
		const { page, addresses } = tab.load(path.replace("STATE", state));
		expect(await arrive(page)).toEqual({ failed: expect.stringMatching(reason), mayRedirect: false });
		expect(addresses).toEqual(["/"]);
	});

	it("fails for a token of another audience, and for one of another sign-in", async () => {
		const attempt = async () => {
			const tab = createTab();
			const first = tab.load("/");
			await leaveToSignIn(offer(), first.page);
			return { tab, path: await redirected(first.went[0]) };
		};
		const foreign = await attempt();
		issuer.user = { ...issuer.user, aud: "other" };
		expect((await arrive(foreign.tab.load(foreign.path).page)).failed).toMatch(/no token for the audience orderdeck/);
		issuer.user = { sub: "user-1", roles: ["operator"] };

		const { tab, path } = await attempt();
		const [[key, kept] = ["", ""]] = tab.stored;
		const { nonce }: { nonce: string } = JSON.parse(kept).attempt;
		tab.stored.set(key, kept.replace(nonce, "of-another"));
		expect((await arrive(tab.load(path).page)).failed).toMatch(/belongs to another sign-in/);
	});

	it("is refused where the issuer is not the one that the daemon states, or cannot be reached", async () => {
		const { page, went } = createTab().load("/");
		expect(await leaveToSignIn({ ...offer(), issuer: `${issuer.url}/` }, page)).toMatchObject({
			done: false,
			reason: expect.stringMatching(/is not the document/),
		});
		await issuer.setAvailable(false);
		expect(await leaveToSignIn(offer(), page)).toMatchObject({ done: false, reason: expect.stringMatching(/cannot be reached:/) });
		await issuer.setAvailable(true);
		expect(went).toEqual([]);
	});
});

describe("a load", () => {
	it("may redirect by itself, once: not after an attempt that came back without a result", async () => {
		const tab = createTab();
		expect(await arrive(tab.load("/#/lag").page)).toEqual({ mayRedirect: true });
		await leaveToSignIn(offer(), tab.load("/#/lag").page);
		expect(await arrive(tab.load("/#/lag").page)).toEqual({ mayRedirect: false });
		expect(await arrive(tab.load("/#/lag").page)).toEqual({ mayRedirect: true });
	});

	it("does not trip over what else is in the tab's storage", async () => {
		const tab = createTab();
		tab.stored.set("orderdeck.sign-in", "{not json");
		expect(await arrive(tab.load("/").page)).toEqual({ mayRedirect: true });
	});
});

it.each([
	["#/orders?order=A%2F1", "#/orders?order=A%2F1"],
	["#/", "#/"],
	["#//evil.example.com", ""],
	["#/\\evil.example.com", ""],
	["#https://evil.example.com", ""],
	["https://evil.example.com", ""],
	["//evil.example.com", ""],
	["#/orders\n#", ""],
	["javascript:alert(1)", ""],
	["", ""],
])("the deep link %j leads to %j", (hash, link) => {
	expect(deepLink(hash)).toBe(link);
	expect(new URL(`/${link}`, ORIGIN).origin).toBe(ORIGIN);
});
