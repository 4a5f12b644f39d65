/** What a caller does wrong is a 4xx with a Problem, whoever refuses it, and leaves no trace in what operators watch. */
import { createHash } from "node:crypto";
import { ERROR_CODES } from "@orderdeck/contracts/errors";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { requestText, sendRaw } from "./raw-request.fixture.ts";
import { startTestDaemon, type TestDaemon, temporaryConsole } from "./server.fixture.ts";

const problemSchema = z.strictObject({
	code: z.enum(Object.keys(ERROR_CODES)),
	message: z.string().min(1).max(1_000),
	issues: z.array(z.strictObject({ path: z.array(z.union([z.string(), z.int()])), message: z.string().min(1) })),
});
/** As tRPC wraps it; one for each call of a batch. */
const trpcErrorSchema = z.object({ error: z.object({ data: z.object({ problem: problemSchema }) }) });
const refusalSchema = z.union([problemSchema, trpcErrorSchema, z.array(trpcErrorSchema)]);

const TOKEN = "vera-token";
const tokens = [{ name: "vera", role: "viewer" as const, sha256: createHash("sha256").update(TOKEN).digest("hex") }];
const PREFIXES = ["/api", "/trpc", "/assets", "", "/metrics", "/healthz"];
const LONG = "x".repeat(3_000);
const MARK = "caller-wrote-this";

