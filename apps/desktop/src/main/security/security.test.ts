import { describe, expect, it } from "vitest";
import { isAppUrl } from "../../shared/app-origin.ts";
import { guardContents } from "./contents.ts";
import { createOpenExternal, externalUrl } from "./external.ts";
import { mayLoad, mayUse } from "./session.ts";

describe("an address of the app's own pages", () => {
	it.each(["app://orderdeck/", "app://orderdeck/#/orders", "APP://orderdeck/assets/x.js"])("%s is one", (url) => {
		expect(isAppUrl(url)).toBe(true);
	});

	it.each([
		"app://orderdeck.example.com/",
		"app://orderdeck@example.com/",
		"app://user@orderdeck/",
		"app://orderdeck:1/",
		"app:orderdeck",
		"https://app://orderdeck/",
		"about:blank",
		"",
	])("%j is not", (url) => {
		expect(isAppUrl(url)).toBe(false);
	});
});

describe("what is opened outside", () => {
	it.each([
		["https://example.com", "https://example.com/"],
		["HTTPS://Example.com/a?b#c", "https://example.com/a?b#c"],
	])("%s is, as %s", (text, url) => {
		expect(externalUrl(text)).toBe(url);
	});

	it.each([
		"http://example.com/",
		"file:///etc/passwd",
		"javascript:alert(1)",
		"smb://host/share",
		"ms-msdt:/id PCWDiagnostic",
		"orderdeck://orders/1",
		"app://orderdeck/",
		"data:text/html,x",
		"https:",
		"https:///",
		"https://user:pass@example.com/",
		" ",
		`https://example.com/${"x".repeat(2_000)}`,
	])("%j is not", async (text) => {
		const opened: string[] = [];
		const open = createOpenExternal(async (url) => void opened.push(url));
		expect((await open(text)).done).toBe(false);
		expect(opened).toEqual([]);
	});
});

describe("a session", () => {
	it.each([
		["clipboard-sanitized-write", "app://orderdeck/", true],
		["clipboard-sanitized-write", "https://example.com/", false],
		["clipboard-read", "app://orderdeck/", false],
		["notifications", "app://orderdeck/", false],
		["a-permission-to-come", "app://orderdeck/", false],
	])("lets %s from %s: %s", (permission, url, expected) => {
		expect(mayUse(permission, url)).toBe(expected);
	});

	it.each([
		["app://orderdeck/assets/x.js", true],
		["devtools://devtools/bundled/x.html", true],
		["https://example.com/", false],
		["http://127.0.0.1:4400/trpc/session", false],
		["devtools.example.com", false],
		["file:///etc/passwd", false],
	])("loads %s: %s", (url, expected) => {
		expect(mayLoad(url)).toBe(expected);
	});
});

describe("any web contents", () => {
	function guarded() {
		const listeners = new Map<string, (event: { url: string; preventDefault(): void }) => void>();
		let openWindow: unknown;
		const contents = {
			on: (event: string, listener: never) => listeners.set(event, listener),
			setWindowOpenHandler: (handler: () => unknown) => {
				openWindow = handler();
			},
		};
		guardContents(contents as never);
		const prevented = (event: string, url: string) => {
			let was = false;
			listeners.get(event)?.({
				url,
				preventDefault() {
					was = true;
				},
			});
			return was;
		};
		return { prevented, openWindow };
	}

	it("opens no window, attaches no webview, follows no redirect", () => {
		const { prevented, openWindow } = guarded();
		expect(openWindow).toEqual({ action: "deny" });
		expect(prevented("will-attach-webview", "")).toBe(true);
		expect(prevented("will-redirect", "app://orderdeck/")).toBe(true);
	});

	it("goes nowhere but within the app's page, whatever else its origin serves", () => {
		const { prevented } = guarded();
		expect(prevented("will-frame-navigate", "app://orderdeck/#/lag")).toBe(false);
		expect(prevented("will-frame-navigate", "app://orderdeck.example.com/")).toBe(true);
		expect(prevented("will-frame-navigate", "https://example.com/")).toBe(true);
		expect(prevented("will-frame-navigate", "app://orderdeck/trpc/orders.list")).toBe(true);
		expect(prevented("will-frame-navigate", "app://orderdeck/assets/icon.svg")).toBe(true);
	});
});
