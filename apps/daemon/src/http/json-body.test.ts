/** A body is JSON of at most 1 MB on every route, whatever content type it claims and however it is sent. */
import { appRouter } from "@orderdeck/contracts/router";
import type { AnyProcedure, AnyRouter } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIMITS } from "./limits.ts";
import { requestText, sendRaw } from "./raw-request.fixture.ts";
import { restRoutes } from "./rest.ts";
import { startTestDaemon, type TestDaemon } from "./server.fixture.ts";

const router: AnyRouter = appRouter;
const mutations = Object.entries<AnyProcedure>(router._def.procedures).flatMap(([path, { _def }]) =>
	_def.type === "mutation" ? [path] : [],
);
const routes = [
	...restRoutes().flatMap(({ method, path }) => (method === "POST" ? [path.replace(/\{\w+\}/g, "1")] : [])),
	...mutations.map((path) => `/trpc/${path}`),
	...["/trpc/live", "/trpc/session", "/trpc/orders.create,orders.cancel?batch=1"],
];
const CONTENT_TYPES = [
	...["multipart/form-data; boundary=x", "application/octet-stream", "application/x-www-form-urlencoded", "text/plain", "text/json"],
	...["application/jsonp", "application/json5", "application/problem+json", "application/xml", "image/png", ";;;", "json", "a/b/c"],
	...["application/json; charset=latin1", 'application/json; charset="UTF-16"', "application/json;charset=constructor"],
];

let daemon: TestDaemon;
beforeAll(async () => {
	daemon = await startTestDaemon();
});
afterAll(() => daemon[Symbol.asyncDispose]());

const post = (path: string, headers: readonly string[], body: string) =>
	sendRaw(daemon.url, requestText("POST", path, [...headers, `Content-Length: ${Buffer.byteLength(body, "latin1")}`]) + body);

describe.each(routes)("POST %s", (path) => {
	it.each(CONTENT_TYPES)("refuses %s", async (type) => {
		const { status, body } = await post(path, [`Content-Type: ${type}`], '{"rate":1}');
		expect([status, JSON.parse(body)]).toMatchObject([400, { code: "INVALID_INPUT", issues: [{ path: ["body"] }] }]);
	});

	it("refuses a body without a content type", async () => {
		expect(await post(path, [], '{"rate":1}')).toMatchObject({ status: 400, body: expect.stringContaining("application/json") });
	});

	it.each(["gzip", "br", "deflate", "gzip, identity", "constructor"])("refuses Content-Encoding: %s", async (encoding) => {
		const refused = await post(path, ["Content-Type: application/json", `Content-Encoding: ${encoding}`], '{"rate":1}');
		expect(refused).toMatchObject({ status: 400, body: expect.stringContaining("compressed") });
	});

	it("refuses bytes that are not UTF-8", async () => {
		expect(await post(path, ["Content-Type: application/json"], '{"rate":"\xff"}')).toMatchObject({
			status: 400,
			body: expect.stringContaining("UTF-8"),
		});
	});

	it.each(["application/json", "multipart/form-data; boundary=x", "application/octet-stream"])(
		"refuses more than 1 MB of %s, chunked, and reads no further",
		async (type) => {
			const chunk = `10000\r\n${" ".repeat(0x10000)}\r\n`;
			const chunks = chunk.repeat(LIMITS.bodyBytes / 0x10000 + 1);
			const head = requestText("POST", path, [`Content-Type: ${type}`, "Transfer-Encoding: chunked"]);
			// No end: what is refused has not been waited for.
			expect(await sendRaw(daemon.url, head + chunks)).toMatchObject({ status: 400 });
		},
	);

	it("refuses a Content-Length of more than 1 MB at once", async () => {
		const refused = await sendRaw(daemon.url, requestText("POST", path, ["Content-Type: application/json", "Content-Length: 400000000"]));
		expect(refused).toMatchObject({ status: 400, body: expect.stringContaining("at most 1 MB") });
	});
});

describe("JSON", () => {
	it.each([
		"application/json",
		"application/json; charset=utf-8",
		'APPLICATION/JSON; Charset="UTF-8"',
		"application/json;charset=us-ascii",
	])("is accepted as %s", async (type) => {
		expect((await post("/api/inventory/PROD-001/restock", [`Content-Type: ${type}`], '{"quantity":1}')).status).toBe(200);
		expect((await post("/trpc/inventory.restock", [`Content-Type: ${type}`], '{"id":"PROD-001","quantity":1}')).status).toBe(200);
	});

	it.each(["constructor", "__proto__", "toString", "hasOwnProperty"])("%s is an unknown field like any other", async (name) => {
		const body = `{"rate":1,"${name}":1}`;
		const overRest = await post("/api/producer", ["Content-Type: application/json"], body);
		expect([overRest.status, JSON.parse(overRest.body)]).toMatchObject([400, { issues: [{ path: [name] }] }]);
		const overTrpc = await post("/trpc/services.setProducer", ["Content-Type: application/json"], body);
		expect(overTrpc).toMatchObject({ status: 400, body: expect.stringContaining(`"path":["${name}"]`) });
		const nested = await post("/api/orders", ["Content-Type: application/json"], `{"customerId":1,"items":[{"${name}":1}]}`);
		expect(nested).toMatchObject({ status: 400, body: expect.stringContaining(`"path":["items",0,"${name}"]`) });
	});

	it("with 60,000 unknown fields gets a short refusal", async () => {
		const fields = Object.fromEntries(Array.from({ length: 60_000 }, (_, n) => [`field${n}`, 1]));
		const { status, body } = await post("/api/producer", ["Content-Type: application/json"], JSON.stringify(fields));
		expect(status).toBe(400);
		expect(body.length).toBeLessThan(20_000);
	});
});