const paths = [
	...PREFIXES.flatMap((prefix) => [
		`${prefix}/${LONG}`,
		`${prefix}//x`,
		`${prefix}/%00`,
		`${prefix}/..%5c`,
		`${prefix}/%`,
		`${prefix}/%ff`,
	]),
	...["/assets/", "/assets", "//x", "/./", "/..%2f..%2fetc/passwd", `/${MARK}`, "/.env", "/%2e%2e/", "/assets/%2e%2e/index.html"],
	...["/api/orders/%2525", `/api/orders/${LONG}`, `/api/orders/${LONG}/events`, "http://[/x", `/${"%25".repeat(900)}`],
	...[
		"/trpc/",
		"/trpc/a/b",
		"/trpc/nothing",
		"/trpc/__proto__",
		"/trpc/constructor",
		"/trpc/orders.__proto__",
		"/trpc/orders.toString",
		"/trpc/%2525",
	],
	...[
		"/trpc/%256Cive?input=%7B%7D",
		"/trpc/live?input=5",
		"/trpc/live?input={",
		"/trpc/live?batch=1&input=%7B%7D",
		"/trpc/live,session?batch=1",
	],
	...[`/trpc/live?lastEventId=${LONG}`, "/trpc/live?lastEventId=1&lastEventId=2", "/trpc/live?input=%7B%22__proto__%22:1%7D"],
	...["/trpc/session?input={", "/trpc/session?batch=1&input={", "/trpc/session?batch=1&input=1", "/trpc/session?input=1"],
	...[
		"/trpc/session?connectionParams={",
		"/trpc/session?connectionParams=1",
		"/trpc/orders.list,orders.create?batch=1",
		"/trpc/orders.create",
	],
	`/trpc/${Array(51).fill("session").join(",")}?batch=1&input=%7B%7D`,
	...["constructor", "__proto__", "toString", "hasOwnProperty"].flatMap((name) => [`/api/orders?${name}=1`, `/api/inventory?${name}=1`]),
	...["/api/orders?a[b]=1", "/api/orders?limit=%00", "/api/orders?cursor=%ff"],
];
const methods = [
	"QUERY",
	"TRACE",
	"OPTIONS",
	"PUT",
	"PATCH",
	"DELETE",
	"PROPFIND",
	"PURGE",
	"M-SEARCH",
	"CONNECT",
	"LINK",
	"REPORT",
	"BREW",
];
const json = "Content-Type: application/json";
const others: [what: string, text: string][] = [
	["a Host that is none", "GET /trpc/session HTTP/1.1\r\nHost: [::\r\nConnection: close\r\n\r\n"],
	["a Host with spaces", "GET /trpc/session HTTP/1.1\r\nHost: a b%\r\nConnection: close\r\n\r\n"],
	["HTTP/2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
	["not HTTP", "HELLO\r\n\r\n"],
	["a header that is none", requestText("GET", "/healthz", ["no colon here"])],
	["a header with a zero byte", requestText("GET", "/healthz", ["x: a\0b"])],
	["a body that is no chunk", `${requestText("POST", "/api/orders", [json, "Transfer-Encoding: chunked"])}zz\r\n{}\r\n`],
	["both lengths", `${requestText("POST", "/api/orders", [json, "Content-Length: 2", "Transfer-Encoding: chunked"])}0\r\n\r\n`],
	["two lengths", `${requestText("POST", "/api/orders", [json, "Content-Length: 2", "Content-Length: 3"])}{}`],
	["a negative length", requestText("POST", "/api/orders", [json, "Content-Length: -1"])],
	["a transfer that is compressed", requestText("POST", "/api/orders", [json, "Transfer-Encoding: gzip"])],
	["an expectation", `${requestText("POST", "/api/orders", [json, "Expect: more", "Content-Length: 2"])}{}`],
	["a change of protocol", `${requestText("POST", "/trpc/live", [json, "Upgrade: websocket", "Content-Length: 2"])}{}`],
	["a version that is wanted", requestText("GET", "/nothing", ["Accept-Version: 1.x"])],
	["POST to the stream", `${requestText("POST", "/trpc/live", [json, "Content-Length: 2"])}{}`],
	["an id of an event that is too long", requestText("GET", "/trpc/live?input=%7B%7D", [`Last-Event-ID: ${"9".repeat(300)}`])],
	["a stream of lines for one call", requestText("GET", "/trpc/session", ["trpc-accept: application/jsonl"])],
	["__proto__ as a field", `${requestText("POST", "/api/orders/1/cancel", [json, "Content-Length: 15"])}{"__proto__":1}`],
];

describe.each([
	["without tokens", [], []],
	["where a token is required, without one", tokens, []],
	["where a token is required, with one", tokens, [`Authorization: Bearer ${TOKEN}`]],
])("%s", (_where, grants, headers) => {
	let root: Awaited<ReturnType<typeof temporaryConsole>>;
	let daemon: TestDaemon;
	beforeAll(async () => {
		root = await temporaryConsole();
		daemon = await startTestDaemon({ tokens: grants, webRoot: root.path });
	});
	afterAll(async () => {
		await daemon[Symbol.asyncDispose]();
		await root[Symbol.asyncDispose]();
	});

	const refused = async (text: string) => {
		const { status, body } = await sendRaw(daemon.url, text);
		expect(status, body).toBeGreaterThanOrEqual(400);
		expect(status, body).toBeLessThan(500);
		// A chunked body has its lengths around it.
		expect(
			refusalSchema.safeParse(JSON.parse(body.slice(body.search(/[{[]/), body.search(/[}\]]\s*(?:0\s*)?$/) + 1))).error,
		).toBeUndefined();
	};

	it.each(paths.map((path) => [path.slice(0, 60), path]))("GET %s: 4xx", (_shown, path) => refused(requestText("GET", path, headers)));

	it.each(methods.flatMap((method) => [...PREFIXES, "/trpc/session", "/trpc/live", "/api/orders", "/*"].map((path) => [method, path])))(
		"%s %s: 4xx",
		(method, path) => refused(requestText(method, path === "" ? "/" : path, headers)),
	);

	it.each(others)("%s: 4xx", (_what, text) => refused(text.replace("\r\n", `\r\n${headers.map((line) => `${line}\r\n`).join("")}`)));

	it("no Host: 400, from Node itself", async () => {
		expect((await sendRaw(daemon.url, "GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n")).status).toBe(400);
	});

	it("headers of more than 16 KB: 431", async () => {
		const { status, body } = await sendRaw(daemon.url, requestText("GET", "/healthz", [`x: ${"y".repeat(20_000)}`]));
		expect([status, problemSchema.parse(JSON.parse(body)).code]).toEqual([431, "HEADERS_TOO_LARGE"]);
	});

	it("leaves nothing of it in the operators' figures, nor long lines in the log", async () => {
		await Promise.all(paths.map((path) => sendRaw(daemon.url, requestText("GET", path, headers))));
		const authorization = { authorization: `Bearer ${TOKEN}` };
		const metrics = await (await fetch(`${daemon.url}/metrics`, { headers: authorization })).text();
		expect(metrics).not.toMatch(/orderdeck_http_requests_total\{class="5xx"\}/);
		const services = await (await fetch(`${daemon.url}/api/services/status`, { headers: authorization })).text();
		expect(services).toContain('"role":"api"');
		expect(services).not.toMatch(/"last_error":"/);
		expect(services).not.toContain(MARK);
		expect(daemon.logLines.some((line) => line.includes('"level":"error"'))).toBe(false);
		expect(Math.max(...daemon.logLines.map((line) => line.length))).toBeLessThan(1_000);
	});
});
