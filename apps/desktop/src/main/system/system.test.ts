import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { updateWords } from "../../shared/update.ts";
import { createCrashLog } from "./crash-log.ts";
import { linkOf, routeOfLink } from "./deep-link.ts";
import { createJsonFile } from "./json-file.ts";
import { createNotify } from "./notifications.ts";
import { publishedVersion } from "./published.ts";
import { createUpdateCheck } from "./update-check.ts";

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "orderdeck-system-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("a deep link", () => {
	it.each([
		["orderdeck://orders/123", "/orders?order=123"],
		["orderdeck://orders/CUST-001:7", "/orders?order=CUST-001%3A7"],
		["orderdeck://orders", "/orders"],
		["orderdeck://alerts/9", "/alerts?order=9"],
		["orderdeck://lag/payments-group", "/lag?group=payments-group"],
		["orderdeck://overview", "/"],
		["orderdeck://events", "/events"],
		["orderdeck://events/7", "/events?of=7"],
		["orderdeck://replay", "/replay"],
		["orderdeck://inventory", "/inventory"],
		["orderdeck://rules", "/rules"],
		["orderdeck://rules/velocity", "/rules?rule=velocity"],
		["orderdeck://services/", "/services"],
		["ORDERDECK://Orders/A%2F1", "/orders?order=A%2F1"],
		["orderdeck://orders/caf%C3%A9", "/orders?order=caf%C3%A9"],
		["orderdeck://orders/%231001", "/orders?order=%231001"],
		["orderdeck://orders/%20a%20b", "/orders?order=%20a%20b"],
		["orderdeck://orders/..", "/orders?order=.."],
	])("%s opens %s", (link, route) => {
		expect(routeOfLink(link)).toBe(route);
	});

	it.each([
		"orderdeck://orders/1/2",
		"orderdeck://settings",
		"orderdeck://orders/a b",
		"orderdeck://orders/%FF",
		"orderdeck://orders/%",
		`orderdeck://orders/${"x".repeat(129)}`,
		"orderdeck://replay/1",
		"orderdeck://orders/1?x",
		"orderdeck:orders/1",
		"https://orders/1",
		"orderdeck://u@orders/1",
		"",
		"x".repeat(3_000),
	])("%j opens nothing", (link) => {
		expect(routeOfLink(link)).toBeUndefined();
	});

	it("is found among the arguments of a start", () => {
		expect(linkOf(["orderdeck", "--flag", "orderdeck://orders/1"])).toBe("orderdeck://orders/1");
		expect(linkOf(["orderdeck", "OrderDeck://orders/1"])).toBe("OrderDeck://orders/1");
		expect(linkOf(["orderdeck", "--flag"])).toBeUndefined();
	});
});

describe("a file of the app's own", () => {
	const schema = z.array(z.number());
	const failures: unknown[] = [];
	const file = () =>
		createJsonFile({ path: join(folder, "sub/numbers.json"), schema, fallback: [0], failed: (error) => failures.push(error) });

	it("holds what was written last, in order", async () => {
		expect(await file().read()).toEqual([0]);
		const one = file();
		await Promise.all([one.write([1]), one.write([1, 2])]);
		expect(await file().read()).toEqual([1, 2]);
	});

	it.each(["{", '["a"]'])("that holds %s is put aside", async (text) => {
		await file().write([1]);
		await writeFile(join(folder, "sub/numbers.json"), text);
		expect(await file().read()).toEqual([0]);
		expect(await readFile(join(folder, "sub/numbers.json.bad"), "utf8")).toBe(text);
		expect(String(failures.at(-1))).toContain("numbers.json has unexpected content");
	});

	it("that cannot be read does not keep the app from starting", async () => {
		await mkdir(join(folder, "sub/numbers.json"), { recursive: true });
		expect(await file().read()).toEqual([0]);
		expect(failures.at(-1)).toMatchObject({ code: "EISDIR" });
		await file().write([1]);
		expect(await file().read()).toEqual([1]);
	});
});

