/** Environments, their secrets, the guard on production, and the daemon of this machine. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { eventually, lockProduction, onlyPage, openEnvironment, signIn } from "./desktop.ts";
import { inFiles, inHeap, inPage } from "./find-string.ts";
import { type Defer, expect, test } from "./fixtures.ts";

/** A server that records its requests, and responds to all of them alike. */
async function listener(defer: Defer, { status, headers }: { status: number; headers?: Record<string, string> }) {
	const requests: IncomingMessage[] = [];
	const server = createServer((request, response) => {
		requests.push(request);
		response.writeHead(status, headers).end("{}");
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	defer(async () => {
		server.closeAllConnections();
		server.close();
	});
	const address = server.address();
	assert.ok(address !== null && typeof address === "object");
	return { url: `http://127.0.0.1:${address.port}`, requests };
}

/** A change requested without the buttons, as a script in the page would. */
function createOrder(page: Page): Promise<{ status: number; text: string }> {
	return page.evaluate(async () => {
		const items = [{ productId: "PROD-003", name: "USB-C Hub", price: 34.99, quantity: 1 }];
		const body = JSON.stringify({ customerId: "CUST-7", customerEmail: "ann@example.com", items });
		const response = await fetch("/trpc/orders.create", { method: "POST", headers: { "content-type": "application/json" }, body });
		return { status: response.status, text: await response.text() };
	});
}

async function unlock(page: Page, name: string): Promise<void> {
	await page.getByRole("button", { name: "Unlock…" }).click();
	const submit = page.getByRole("button", { name: "Unlock for 15 minutes" });
	const field = page.getByLabel(`Type ${name}`);
	await field.fill(name.toUpperCase());
	assert.equal(await submit.isDisabled(), true);
	await field.fill(name);
	assert.equal(await submit.isDisabled(), true);
	await page.getByLabel("Reason").fill("incident 42");
	await submit.click();
	await page.getByText("unlocked ·").waitFor();
}

test("a token is in no page's memory, address, storage or log, and on disk only encrypted", async ({ start, daemon, userData }) => {
	const desktop = await start();
	const { page } = await openEnvironment(desktop, { name: "eu-prod", url: daemon.url, kind: "production" });
	await signIn(page, daemon.token);
	await page.getByText("Operator").first().waitFor();

	// The method finds what is there: a string of the page's own, and one in a file.
	await page.evaluate(() => Object.assign(window, { planted: ["a-string", "that-is-there"].join("-") }));
	assert.equal(await inHeap(page, "a-string-that-is-there"), true);
	assert.deepEqual(await inFiles(userData, "eu-prod"), ["environments.json"]);

	for (const each of desktop.pages()) {
		assert.equal(await inHeap(each, daemon.token), false, "in a page's heap");
		assert.equal(await inPage(each, daemon.token), false, "in what a page keeps");
	}
	assert.ok(!desktop.logged().some((line) => line.includes(daemon.token)));
	assert.deepEqual(await inFiles(userData, daemon.token), []);
	assert.match(await readFile(join(userData, "secrets.json"), "utf8"), new RegExp(`"origin": "${daemon.url}"`));
});

test("environments and their tokens are kept over a restart", async ({ start, daemon }) => {
	const first = await start();
	const { page } = await openEnvironment(first, { name: "staging", url: daemon.url, kind: "staging" });
	await signIn(page, daemon.token);
	await first.end();

	const second = await start();
	await onlyPage(second).evaluate(async () => {
		const manager = window.orderdeck?.environments.manager;
		const id = (await manager?.list())?.find(({ name }) => name === "staging")?.id;
		await manager?.select(id ?? "");
	});
	const again = await eventually("the second window", () => second.pages()[1]);
	await again.locator("[data-testid=connection][data-kind=live]").waitFor();
});

test("a token that the key store cannot decrypt is requested again, and the rest of the app works", async ({ start, daemon, userData }) => {
	const first = await start();
	const { page } = await openEnvironment(first, { name: "staging", url: daemon.url, kind: "staging" });
	await signIn(page, daemon.token);
	await first.end();
	const path = join(userData, "secrets.json");
	const secrets = Object.entries<{ origin: string }>(JSON.parse(await readFile(path, "utf8")));
	const damaged = secrets.map(([id, entry]) => [
		id,
		{ ...entry, data: Buffer.from("encrypted by another key store, on another machine").toString("base64") },
	]);
	await writeFile(path, JSON.stringify(Object.fromEntries(damaged)));

	const second = await start();
	const stored = await onlyPage(second).evaluate(async () => {
		const manager = window.orderdeck?.environments.manager;
		const entry = (await manager?.list())?.find(({ name }) => name === "staging");
		await manager?.select(entry?.id ?? "");
		return entry?.hasSecret;
	});
	assert.equal(stored, false);
	const again = await eventually("the second window", () => second.pages()[1]);
	await again.getByText("This daemon requires a token.").waitFor();
	assert.equal(await again.getByText("This token was not accepted.").count(), 0);
	await signIn(again, daemon.token);
});

test("two environments together: each window has its own daemon, storage and appearance", async ({ start, daemon }) => {
	const desktop = await start();
	const here = onlyPage(desktop);
	await here.getByText("The daemon cannot be reached").waitFor();
	const { page: production } = await openEnvironment(desktop, { name: "eu-prod", url: daemon.url, kind: "production" });
	await signIn(production, daemon.token);
	await production.getByTestId("production").getByText("read-only").waitFor();
	assert.equal(await here.getByTestId("production").count(), 0);
	await production.evaluate(() => localStorage.setItem("mine", "1"));
	assert.equal(await here.evaluate(() => localStorage.getItem("mine")), null);
	assert.match((await here.getByTestId("environment").textContent()) ?? "", /This machine/);
	assert.match((await production.getByTestId("environment").textContent()) ?? "", /eu-prod.*Production/);
});

test("production is read-only: the daemon refuses a change of the app until it is unlocked, and again once it is locked", async ({
	start,
	daemon,
	defer,
}) => {
	defer(() => lockProduction(daemon));
	const desktop = await start();
	const { page } = await openEnvironment(desktop, { name: "eu-prod", url: daemon.url, kind: "production" });
	await signIn(page, daemon.token);
	const refused = await createOrder(page);
	assert.equal(refused.status, 423);
	assert.match(refused.text, /"LOCKED"/);
	await unlock(page, "eu-prod");
	const created = await createOrder(page);
	assert.equal(created.status, 200, created.text);
	await page.getByRole("button", { name: "Lock", exact: true }).click();
	await page.getByTestId("production").getByText("read-only").waitFor();
	assert.equal((await createOrder(page)).status, 423);
});

test("a locked production environment is not made a staging one by a script in its page", async ({ start, daemon }) => {
	const desktop = await start();
	const { page, id } = await openEnvironment(desktop, { name: "eu-prod", url: daemon.url, kind: "production" });
	const outcome = await page.evaluate(
		([which, url]) => window.orderdeck?.environments.manager?.update(which, { name: "eu-prod", url, kind: "staging", colour: "teal" }),
		[id, daemon.url] as const,
	);
	assert.deepEqual(outcome, { done: false, reason: "eu-prod is production: unlock it first." });
});

test("a token goes to its environment's origin alone: not to another address, not along a redirect, not to another environment", async ({
	start,
	defer,
}) => {
	const desktop = await start();
	const thief = await listener(defer, { status: 200, headers: { "content-type": "application/json" } });
	const sending = await listener(defer, { status: 302, headers: { location: `${thief.url}/trpc/session` } });
	const { page, id } = await openEnvironment(desktop, { name: "ours", url: sending.url, kind: "staging" });
	await page.evaluate(([which]) => void window.orderdeck?.environments.manager?.setSecret(which, "od-secret-1"), [id] as const);
	await eventually("the token was sent to its own origin", () =>
		sending.requests.some(({ headers }) => headers.authorization === "Bearer od-secret-1"),
	);
	assert.equal(thief.requests.length, 0);

	await eventually("the address was changed", () =>
		page
			.evaluate(
				([which, url]) => window.orderdeck?.environments.manager?.update(which, { name: "ours", url, kind: "staging", colour: "teal" }),
				[id, thief.url] as const,
			)
			.then((outcome) => outcome?.done)
			// The page reloads meanwhile.
			.catch(() => false),
	);
	await expect.poll(() => thief.requests.length, { message: "requests to the new address" }).toBeGreaterThan(1);
	assert.deepEqual([...new Set(thief.requests.map(({ headers }) => headers.authorization))], [undefined]);
	assert.deepEqual([...new Set(thief.requests.map(({ headers }) => headers.origin ?? headers.cookie))], [undefined]);
});

test("what a server sends other than data never reaches the app's origin, and the page shows why", async ({ start, defer }) => {
	const desktop = await start();
	const server = await listener(defer, { status: 200, headers: { "content-type": "text/html" } });
	const { page } = await openEnvironment(desktop, { name: "other", url: server.url, kind: "staging" });
	await page.getByText("What responds there is not an Orderdeck daemon: it sent text/html (status 200).").waitFor();
	const response = await page.evaluate(async () => {
		const { headers } = await fetch("/trpc/session");
		return ["content-type", "x-content-type-options", "content-security-policy"].map((name) => headers.get(name));
	});
	assert.deepEqual(response, ["application/json", "nosniff", "default-src 'none'; frame-ancestors 'none'; sandbox"]);
});

test("a missing key store is shown: a basic one causes a warning, and with none tokens are kept until the app ends", {
	tag: "@double",
}, async ({ start, daemon, userData }) => {
	const basic = await start("basic_text");
	const page = onlyPage(basic);
	await page.getByTestId("environment").click();
	await page.getByRole("menuitem", { name: "Environments…" }).click();
	await page.getByText("This desktop has no key store").waitFor();
	await basic.end();

	const none = await start("none");
	const { page: opened } = await openEnvironment(none, { name: "staging", url: daemon.url, kind: "staging" });
	await signIn(opened, daemon.token);
	await assert.rejects(readFile(join(userData, "secrets.json")), { code: "ENOENT" });
});

test("an environment is added, given a token, changed and removed by hand", async ({ start, daemon }) => {
	const desktop = await start();
	const page = onlyPage(desktop);
	await page.getByTestId("environment").click();
	await page.getByRole("menuitem", { name: "Environments…" }).click();
	await page.getByRole("button", { name: "Add an environment" }).click();
	await page.getByLabel("Name", { exact: true }).fill("eu-prod");
	await page.getByLabel("Address").fill("http://orders.example.com");
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByText("Only this machine can be reached without https://").waitFor();
	await page.getByLabel("Address").fill(daemon.url);
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByRole("button", { name: "Token of eu-prod" }).click();
	await page.getByLabel("Token of eu-prod").fill(daemon.token);
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByRole("button", { name: "Change eu-prod" }).click();
	await page.getByLabel("Name", { exact: true }).fill("eu-live");
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByRole("button", { name: "Remove eu-live" }).click();
	await page.getByRole("button", { name: "Remove eu-live" }).click();
	await page.getByRole("button", { name: "Add an environment" }).waitFor();
	await expect(page.getByText("eu-live")).toHaveCount(0);
});

test("the daemon of this machine is started from the page, responds, and ends with the app", async ({ start }) => {
	const desktop = await start();
	const page = onlyPage(desktop);
	await page.getByRole("button", { name: "Start the local daemon" }).click();
	await page.locator("[data-testid=connection][data-kind=live]").waitFor();
	assert.deepEqual(await page.evaluate(() => window.orderdeck?.localDaemon?.state()), { state: "running" });
	assert.equal((await createOrder(page)).status, 200);
	const responds = () =>
		fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(
			({ ok }) => ok,
			() => false,
		);
	assert.equal(await responds(), true);
	await desktop.end();
	assert.equal(await responds(), false);
});

test("a daemon that the app did not start is used, not started over", async ({ start, defer }) => {
	const server = createServer((_request, response) => response.end("{}")).listen(Number(process.env.PORT), "127.0.0.1");
	await once(server, "listening");
	defer(async () => void server.close());
	const desktop = await start();
	const state = await onlyPage(desktop).evaluate(() => window.orderdeck?.localDaemon?.start());
	assert.deepEqual(state, { state: "failed", reason: "A daemon that this app did not start is already running there." });
});
