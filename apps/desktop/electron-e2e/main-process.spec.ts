/** Electron's security checklist, as far as main must be inspected: these run under the double. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { Page } from "@playwright/test";
import { doubleOf, onlyPage } from "./desktop.ts";
import type { Double } from "./double/double.ts";
import type { DoubleFrame } from "./double/ipc.ts";
import { expect, test } from "./fixtures.ts";

/** Calls each channel as if from this frame; the distinct outcomes. */
async function refusals(double: Double, senderFrame: DoubleFrame | null): Promise<string[]> {
	const sender = double.windows[0]?.webContents;
	const outcomes = double.ipcMain.channels().map((channel) =>
		double.ipcMain.call(channel, { sender, senderFrame }, []).then(
			() => `${channel} was served`,
			(error: Error & { code?: string }) => error.code ?? error.message,
		),
	);
	return [...new Set(await Promise.all(outcomes))];
}

/** The errors that the page's own preload world receives when a script there calls each channel: the call comes from that frame. */
async function callFromFrame(page: Page, frameUrl: string, channels: readonly string[]): Promise<string[]> {
	const cdp = await page.context().newCDPSession(page);
	const errors: string[] = [];
	const contexts: { id: number; frameId: string }[] = [];
	cdp.on("Runtime.executionContextCreated", ({ context }) => {
		if (context.name === "electron-preload") contexts.push({ id: context.id, frameId: String(context.auxData?.frameId) });
	});
	await cdp.send("Runtime.enable");
	const { frameTree } = await cdp.send("Page.getFrameTree");
	const frame = [frameTree, ...(frameTree.childFrames ?? [])].find((each) => each.frame.url === frameUrl);
	const context = contexts.find(({ frameId }) => frameId === frame?.frame.id);
	if (context === undefined) throw new Error(`no preload world in a frame at ${frameUrl}`);
	for (const channel of channels) {
		const expression = `new Promise((resolve) => { globalThis.__reply = resolve; __ipc(JSON.stringify({ id: 1, channel: ${JSON.stringify(channel)}, args: [] })); })`;
		const { result } = await cdp.send("Runtime.evaluate", { contextId: context.id, expression, awaitPromise: true });
		errors.push(String(JSON.parse(String(result.value)).error));
	}
	return errors;
}

const PERMISSIONS =
	"automatic-fullscreen background-sync clipboard-read display-capture fileSystem fullscreen geolocation hid idle-detection keyboardLock local-fonts local-network-access media mediaKeySystem midi midiSysex notifications openExternal payment-handler persistent-storage pointerLock screen-wake-lock sensors serial speaker-selection storage-access top-level-storage-access unknown usb window-management".split(
		" ",
	);

test("4: the sandbox is on for every process, before there is any window", { tag: "@double" }, async ({ start }) => {
	const double = doubleOf(await start());
	assert.equal(double.app.sandboxed, true);
	assert.equal(double.windows[0]?.options.webPreferences.sandbox, true);
});

test("5: every permission is denied, requested or looked up, except writing to the clipboard", { tag: "@double" }, async ({ start }) => {
	const desktop = await start();
	const session = doubleOf(desktop).windows[0]?.webContents.session;
	assert.ok(session);
	for (const permission of PERMISSIONS) {
		assert.equal(session.requested(permission, "app://orderdeck/"), false, permission);
		assert.equal(session.checked(permission, "app://orderdeck/"), false, permission);
	}
	assert.equal(session.checked("clipboard-sanitized-write", "app://orderdeck/"), true);
	assert.equal(session.checked("clipboard-sanitized-write", "https://example.com/"), false);
	const page = onlyPage(desktop);
	const states = await page.evaluate(() =>
		Promise.all(
			(["geolocation", "notifications", "camera"] as PermissionName[]).map(
				async (name) => (await navigator.permissions.query({ name })).state,
			),
		),
	);
	assert.ok(!states.includes("granted"), states.join());
});

test("6, 8, 9, 10, 11: no window option weakens what is safe by default", { tag: "@double" }, async ({ start }) => {
	const options = doubleOf(await start()).windows[0]?.options;
	const { preload, session, devTools, ...rest }: Readonly<Record<string, unknown>> = options?.webPreferences ?? {};
	assert.match(String(preload), /out\/preload\/index\.cjs$/);
	assert.deepEqual(rest, {
		contextIsolation: true,
		sandbox: true,
		nodeIntegration: false,
		nodeIntegrationInWorker: false,
		nodeIntegrationInSubFrames: false,
		webSecurity: true,
		allowRunningInsecureContent: false,
		experimentalFeatures: false,
		webviewTag: false,
		navigateOnDragDrop: false,
		safeDialogs: true,
		spellcheck: false,
	});
	assert.deepEqual([typeof session, typeof devTools], ["object", "boolean"]);
});

