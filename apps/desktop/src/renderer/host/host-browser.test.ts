// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from "vitest";
import { type BrowserWindow, createBrowserHost } from "./host-browser.ts";

afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

function hostAt(origin: string) {
	const open = vi.fn();
	const host = createBrowserHost({
		document,
		location: { origin },
		open,
		focus: vi.fn(),
	} as unknown as BrowserWindow);
	return { host, open };
}

describe("the browser's host", () => {
	it.each(["http://127.0.0.1:4400", "http://localhost:5173", "http://[::1]:4400"])("at %s is this machine", async (origin) => {
		expect(await hostAt(origin).host.environments.current()).toMatchObject({
			name: "This machine",
			url: origin,
			kind: "local",
		});
	});

	it("anywhere else is production", async () => {
		const { environments } = hostAt("https://orders.example.com").host;
		expect(await environments.current()).toMatchObject({ name: "orders.example.com", kind: "production" });
	});

	describe("where the daemon states what it is", () => {
		const at = async (origin: string, metas: Readonly<Record<string, string>>) => {
			document.head.innerHTML = Object.entries(metas)
				.map(([key, content]) => `<meta name="orderdeck-environment-${key}" content="${content}">`)
				.join("");
			return hostAt(origin).host.environments.current();
		};
		afterEach(() => {
			document.head.innerHTML = "";
		});

		it("is production behind a forwarded port, too, under its name", async () => {
			expect(await at("http://127.0.0.1:4400", { kind: "production", name: "orders-eu" })).toMatchObject({
				name: "orders-eu",
				kind: "production",
				colour: "magenta",
			});
		});

		it("is no production on another machine, where it is none", async () => {
			const staging = { name: "orders.example.com", kind: "staging", colour: "teal" };
			expect(await at("https://orders.example.com", { kind: "staging" })).toMatchObject(staging);
			const local = { name: "orders.example.com", kind: "local", colour: "grey" };
			expect(await at("https://orders.example.com", { kind: "local" })).toMatchObject(local);
		});

		it("takes a kind that it does not know for production", async () => {
			const unknown = { name: "127.0.0.1:4400", kind: "production" };
			expect(await at("http://127.0.0.1:4400", { kind: "regulated", name: "<b>" })).toMatchObject(unknown);
		});
	});

	it("has neither other environments nor a daemon to start", () => {
		const { host } = hostAt("https://orders.example.com");
		expect([host.environments.manager, host.localDaemon, host.theme]).toEqual([undefined, undefined, undefined]);
	});

	it("opens https: addresses in another tab, and no others", async () => {
		const { host, open } = hostAt("https://orders.example.com");
		expect((await host.openExternal("javascript:alert(1)")).done).toBe(false);
		expect((await host.openExternal("https://example.com/")).done).toBe(true);
		expect(open.mock.calls).toEqual([["https://example.com/", "_blank", "noopener,noreferrer"]]);
	});

	it("shows no notification where the operator has forbidden it", async () => {
		vi.stubGlobal("Notification", { permission: "denied" });
		expect(await hostAt("http://localhost:1").host.notify({ title: "", body: "", tag: "" })).toBe("unavailable");
	});

	it("opens a notification's route when it is clicked", async () => {
		const made: { onclick?: () => void }[] = [];
		class Shown {
			static permission = "granted";
			onclick?: () => void;
			constructor() {
				made.push(this);
			}
		}
		vi.stubGlobal("Notification", Shown);
		const { host } = hostAt("http://localhost:1");
		const routes: string[] = [];
		host.onOpen((route) => routes.push(route));
		expect(await host.notify({ title: "", body: "", tag: "a", route: "/lag" })).toBe("shown");
		made[0]?.onclick?.();
		expect(routes).toEqual(["/lag"]);
	});
});
