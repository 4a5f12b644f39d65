import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { temporaryDir } from "../../test/daemon.ts";
import type { Config } from "../config.ts";
import { startTestDaemon } from "./server.fixture.ts";

describe("the console's pages", () => {
	it("say how to build the console where it is not built", async () => {
		await using daemon = await startTestDaemon();
		const response = await fetch(daemon.url);
		expect(response.headers.get("content-type")).toMatch(/^text\/html/);
		expect(await response.text()).toContain("npm run build");
	});

	it("let hashed files be kept for ever and the page that names them never, and forbid foreign scripts", async () => {
		await using root = await temporaryDir();
		await mkdir(join(root.path, "assets"));
		await writeFile(join(root.path, "index.html"), "<!doctype html><head><title>Console</title></head>");
		await writeFile(join(root.path, "assets", "app-1a2b3c.js"), "export {};");
		await using console = await startTestDaemon({ webRoot: root.path });
		const page = await fetch(console.url);
		expect([page.status, page.headers.get("cache-control")]).toEqual([200, "no-cache"]);
		const policy = page.headers.get("content-security-policy") ?? "";
		expect(policy).toContain("script-src 'self';");
		expect(policy).toContain("worker-src 'self';");
		expect(policy).toContain("frame-ancestors 'none'");
		expect(policy).not.toMatch(/script-src[^;]*unsafe|unsafe-eval|https?:|\*/);
		const asset = await fetch(`${console.url}/assets/app-1a2b3c.js`);
		expect([asset.status, asset.headers.get("cache-control")]).toEqual([200, "public, max-age=31536000, immutable"]);
		const outside = await fetch(`${console.url}/..%2f..%2fetc/passwd`);
		expect(outside.status).toBeGreaterThanOrEqual(400);
		expect(outside.headers.get("content-type")).toMatch(/^application\/json/);
	});

	it("are sent as the build has compressed them, to browsers that accept it", async () => {
		await using root = await temporaryDir();
		await mkdir(join(root.path, "assets"));
		const script = "export const words = 'the same words again and again';".repeat(100);
		await writeFile(join(root.path, "index.html"), "<!doctype html><head><title>Console</title></head>");
		await writeFile(join(root.path, "assets", "app-1a2b3c.js"), script);
		await writeFile(join(root.path, "assets", "app-1a2b3c.js.br"), brotliCompressSync(script));
		await writeFile(join(root.path, "assets", "app-1a2b3c.js.gz"), gzipSync(script));
		await using console = await startTestDaemon({ webRoot: root.path });
		const sent = async (encoding: string) => {
			const response = await fetch(`${console.url}/assets/app-1a2b3c.js`, { headers: { "accept-encoding": encoding } });
			expect(await response.text()).toBe(script);
			const [type, cache, vary] = ["content-type", "cache-control", "vary"].map((name) => response.headers.get(name));
			expect({ type, cache, vary }).toEqual({
				type: expect.stringMatching(/^(text|application)\/javascript/),
				cache: "public, max-age=31536000, immutable",
				vary: expect.stringMatching(/accept-encoding/i),
			});
			return response.headers.get("content-encoding");
		};
		expect([await sent("gzip, deflate, br"), await sent("gzip"), await sent("identity")]).toEqual(["br", "gzip", null]);
	});

	it("state the kind of environment, and nothing where none is configured", async () => {
		await using root = await temporaryDir();
		await writeFile(join(root.path, "index.html"), "<!doctype html><head><title>Console</title></head>");
		const pagesOf = async (environment: Config["environment"]) => {
			await using console = await startTestDaemon({ webRoot: root.path, environment });
			return await Promise.all(["/", "/index.html"].map(async (path) => (await fetch(console.url + path)).text()));
		};
		const configured =
			'<!doctype html><head><meta name="orderdeck-environment-kind" content="production"><meta name="orderdeck-environment-name" content="orders-eu"><title>Console</title></head>';
		const plain = "<!doctype html><head><title>Console</title></head>";
		expect(await pagesOf({ name: "orders-eu", kind: "production" })).toEqual([configured, configured]);
		expect(await pagesOf({ name: undefined, kind: undefined })).toEqual([plain, plain]);
	});
});
