/** Property: whatever bytes a caller sends, it gets a response that is no failure of the daemon, or a closed connection, in bounded time. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { extent } from "../../../../packages/core/test/extent.ts";
import { seed } from "../../../../packages/core/test/random.ts";
import { sendRaw } from "./raw-request.fixture.ts";
import { startTestDaemon, type TestDaemon, temporaryConsole } from "./server.fixture.ts";

const TOKEN = "vera-token";
const tokens = [{ name: "vera", role: "admin" as const, sha256: createHash("sha256").update(TOKEN).digest("hex") }];
/** At the same time, since each may take until it is refused as late. */
const AT_ONCE = 25;

const noise = fc.oneof(fc.string({ maxLength: 20 }), fc.string({ unit: "binary-ascii", maxLength: 20 }), fc.constant("x".repeat(3_000)));
const method = fc.oneof(
	{ weight: 8, arbitrary: fc.constantFrom("GET", "POST", "HEAD") },
	{
		weight: 2,
		arbitrary: fc.constantFrom("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "QUERY", "CONNECT", "PROPFIND", "BREW", "get", ""),
	},
	noise,
);
const part = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.constantFrom(
			...[
				"api",
				"trpc",
				"assets",
				"metrics",
				"healthz",
				"readyz",
				"orders",
				"events",
				"cancel",
				"replay",
				"inventory",
				"restock",
				"1",
				"live",
			],
			...["orders.list", "orders.create", "services.setProducer", "session,session", "index.html", "openapi.json", "PROD-001", "audit"],
		),
	},
	fc.constantFrom("", ".", "..", "%00", "%", "%2e%2e", "%5c", "%2525", "%ff", "__proto__", "constructor", "*", "[", "é"),
	noise,
);
const query = fc.array(
	fc.tuple(
		fc.oneof(
			fc.constantFrom("limit", "cursor", "status", "input", "batch", "connectionParams", "lastEventId", "q", "__proto__", "from"),
			noise,
		),
		fc.oneof(fc.constantFrom("1", "50", "{}", "%7B%7D", "{", "null", "[]", "%7B%22limit%22:1%7D", "%00", "%"), noise),
	),
	{ maxLength: 3 },
);
const target = fc
	.tuple(fc.constantFrom("/", "/", "/", "/", "//", "", "http://127.0.0.1/", "http://["), fc.array(part, { maxLength: 4 }), query)
	.map(([start, parts, pairs]) => {
		const search = pairs.map(([name, value]) => `${name}=${value}`).join("&");
		return `${start}${parts.join("/")}${search === "" ? "" : `?${search}`}`;
	});
const header = fc.oneof(
	fc.constantFrom(
		...["Content-Type: application/json", "Content-Type: multipart/form-data; boundary=x", "Content-Type: ;", "Content-Encoding: gzip"],
		...[
			"Expect: 100-continue",
			"Expect: x",
			"Upgrade: websocket",
			"Transfer-Encoding: chunked",
			"Transfer-Encoding: gzip",
			"Content-Length: 5",
		],
		...["trpc-accept: application/jsonl", "Accept: application/jsonl", "Last-Event-ID: 1", "Idempotency-Key: k", "Idempotency-Key: \x7f"],
		...["Host: [::", "Origin: null", "X-Request-Id: a b", "X-Forwarded-For: x", "Range: bytes=0-", "If-None-Match: *", "__proto__: 1"],
		...[
			"Authorization: Bearer wrong",
			"Authorization: Basic x",
			"Accept-Version: 1.x",
			"Accept-Encoding: constructor",
			`x: ${"y".repeat(20_000)}`,
		],
	),
	fc.tuple(noise, noise).map(([name, value]) => `${name}: ${value}`),
);
const body = fc.oneof(
	fc.constant(""),
	fc.json(),
	fc.constantFrom("{", "[1]", "\xff", "0\r\n\r\n", "5\r\n{}\r\n", '{"__proto__":1}'),
	noise,
);
const request = fc
	.tuple(method, target, fc.array(header, { maxLength: 3 }), body, fc.boolean(), fc.boolean())
	.map(([verb, path, headers, content, isLengthRight, hasToken]) => {
		const length = isLengthRight && content !== "" ? [`Content-Length: ${Buffer.byteLength(content, "latin1")}`] : [];
		const token = hasToken ? [`Authorization: Bearer ${TOKEN}`] : [];
		return [`${verb} ${path} HTTP/1.1`, "Host: 127.0.0.1", "Connection: close", ...token, ...length, ...headers, "", content].join("\r\n");
	});

describe.each([
	["without tokens", []],
	["where a token is required", tokens],
])(`any bytes, seed ${seed}, %s`, (_where, grants) => {
	let root: Awaited<ReturnType<typeof temporaryConsole>>;
	let daemon: TestDaemon;
	beforeAll(async () => {
		root = await temporaryConsole();
		daemon = await startTestDaemon({ tokens: grants, webRoot: root.path, limits: { headersMs: 200, requestMs: 400, searchMs: 50 } });
	});
	afterAll(async () => {
		await daemon[Symbol.asyncDispose]();
		await root[Symbol.asyncDispose]();
	});

	it("get a response below 500, or a closed connection", async () => {
		const seen = new Set<number>();
		await fc.assert(
			fc.asyncProperty(fc.array(request, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (texts) => {
				const responses = await Promise.all(texts.map((text) => sendRaw(daemon.url, text)));
				for (const [index, { status, body: sent }] of responses.entries()) {
					seen.add(status);
					expect(status, `${JSON.stringify(texts[index])} → ${sent}`).toBeLessThan(500);
				}
			}),
			{ numRuns: extent(30, 400) },
		);
		// The property is about requests that are understood, too.
		expect(seen).toContain(200);
		expect(seen).toContain(400);
		expect(seen).toContain(404);
		expect(daemon.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
	});
});
