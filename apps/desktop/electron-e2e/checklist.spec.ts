/** Electron's security checklist, as far as a page can show it. */
import assert from "node:assert/strict";
import type { Page } from "@playwright/test";
import packageJson from "../package.json" with { type: "json" };
import { type Desktop, onlyPage } from "./desktop.ts";
import { expect, test } from "./fixtures.ts";

/** The directive of the content policy that an element of this kind violates; none when it violates nothing. */
const violated = (page: Page, act: string) =>
	page.evaluate(
		(kind) =>
			new Promise<string>((resolve) => {
				document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective), { once: true });
				const element = document.createElement(kind.split(" ")[0] ?? "");
				if (element instanceof HTMLScriptElement && kind === "script inline") element.textContent = "window.__ran = true";
				if (element instanceof HTMLScriptElement && kind === "script remote") element.src = "https://example.com/x.js";
				if (element instanceof HTMLStyleElement) element.textContent = "body { color: red }";
				if (element instanceof HTMLImageElement) element.src = "http://example.com/x.png";
				if (element instanceof HTMLIFrameElement) element.src = "https://example.com/";
				document.body.append(element);
				setTimeout(() => resolve("none"), 2_000);
			}),
		act,
	);

async function started(start: () => Promise<Desktop>): Promise<{ desktop: Desktop; page: Page }> {
	const desktop = await start();
	const page = onlyPage(desktop);
	await page.waitForFunction(() => window.orderdeck !== undefined);
	return { desktop, page };
}

const ABSENT = ["require", "process", "module", "Buffer", "global", "ipcRenderer", "electron"];

test("1: an environment at a remote http: or ws: address is refused, one on this machine is not", async ({ start }) => {
	const { page } = await started(start);
	const add = (url: string) =>
		page.evaluate(
			(address) =>
				window.orderdeck?.environments.manager
					?.add({ name: address, url: address, kind: "staging", colour: "teal" })
					.then(({ done }) => (done ? "added" : "refused"))
					.catch(() => "refused"),
			url,
		);
	for (const url of ["http://orders.example.com", "ws://orders.example.com", "http://127.0.0.1.example.com", "file:///etc"]) {
		assert.equal(await add(url), "refused", url);
	}
	assert.equal(await add("http://127.0.0.1:4401"), "added");
	assert.equal(await add("https://orders.example.com"), "added");
});

test("2: no Node in the page, nor in a frame of it", async ({ start }) => {
	const { page } = await started(start);
	const found = await page.evaluate((names) => {
		const frame = document.createElement("iframe");
		document.body.append(frame);
		const inside = frame.contentWindow as unknown as Record<string, unknown>;
		return names.flatMap((name) => [typeof (globalThis as Record<string, unknown>)[name], typeof inside[name]]);
	}, ABSENT);
	assert.deepEqual(new Set(found), new Set(["undefined"]));
});

test("3: what the page does to its prototypes does not reach the preload", async ({ start }) => {
	const { page } = await started(start);
	const result = await page.evaluate(async () => {
		const stolen: unknown[] = [];
		const { push } = Array.prototype;
		const { call } = Function.prototype;
		Array.prototype.push = (...items: unknown[]) => {
			stolen.push(...items);
			return 0;
		};
		Function.prototype.call = () => "changed";
		Object.defineProperty(Object.prototype, "channel", { get: () => "changed", configurable: true });
		const about = await window.orderdeck?.about();
		Array.prototype.push = push;
		Function.prototype.call = call;
		Reflect.deleteProperty(Object.prototype, "channel");
		return { about, stolen: stolen.length };
	});
	assert.equal(result.about?.version, packageJson.version);
	assert.equal(result.stolen, 0);
});

test("6: a fetch across origins fails, whatever the other side allows", async ({ start, daemon }) => {
	const { page } = await started(start);
	const outcome = (url: string) => page.evaluate((address) => fetch(address).then(String, (error: Error) => error.name), url);
	assert.equal(await outcome(`${daemon.url}/healthz`), "TypeError");
	assert.equal(await outcome("https://example.com/"), "TypeError");
});

