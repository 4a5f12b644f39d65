import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve, sep } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppProtocol, createAppProtocol } from "./app-protocol.ts";
import { filePath } from "./file-path.ts";

describe("the file that an address names", () => {
	it.each([
		["/assets/index-1.js", "/pages/assets/index-1.js"],
		["/a%20b.js", "/pages/a b.js"],
		["//assets//x.js", "/pages/assets/x.js"],
	])("%s is %s", (pathname, path) => {
		expect(filePath("/pages", pathname)).toBe(resolve(path));
	});

	it.each([
		"/../secret",
		"/%2e%2e/secret",
		"/..%2fsecret",
		"/assets/..%2f..%2fsecret",
		"/..%5csecret",
		"/.env",
		"/a/.git/x",
		"/%00",
		"/c:/x",
		"/%E0%A4%A",
	])("%s is none", (pathname) => {
		expect(filePath("/pages", pathname)).toBeUndefined();
	});

	it("is below the root, whatever is requested", () => {
		const alphabet = ["..", ".", "/", "%2e", "%2f", "%5c", "a", "%00", "//", "~", ":"];
		let seed = 7;
		const next = (below: number) => {
			seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
			return seed % below;
		};
		for (let round = 0; round < 5_000; round++) {
			const pathname = `/${Array.from({ length: next(9) }, () => alphabet[next(alphabet.length)]).join("")}`;
			const path = filePath("/pages/here", pathname);
			if (path !== undefined) expect(path === "/pages/here" || path.startsWith(`/pages/here${sep}`), pathname).toBe(true);
		}
	});
});

describe("the app's scheme", () => {
	let folder: string;
	let protocol: AppProtocol;
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), "orderdeck-pages-"));
		await mkdir(join(folder, "pages/assets"), { recursive: true });
		await writeFile(join(folder, "pages/index.html"), "<!doctype html><html><head><title>x</title></head></html>");
		await writeFile(join(folder, "pages/assets/x.js"), "export {}");
		await writeFile(join(folder, "pages/assets/x.map"), "{}");
		await writeFile(join(folder, "secret.js"), "secret");
		protocol = createAppProtocol({
			root: join(folder, "pages"),
			gateway: async ({ url }) => new Response(`daemon ${new URL(url).pathname}`),
		});
	});
	afterAll(() => rm(folder, { recursive: true }));

	const ask = (path: string, method = "GET") => protocol(new Request(`app://orderdeck${path}`, { method }));

	it("gives the page the nonce that its policy allows, another one each time", async () => {
		const nonces = await Promise.all(
			[1, 2].map(async () => {
				const response = await ask("/");
				const nonce = /name="style-nonce" content="([\w-]{22})"/.exec(await response.text())?.[1];
				expect(response.headers.get("content-security-policy")).toContain(`style-src 'self' 'nonce-${nonce}'`);
				return nonce;
			}),
		);
		expect(new Set(nonces).size).toBe(2);
	});

	it("sends with every response what a page may do, and nothing unsafe", async () => {
		for (const path of ["/", "/assets/x.js", "/nowhere.js"]) {
			const { headers } = await ask(path);
			expect(headers.get("content-security-policy")).toContain("default-src 'none'; script-src 'self'; ");
			expect(headers.get("content-security-policy")).not.toMatch(/unsafe|\*/);
			expect(headers.get("x-content-type-options")).toBe("nosniff");
		}
	});

	it.each([
		["/assets/x.js", 200],
		["/assets/y.js", 404],
		["/assets/x.map", 404],
		["/assets", 404],
		["/..%2fsecret.js", 404],
		["/%2e%2e/secret.js", 404],
	])("responds to %s with %i", async (path, status) => {
		expect((await ask(path)).status).toBe(status);
	});

	it("takes nothing but reading, and no other host", async () => {
		expect((await ask("/", "POST")).status).toBe(405);
		expect((await protocol(new Request("app://elsewhere/"))).status).toBe(404);
	});

	it("leaves what is below /trpc/ to the gateway", async () => {
		expect(await (await ask("/trpc/orders.list", "POST")).text()).toBe("daemon /trpc/orders.list");
	});
});
