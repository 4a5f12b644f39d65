/** The app under test, and what tests do with it. */
import { auditPageSchema } from "@orderdeck/contracts/audit/requests";
import { type ElectronApplication, expect, type Page } from "@playwright/test";
import { z } from "zod";
import type { Host } from "../src/shared/host.ts";
import type { Double } from "./double/double.ts";

declare global {
	interface Window {
		readonly orderdeck?: Host;
	}
}

/** A running app: Electron itself, or main and preload under the double. */
export interface Desktop {
	/** Pages of the open windows, oldest first. */
	pages(): readonly Page[];
	/** What pages wrote to their consoles. */
	logged(): readonly string[];
	/** The double; undefined under Electron. */
	readonly double: Double | undefined;
	/** Electron; undefined under the double. */
	readonly electron: ElectronApplication | undefined;
	end(): Promise<void>;
}

export type KeyStore = "gnome_libsecret" | "basic_text" | "none";

export type StartDesktop = (options: { readonly userData: string; readonly keyStore: KeyStore }) => Promise<Desktop>;

/** The double of a desktop that runs under it. */
export function doubleOf({ double }: Desktop): Double {
	if (double === undefined) throw new Error("this test needs the double");
	return double;
}

/** What `read` returns, once it is neither undefined nor false. */
export async function eventually<T>(what: string, read: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
	let found: T | undefined | false;
	const isThere = async () => {
		found = await read();
		return found !== undefined && found !== false;
	};
	await expect.poll(isThere, { message: what, intervals: [50] }).toBe(true);
	return found as T;
}

/** The page of the only window. */
export function onlyPage(desktop: Desktop): Page {
	const [page, ...more] = desktop.pages();
	if (page === undefined || more.length > 0) throw new Error(`${desktop.pages().length} windows are open, not one`);
	return page;
}

export interface NewEnvironment {
	readonly name: string;
	readonly url: string;
	readonly kind: "local" | "staging" | "production";
}

/** Adds an environment through the bridge and opens its window; resolves with its page and id. */
export async function openEnvironment(desktop: Desktop, { name, url, kind }: NewEnvironment): Promise<{ page: Page; id: string }> {
	const before = desktop.pages();
	const first = before[0];
	if (first === undefined) throw new Error("no window is open");
	const id = await first.evaluate(
		async (draft) => {
			const manager = window.orderdeck?.environments.manager;
			const added = await manager?.add(draft);
			if (added?.done !== true) throw new Error(JSON.stringify(added));
			const id = (await manager?.list())?.find((each) => each.name === draft.name)?.id ?? "";
			await manager?.select(id);
			return id;
		},
		{ name, url, kind, colour: kind === "production" ? ("magenta" as const) : ("teal" as const) },
	);
	const page = await eventually("the environment's window", () => desktop.pages().find((each) => !before.includes(each)));
	await page.waitForFunction(() => document.querySelector("main") !== null);
	return { page, id };
}

/** The sign-ins that the daemon of the page's environment has recorded: from where, and how. */
export async function signInsOf(page: Page): Promise<readonly string[]> {
	const body: unknown = await page.evaluate(async () => {
		const input = encodeURIComponent(JSON.stringify({ action: ["session.start"], outcome: "done" }));
		return (await fetch(`/trpc/audit.list?input=${input}`)).json();
	});
	const { records } = z.object({ result: z.object({ data: auditPageSchema }) }).parse(body).result.data;
	return records.map(({ client, auth }) => `${client} ${auth}`);
}

/** Locks production again for the token's owner: tests share their daemon, and it keeps an unlock. */
export async function lockProduction({ url, token }: { readonly url: string; readonly token: string }): Promise<void> {
	const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
	const response = await fetch(`${url}/api/lock`, { method: "POST", headers, body: "{}" });
	if (!response.ok) throw new Error(`POST /api/lock returned ${response.status}`);
}

/** Types the token as an operator does, and waits until the console is there. */
export async function signIn(page: Page, token: string): Promise<void> {
	await page.getByLabel("Token", { exact: true }).fill(token);
	await page.getByRole("button", { name: "Sign in" }).click();
	await page.locator("[data-testid=connection][data-kind=live]").waitFor();
}