describe("the crash log", () => {
	it("has a line for each, and starts again when it is full", async () => {
		const log = createCrashLog(join(folder, "crash.log"), () => new Date(0));
		log.write("main", new Error("broken"));
		const line = JSON.parse(await readFile(log.path, "utf8"));
		expect(line).toMatchObject({ at: "1970-01-01T00:00:00.000Z", kind: "main" });
		expect(line.error).toContain("broken");
		await writeFile(log.path, "x".repeat(1_000_001));
		log.write("page", { reason: "crashed" });
		expect(JSON.parse(await readFile(log.path, "utf8"))).toMatchObject({ kind: "page", error: '{"reason":"crashed"}' });
	});
});

describe("a notification", () => {
	it("takes the place of the one with its tag", () => {
		const done: string[] = [];
		const notify = createNotify({
			supported: () => true,
			create: ({ title }) =>
				({ show: () => done.push(`show ${title}`), close: () => done.push(`close ${title}`), on: () => undefined }) as never,
		});
		const show = (title: string, tag: string) => notify({ title, body: "", tag }, () => undefined);
		expect([show("one", "a"), show("other", "b"), show("two", "a")]).toEqual(["shown", "shown", "shown"]);
		expect(done).toEqual(["show one", "show other", "close one", "show two"]);
	});

	it("is not shown where none can be", () => {
		const notify = createNotify({
			supported: () => false,
			create: () => {
				throw new Error("none");
			},
		});
		expect(notify({ title: "", body: "", tag: "" }, () => undefined)).toBe("unavailable");
	});
});

describe("the search for a newer version", () => {
	it.each([
		["1.10.0", "1.9.3", "newer"],
		["v2.0.0", "1.9.9", "newer"],
		["1.2.3", "1.2.3", "newest"],
		["1.2.2", "1.2.3", "newest"],
		["2.0.0-beta.1", "1.0.0", "newest"],
		[undefined, "1.0.0", "off"],
	])("finds %s after %s: %s", async (published, version, state) => {
		const check = createUpdateCheck({ version, latest: async () => published, failed: expect.unreachable });
		expect(await check.look()).toEqual(state === "newer" ? { state, version: published } : { state });
		expect(check.state()).toEqual(await check.look());
	});

	it("reports that it failed, and never that this is the newest version", async () => {
		const failed: unknown[] = [];
		const responses = [async () => Promise.reject(new Error("net::ERR_NAME_NOT_RESOLVED\n    at x")), async () => "1.2"];
		const check = createUpdateCheck({
			version: "0.1.0",
			latest: () => responses.shift()?.() ?? Promise.resolve(undefined),
			failed: (error) => failed.push(error),
		});
		expect(updateWords(check.state())).toBeUndefined();
		expect(updateWords(await check.look())).toBe("Could not check for a newer version: net::ERR_NAME_NOT_RESOLVED");
		expect(await check.look()).toMatchObject({ state: "failed", reason: expect.stringContaining('"1.2", which is not a version') });
		expect(failed).toHaveLength(2);
		expect(updateWords(await check.look())).toBe("This build does not check for updates: it was packaged without an update server.");
	});

	it("remembers a newer version that was found before it failed", async () => {
		const responses = [async () => "0.2.0", async () => Promise.reject(new Error("offline"))];
		const latest = () => responses.shift()?.() ?? Promise.resolve("0.1.0");
		const check = createUpdateCheck({ version: "0.1.0", latest, failed: () => undefined });
		for (let n = 0; n < 2; n++) expect(updateWords(await check.look())).toBe("Version 0.2.0 is available.");
		expect(updateWords(await check.look())).toBe("This is the latest version.");
	});

	it("looks nowhere in an app that was not packaged, or was packaged without an update server", async () => {
		expect(await publishedVersion(false, folder)).toBeUndefined();
		expect(await publishedVersion(true, folder)).toBeUndefined();
	});
});