test("7: the content policy has no unsafe-*, and blocks inline scripts, foreign scripts, styles without its nonce, and eval", async ({
	start,
}) => {
	const { page } = await started(start);
	const policy = await page.evaluate(async () => (await fetch("./")).headers.get("content-security-policy"));
	assert.match(policy ?? "", /^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[\w-]{22}'; /);
	assert.doesNotMatch(policy ?? "", /unsafe|\*|https?:/);
	assert.equal(await violated(page, "script inline"), "script-src-elem");
	assert.equal(await page.evaluate(() => "__ran" in window), false);
	assert.equal(await violated(page, "script remote"), "script-src-elem");
	assert.equal(await violated(page, "style"), "style-src-elem");
	const evaluated = await page.evaluate(
		() =>
			new Promise<string>((resolve) => {
				document.addEventListener("securitypolicyviolation", (event) => resolve(event.blockedURI), { once: true });
				const button = document.createElement("button");
				button.addEventListener("click", () => {
					try {
						resolve(`ran ${new Function("return 1")()}`);
					} catch {}
				});
				setTimeout(() => button.click());
			}),
	);
	assert.equal(evaluated, "eval");
});

test("8: a picture over http: is blocked", async ({ start }) => {
	const { page } = await started(start);
	assert.equal(await violated(page, "img"), "img-src");
});

test("13: the page stays where it is, wherever a script sends it", async ({ start, daemon }) => {
	const { page } = await started(start);
	const here = page.url();
	for (const url of [
		"https://example.com/",
		`${daemon.url}/`,
		"app://orderdeck.example.com/",
		"file:///etc/passwd",
		"./trpc/session",
		"./icon.svg",
	]) {
		await page.evaluate((address) => {
			location.href = address;
		}, url);
		// A navigation that is denied announces nothing: its absence can only be waited for.
		await page.waitForTimeout(300);
		assert.equal(page.url(), here, url);
	}
	assert.equal(await page.evaluate(() => typeof window.orderdeck), "object");
});

test("14: a script opens no window", async ({ start }) => {
	const { desktop, page } = await started(start);
	await page.evaluate(() => void window.open("https://example.com/"));
	await page.evaluate(() => void window.open(location.href));
	// A window that is denied announces nothing: its absence can only be waited for.
	await page.waitForTimeout(500);
	assert.equal(desktop.pages().length, 1);
	await expect.poll(() => page.context().pages().length, { message: "no page but the window's own" }).toBe(1);
});

test("17: a frame of the page has no bridge, and a foreign one is not loaded", async ({ start }) => {
	const { page } = await started(start);
	const bridge = await page.evaluate(() => {
		const frame = document.createElement("iframe");
		document.body.append(frame);
		return typeof (frame.contentWindow as unknown as Record<string, unknown>).orderdeck;
	});
	assert.equal(bridge, "undefined");
	assert.equal(await violated(page, "iframe"), "frame-src");
});

test("18: what is outside the folder of the pages is not found", async ({ start }) => {
	const { page } = await started(start);
	const paths = ["/..%2f..%2fpackage.json", "/%2e%2e/%2e%2e/package.json", "/assets/..%5c..%5cpackage.json", "/.%00", "/main/index.js"];
	const statuses = await page.evaluate((all) => Promise.all(all.map(async (path) => (await fetch(path)).status)), paths);
	assert.deepEqual(statuses, [404, 404, 404, 404, 404]);
});

test("20: the bridge is named functions and nothing of Electron; callbacks get no event", async ({ start }) => {
	const { page } = await started(start);
	const keys = await page.evaluate(() => {
		const walk = (value: object, path: string): string[] =>
			Object.entries(value).flatMap(([key, each]) =>
				typeof each === "object" && each !== null ? walk(each, `${path}${key}.`) : [`${path}${key}: ${typeof each}`],
			);
		return walk(window.orderdeck ?? {}, "").toSorted();
	});
	assert.deepEqual(keys, BRIDGE);
	const given = await page.evaluate(
		() =>
			new Promise<number>((resolve) => {
				window.orderdeck?.environments.onChange((...args: unknown[]) => resolve(args.length));
				void window.orderdeck?.environments.manager?.add({ name: "x", url: "https://x.example.com", kind: "staging", colour: "teal" });
			}),
	);
	assert.equal(given, 0);
});

const BRIDGE = [
	"about: function",
	"badge: function",
	"environments.current: function",
	"environments.manager.add: function",
	"environments.manager.list: function",
	"environments.manager.remove: function",
	"environments.manager.secretStorage: function",
	"environments.manager.select: function",
	"environments.manager.setSecret: function",
	"environments.manager.update: function",
	"environments.onChange: function",
	"kind: string",
	"localDaemon.onChange: function",
	"localDaemon.start: function",
	"localDaemon.state: function",
	"localDaemon.stop: function",
	"notify: function",
	"onOpen: function",
	"openExternal: function",
	"saveFile: function",
	"signIn: function",
	"theme.get: function",
	"theme.set: function",
];