test("12: a webview is not attached, in any contents", { tag: "@double" }, async ({ start }) => {
	let prevented = false;
	const contents = doubleOf(await start()).windows[0]?.webContents;
	contents?.emit("will-attach-webview", {
		preventDefault() {
			prevented = true;
		},
	});
	assert.equal(prevented, true);
});

test("15: nothing but https: is opened outside", { tag: "@double" }, async ({ start }) => {
	const desktop = await start();
	const open = (url: string) => onlyPage(desktop).evaluate(async (address) => (await window.orderdeck?.openExternal(address))?.done, url);
	for (const url of [
		"file:///etc/passwd",
		"javascript:alert(1)",
		"smb://host/share",
		"orderdeck://orders/1",
		"http://example.com/",
		"ms-msdt:/id",
		"https:///",
		"https://user:pass@example.com/",
		"",
	]) {
		assert.equal(await open(url), false, url);
	}
	assert.equal(await open("HTTPS://Example.com/a"), true);
	assert.deepEqual(doubleOf(desktop).openedExternally, ["https://example.com/a"]);
});

test("17: every channel refuses a frame, a foreign page, an empty one, about:blank and a closed frame", { tag: "@double" }, async ({
	start,
}) => {
	const double = doubleOf(await start());
	// All of them: their number is a matter of types.
	assert.ok(double.ipcMain.channels().length > 10);
	const own: DoubleFrame = { url: "app://orderdeck/", parent: null };
	const top = double.windows[0]?.webContents.mainFrame;
	assert.ok(top);
	const frames: (DoubleFrame | null)[] = [
		null,
		{ url: "app://orderdeck/", parent: top },
		...["https://example.com/", "http://127.0.0.1:4400/", "about:blank", "", "file:///etc/passwd", "data:text/html,x"].map((url) => ({
			url,
			parent: null,
		})),
		...["app://orderdeck.example.com/", "app://other/", "app://user@orderdeck/", "http://app://orderdeck/"].map((url) => ({
			url,
			parent: null,
		})),
		// The right address in a frame that is not this window's own.
		own,
	];
	for (const frame of frames) assert.deepEqual(await refusals(double, frame), ["SENDER"], JSON.stringify(frame?.url));
});

test("17: a call that really comes from a frame, or from a foreign page in the window, is refused on every channel", {
	tag: "@double",
}, async ({ start, defer }) => {
	const desktop = await start();
	const double = doubleOf(desktop);
	const page = onlyPage(desktop);
	const channels = double.ipcMain.channels();
	await page.evaluate(() => document.body.append(document.createElement("iframe")));
	for (const error of await callFromFrame(page, "about:blank", channels)) assert.match(error, /is not for this page/);

	const server = createServer((_request, response) => response.end("<!doctype html><title>elsewhere</title>")).listen(0, "127.0.0.1");
	await once(server, "listening");
	defer(async () => void server.close());
	const address = server.address();
	assert.ok(address !== null && typeof address === "object");
	const url = `http://127.0.0.1:${address.port}/`;
	const contents = double.windows[0]?.webContents;
	// As if the policy on navigation had failed: what is in the window now is not ours.
	contents?.session.webRequest.onBeforeRequest((_details, callback) => callback({ cancel: false }));
	await contents?.navigate(url, (known) => known.goto(url));
	for (const error of await callFromFrame(page, url, channels)) assert.match(error, /is not for this page/);
});

test("17: arguments that a channel does not accept are refused, and reported to the crash log alone", { tag: "@double" }, async ({
	start,
}) => {
	const double = doubleOf(await start());
	const sender = double.windows[0]?.webContents;
	const senderFrame = sender?.mainFrame ?? null;
	await expect.poll(() => senderFrame?.url, { message: "the page has loaded" }).toMatch(/^app:\/\/orderdeck\//);
	const wrong = [{ a: 1 }, 7, "x", {}, "y"];
	for (const channel of double.ipcMain.channels()) {
		await assert.rejects(double.ipcMain.call(channel, { sender, senderFrame }, wrong), { code: "ARGUMENTS" }, channel);
	}
});

test("18: the app's scheme is standard and secure, may be fetched from, and has no other privilege", { tag: "@double" }, async ({
	start,
}) => {
	const double = doubleOf(await start());
	assert.deepEqual(double.schemes, [{ scheme: "app", privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
});
