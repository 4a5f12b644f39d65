/** The desktop app's sign-in against a real issuer; the system's browser is a fetch that follows redirects. */
import { createServer } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AUDIENCE, CLIENT_ID, startTestIssuer, type TestIssuer } from "../../../../daemon/src/access/issuer.fixture.ts";
import { createSystemSignIn } from "./sign-in.ts";

let issuer: TestIssuer;
let offered: unknown;
const daemon = createServer((_request, response) => {
	response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ result: { data: { sign_in: offered } } }));
});
beforeAll(async () => {
	issuer = await startTestIssuer();
	await new Promise<void>((resolve) => daemon.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
	await issuer[Symbol.asyncDispose]();
	daemon.close();
	daemon.closeAllConnections();
});
beforeEach(() => {
	offered = { tokens: false, oidc: { issuer: issuer.url, client_id: CLIENT_ID, audience: AUDIENCE } };
});

function createApp(browse: (url: string) => Promise<void>) {
	const kept: [id: string, token: string][] = [];
	const opened: string[] = [];
	const signIn = createSystemSignIn({
		urlOf: (id) => {
			const address = daemon.address();
			return id === "eu-prod" && typeof address === "object" ? `http://127.0.0.1:${address?.port}` : undefined;
		},
		fetch,
		async open(url) {
			opened.push(url);
			await browse(url);
		},
		async keep(id, token) {
			kept.push([id, token]);
			return { done: true };
		},
	});
	return { signIn, kept, opened };
}
/** A browser in which the operator signs in; the text of the last page. */
const follow = async (url: string) => (await fetch(url)).text();

describe("signing in from the desktop app", () => {
	it("opens the system's browser, which returns to a port of this machine, and keeps the token for the environment", async () => {
		let lastPage = "";
		const { signIn, kept, opened } = createApp(async (url) => {
			lastPage = await follow(url);
		});
		expect(await signIn("eu-prod")).toEqual({ done: true });
		const redirect = new URL(new URL(opened[0] ?? "").searchParams.get("redirect_uri") ?? "");
		expect([redirect.protocol, redirect.hostname, redirect.pathname]).toEqual(["http:", "127.0.0.1", "/callback"]);
		expect(kept).toEqual([["eu-prod", expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/)]]);
		expect(JSON.parse(atob(kept[0]?.[1].split(".")[1] ?? ""))).toMatchObject({ aud: AUDIENCE });
		await expect.poll(() => lastPage).toContain("You can close this page");
		await expect(fetch(redirect)).rejects.toThrow();
	});

	it("does not take a redirect that another program makes up, and still waits for its own", async () => {
		const { signIn, kept } = createApp(async (url) => {
			const redirect = new URL(url).searchParams.get("redirect_uri") ?? "";
			for (const query of ["", "?code=stolen&state=theirs", "?error=access_denied"]) {
				expect((await fetch(`${redirect}${query}`)).status).toBe(404);
			}
			await follow(url);
		});
		expect(await signIn("eu-prod")).toEqual({ done: true });
		expect(kept).toHaveLength(1);
	});

	it("reports the issuer's refusal", async () => {
		const { signIn, kept } = createApp(async (url) => {
			const { searchParams } = new URL(url);
			await follow(`${searchParams.get("redirect_uri")}?error=access_denied&state=${searchParams.get("state")}`);
		});
		expect(await signIn("eu-prod")).toEqual({ done: false, reason: "The issuer refused: access_denied" });
		expect(kept).toEqual([]);
	});

	it("ends when another one is started", async () => {
		const { signIn } = createApp(async (url) => {
			if (opens++ > 0) await follow(url);
		});
		let opens = 0;
		const first = signIn("eu-prod");
		await expect.poll(() => opens).toBe(1);
		expect(await signIn("eu-prod")).toEqual({ done: true });
		expect(await first).toEqual({ done: false, reason: "Another sign-in was started." });
	});

	it.each([
		["has no browser", async () => Promise.reject(new Error("no browser")), "eu-prod", /browser could not be opened/],
		["does not know the environment", async () => undefined, "gone", /no longer exists/],
	])("is refused where the system %s", async (_what, browse, id, reason) => {
		expect(await createApp(browse).signIn(id)).toMatchObject({ done: false, reason: expect.stringMatching(reason) });
	});

	it("is refused where the daemon offers none", async () => {
		offered = { tokens: true, oidc: null };
		expect(await createApp(expect.unreachable).signIn("eu-prod")).toMatchObject({
			done: false,
			reason: expect.stringMatching(/offers no sign-in/),
		});
	});
});
