import { createHash } from "node:crypto";
import { request as rawRequest } from "node:http";
import { connect } from "node:net";
import { ERROR_CODES } from "@orderdeck/contracts/errors";
import { StoreError } from "@orderdeck/core/ports/errors";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { PipelineStatus } from "../pipeline/pipeline.ts";
import { startTestDaemon, type TestDaemon } from "./server.fixture.ts";

const ITEM = { productId: "PROD-001", name: "Wireless Headphones", price: 79.99, quantity: 2 };
const ORDER = { customerId: "CUST-001", customerEmail: "ann@example.com", items: [ITEM] };

const problemSchema = z.strictObject({
	code: z.enum(Object.keys(ERROR_CODES)),
	message: z.string().min(1),
	issues: z.array(z.strictObject({ path: z.array(z.union([z.string(), z.int()])), message: z.string().min(1) })),
});

let daemon: TestDaemon;
beforeAll(async () => {
	daemon = await startTestDaemon();
});
afterAll(() => daemon[Symbol.asyncDispose]());

async function call(path: string, init: RequestInit = {}, base = daemon.url) {
	const response = await fetch(`${base}${path}`, init);
	const text = await response.text();
	return { status: response.status, headers: response.headers, text, body: z.record(z.string(), z.unknown()).parse(JSON.parse(text)) };
}
function post(path: string, body: unknown, headers: Record<string, string> = {}, base = daemon.url) {
	return call(path, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) }, base);
}
/** The refusal, checked to be exactly a Problem. */
function problem(answer: { status: number; text: string; headers: Headers }) {
	expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
	expect(answer.text).not.toMatch(/\bat .*\.ts:\d+|node_modules|"stack"/);
	return { status: answer.status, ...problemSchema.parse(JSON.parse(answer.text)) };
}

describe("orders over REST", () => {
	it("creates an order: 201 with the view at the top level, readable immediately", async () => {
		const created = await post("/api/orders", ORDER);
		expect(created.status).toBe(201);
		expect(created.body).toMatchObject({ customer_id: "CUST-001", amount: 159.98, currency: "USD", status: "CREATED", flagged: false });
		const id = String(created.body.order_id);
		expect((await call(`/api/orders/${id}`)).body).toEqual(created.body);
		const list = await call("/api/orders?customer=CUST-001");
		expect(Object.keys(list.body)).toEqual(["orders", "nextCursor"]);
	});

	it("returns the first order for a repeated idempotency key, and 422 for another body", async () => {
		const first = await post("/api/orders", ORDER, { "idempotency-key": "k-1" });
		const again = await post("/api/orders", ORDER, { "idempotency-key": "k-1" });
		expect([again.status, again.body]).toEqual([201, first.body]);
		const other = await post("/api/orders", { ...ORDER, customerId: 2 }, { "idempotency-key": "k-1" });
		expect(problem(other)).toMatchObject({ status: 422, code: "IDEMPOTENCY_KEY_REUSED" });
	});

	it("cancels once: 200, then 409 with the typed reason; 404 where there is no order", async () => {
		const { body } = await post("/api/orders", ORDER);
		const cancelled = await post(`/api/orders/${body.order_id}/cancel`, { reason: "Changed my mind" });
		expect(cancelled.status).toBe(200);
		expect(cancelled.body).toMatchObject({ status: "CANCELLED", cancel: { cause: "REQUESTED", reason: "Changed my mind" } });
		expect(problem(await post(`/api/orders/${body.order_id}/cancel`, {}))).toMatchObject({ status: 409, code: "ORDER_ALREADY_CANCELLED" });
		expect(problem(await post("/api/orders/no-such-order/cancel", {}))).toMatchObject({ status: 404, code: "NOT_FOUND" });
	});

	it("cancels without a body, since the reason has a default", async () => {
		const { body } = await post("/api/orders", ORDER);
		expect((await call(`/api/orders/${body.order_id}/cancel`, { method: "POST" })).status).toBe(200);
	});

	it("pages by cursor without losing or repeating an order", async () => {
		for (let n = 0; n < 5; n += 1) await post("/api/orders", { ...ORDER, customerId: "PAGED" });
		const seen: unknown[] = [];
		let cursor: unknown = "";
		do {
			const page = await call(`/api/orders?customer=PAGED&limit=2${cursor === "" ? "" : `&cursor=${encodeURIComponent(String(cursor))}`}`);
			seen.push(
				...z
					.array(z.looseObject({ order_id: z.unknown() }))
					.parse(page.body.orders)
					.map(({ order_id }) => order_id),
			);
			cursor = page.body.nextCursor;
		} while (cursor !== null);
		expect(seen).toHaveLength(5);
		expect(new Set(seen).size).toBe(5);
	});

	it("filters by several values, repeated or with commas", async () => {
		const { body } = await post("/api/orders", { ...ORDER, customerId: "FILTERED", country: "DE" });
		for (const query of ["country=DE&country=FR", "country=DE,FR", "status=CREATED,PAID&country=DE&minAmount=159.98&flagged=false"]) {
			const list = await call(`/api/orders?customer=FILTERED&${query}`);
			expect(list.body.orders).toEqual([body]);
		}
		expect((await call("/api/orders?customer=FILTERED&country=FR")).body).toEqual({ orders: [], nextCursor: null });
	});

	it("starts a replay: 202 with a job that can be followed; into a live topic it is refused", async () => {
		const started = await post("/api/orders/replay", { days: 1, topic: "orders-replay" });
		expect(started.status).toBe(202);
		expect((await call(`/api/replays/${started.body.job_id}`)).body).toMatchObject({ job_id: started.body.job_id, days: 1 });
		expect(problem(await post("/api/orders/replay", { topic: "orders" }))).toMatchObject({ status: 400, code: "REPLAY_TARGET_LIVE" });
	});
});

describe("wrong input", () => {
	const raw = (body: string, contentType = "application/json") => ({ method: "POST", body, headers: { "content-type": contentType } });
	const order = (change: object) => raw(JSON.stringify({ ...ORDER, ...change }));
	const item = (change: object) => order({ items: [{ ...ITEM, ...change }] });
	const text = (value: string) => raw(JSON.stringify({ ...ORDER, items: [ITEM] }).replace("79.99", value));

	it.each<[string, string, RequestInit, string, RegExp]>([
		["broken JSON", "/api/orders", raw('{"customerId":'), "body", /valid JSON/],
		["a body of 2 MB", "/api/orders", order({ customerEmail: "x".repeat(2_000_000) }), "body", /at most 1 MB/],
		["another content type", "/api/orders", raw("a=b", "application/x-www-form-urlencoded"), "body", /application\/json/],
		["plain text", "/api/orders", raw("{}", "text/plain"), "body", /application\/json/],
		["a body that is a list", "/api/orders", raw("[]"), "body", /JSON object/],
		["no body", "/api/orders", { method: "POST" }, "customerId", /must be/],
		["NaN as price", "/api/orders", text("NaN"), "body", /valid JSON/],
		["a price beyond all numbers", "/api/orders", text("1e999"), "items.0.price", /number/],
		["a negative price", "/api/orders", item({ price: -5 }), "items.0.price", /more than 0/],
		["a price that is text", "/api/orders", item({ price: "79.99" }), "items.0.price", /number/],
		["a price that is not the catalog's", "/api/orders", item({ price: 1 }), "items.0.price", /79\.99/],
		["quantity 0", "/api/orders", item({ quantity: 0 }), "items.0.quantity", /at least 1/],
		["quantity 1e9", "/api/orders", item({ quantity: 1e9 }), "items.0.quantity", /at most 1000/],
		["an unknown product", "/api/orders", item({ productId: "PROD-999" }), "items.0.productId", /PROD-999|catalog/],
		["an unknown field", "/api/orders", order({ coupon: "X" }), "coupon", /accepted: customerId/],
		["__proto__", "/api/orders", raw('{"__proto__":{"x":1},"customerId":1,"items":[]}'), "items", /at least one/],
		["days -1", "/api/orders/replay", raw('{"days":-1}'), "days", /more than 0/],
		["an unknown filter", "/api/orders?colour=red", {}, "colour", /accepted: limit, cursor/],
		["a foreign cursor", "/api/orders?cursor=bm9uc2Vuc2U", {}, "cursor", /nextCursor/],
		["a limit of 0", "/api/orders?limit=0", {}, "limit", /at least 1/],
		["a limit in words", "/api/orders?limit=ten", {}, "limit", /whole number/],
		["two limits", "/api/orders?limit=1&limit=2", {}, "limit", /whole number/],
		["flagged=yes", "/api/orders?flagged=yes", {}, "flagged", /true or false/],
		["an unknown status", "/api/orders?status=LOST", {}, "status.0", /"PAID"/],
		["a date in words", "/api/orders?from=yesterday", {}, "from", /ISO 8601/],
		["a parameter where none is taken", "/api/inventory?sort=name", {}, "sort", /nothing is accepted/],
		["an id twice", "/api/orders/1/cancel", raw('{"id":"2"}'), "id", /path alone/],
		["an id without end", `/api/orders/${"9".repeat(500)}`, {}, "id", /at most 128/],
	])("%s: 400 that names the field and what is accepted", async (_what, path, init, field, message) => {
		const refused = problem(await call(path, init));
		expect(refused).toMatchObject({ status: 400, code: _what === "a body of 2 MB" ? "PAYLOAD_TOO_LARGE" : "INVALID_INPUT" });
		const issue = refused.issues.find(({ path: at }) => at.join(".") === field);
		expect(issue?.message).toMatch(message);
	});

	it.each(["two words", "", "x".repeat(256), "schlüssel"])("an idempotency key that is none (%#): 400", async (key) => {
		const headers = { "idempotency-key": Buffer.from(key, "utf8").toString("latin1") };
		const refused = problem(await post("/api/orders", ORDER, headers));
		expect(refused).toMatchObject({ status: 400, code: "INVALID_INPUT", issues: [{ path: ["Idempotency-Key"] }] });
	});

	it("leaves the schemas as they were: what one request said changes nothing for the next", async () => {
		await call("/api/orders?flagged=true&limit=5");
		expect(problem(await call("/api/orders?flagged=yes")).issues[0]?.path).toEqual(["flagged"]);
	});

	it.each(["/api", "/api/nothing", "/api/orders/1/nothing", "/nothing", "/trpc", "/assets/none.js"])(
		"%s: 404 with a Problem",
		async (path) => {
			expect(problem(await call(path))).toMatchObject({ status: 404, code: "NOT_FOUND" });
		},
	);

	it("a method that a path does not have: 404 with a Problem", async () => {
		expect(problem(await call("/api/orders", { method: "DELETE" }))).toMatchObject({ status: 404 });
	});

	it("what is not HTTP: 400 with a Problem", async () => {
		const answer = await new Promise<string>((resolve, reject) => {
			const socket = connect(Number(new URL(daemon.url).port), "127.0.0.1", () => socket.end("HELLO\r\n\r\n"));
			let all = "";
			socket
				.on("data", (chunk) => (all += chunk))
				.on("end", () => resolve(all))
				.on("error", reject);
		});
		expect(answer).toMatch(/^HTTP\/1\.1 400 /);
		problemSchema.parse(JSON.parse(answer.split("\r\n\r\n")[1] ?? ""));
	});
});

describe("reads", () => {
	it("lists inventory, services and analytics in the contract's shapes", async () => {
		const { products } = (await call("/api/inventory")).body;
		expect(products).toHaveLength(8);
		expect(products).toContainEqual(
			expect.objectContaining({ product_id: "PROD-001", price: 79.99, on_hand: 100, reserved: 0, available: 100 }),
		);
		const { services } = (await call("/api/services/status")).body;
		expect(services).toContainEqual(expect.objectContaining({ role: "api", state: "running", version: "1.2.3", last_error: null }));
		expect((await call("/api/analytics")).body).toMatchObject({ status: "ok", orders: expect.any(Array), total_sales: 0, order_count: 0 });
	});

	it("reports health without reading anything, readiness by dependency", async () => {
		for (const path of ["/healthz", "/health"]) expect((await call(path)).text).toBe('{"status":"ok"}');
		const ready = await call("/readyz");
		expect([ready.status, ready.body.dependencies]).toEqual([
			200,
			{ log: { ready: true }, store: { ready: true }, pipeline: { ready: true } },
		]);
	});

	it("echoes a request's id, or gives it one, and logs it", async () => {
		expect((await call("/healthz", { headers: { "x-request-id": "abc-123" } })).headers.get("x-request-id")).toBe("abc-123");
		expect(daemon.logLines.some((line) => JSON.parse(line).requestId === "abc-123")).toBe(true);
		const given = (await call("/healthz", { headers: { "x-request-id": "no spaces please" } })).headers.get("x-request-id");
		expect(given).toMatch(/^[\w-]{8,}$/);
	});

	it("offers metrics under the names people graph", async () => {
		const text = await (await fetch(`${daemon.url}/metrics`)).text();
		for (const name of [
			"kafka_consumergroup_lag",
			"kafka_consumergroup_group_lag_seconds",
			"orderdeck_dead_letters_total",
			"nodejs_eventloop_lag_p99_seconds",
		]) {
			expect(text).toContain(`# TYPE ${name} `);
		}
		expect(text).toMatch(/orderdeck_http_requests_total\{class="2xx"\} \d+/);
	});
});

describe("while the store is unavailable", () => {
	it("returns 503 with a Problem, never 200, and hides the cause", async () => {
		const away = () => Promise.reject(new StoreError("UNAVAILABLE", "cannot open /secret/place"));
		await using broken = await startTestDaemon({ store: (store) => ({ ...store, listOrders: away, get: away, aggregates: away }) });
		for (const path of ["/api/analytics", "/api/orders", "/api/orders/1"]) {
			const refused = await call(path, {}, broken.url);
			expect(problem(refused)).toMatchObject({ status: 503, code: "UNAVAILABLE" });
			expect(refused.text).not.toContain("/secret/place");
		}
		expect((await call("/api/services/status", {}, broken.url)).text).toContain('"last_error":"cannot open /secret/place"');
		expect((await call("/healthz", {}, broken.url)).status).toBe(200);
		expect((await call("/readyz", {}, broken.url)).status).toBe(503);
		expect(problem({ ...(await call("/metrics", {}, broken.url)) }).status).toBe(500);
		expect(broken.logLines.some((line) => line.includes("/secret/place"))).toBe(true);
	});

	it("returns 503 for analytics whatever fails there", async () => {
		const corrupt = () => Promise.reject(new Error("database disk image is malformed"));
		await using broken = await startTestDaemon({ store: (store) => ({ ...store, aggregates: corrupt }) });
		expect(problem(await call("/api/analytics", {}, broken.url))).toMatchObject({ status: 503, code: "UNAVAILABLE" });
		expect(broken.logLines.some((line) => line.includes("disk image is malformed"))).toBe(true);
	});

	it("shows what the pipeline's reason names to those who may read the API, and to nobody else", async () => {
		const reason = "cannot reach broker-1.internal:9092: getaddrinfo ENOTFOUND";
		const status = (known: PipelineStatus) => ({ ...known, ready: false, reason });
		const sha256 = createHash("sha256").update("vera-token").digest("hex");
		await using waiting = await startTestDaemon({ status, tokens: [{ name: "vera", role: "viewer", sha256 }] });
		for (const headers of [{}, { authorization: "Bearer wrong" }]) {
			const { status: code, body } = await call("/readyz", { headers }, waiting.url);
			expect([code, body.dependencies]).toMatchObject([503, { pipeline: { ready: false, reason: "the pipeline is not ready" } }]);
		}
		const shown = await call("/readyz", { headers: { authorization: "Bearer vera-token" } }, waiting.url);
		expect(shown.body.dependencies).toMatchObject({ pipeline: { reason } });
	});

	it("is not ready while the pipeline is not", async () => {
		await using waiting = await startTestDaemon({ status: (status) => ({ ...status, ready: false, reason: "payments-group: disk full" }) });
		const answer = await call("/readyz", {}, waiting.url);
		expect([answer.status, answer.body.dependencies]).toMatchObject([
			503,
			{ pipeline: { ready: false, reason: "payments-group: disk full" } },
		]);
	});
});

describe("access", () => {
	const grant = (name: string, role: "viewer" | "operator" | "admin") => ({
		name,
		role,
		sha256: createHash("sha256").update(`${name}-token`).digest("hex"),
	});
	const as = (name: string) => ({ authorization: `Bearer ${name}-token` });

	it("requires a token where tokens are configured, and permits each role its actions", async () => {
		await using guarded = await startTestDaemon({ tokens: [grant("vera", "viewer"), grant("otto", "operator")] });
		const { url } = guarded;
		for (const path of ["/api/orders", "/api/openapi.json", "/metrics"]) {
			expect(problem(await call(path, {}, url))).toMatchObject({ status: 401, code: "UNAUTHENTICATED" });
			expect(problem(await call(path, { headers: as("mallory") }, url)).status).toBe(401);
			expect((await fetch(`${url}${path}`, { headers: as("vera") })).status).toBe(200);
		}
		expect((await call("/healthz", {}, url)).status).toBe(200);
		expect((await fetch(url)).status).toBe(200);
		expect(problem(await post("/api/orders", ORDER, as("vera"), url))).toMatchObject({ status: 403, code: "FORBIDDEN" });
		expect((await post("/api/orders", ORDER, as("otto"), url)).status).toBe(201);
		const audit = z.object({ records: z.array(z.looseObject({ actor: z.string(), action: z.string() })) });
		const { records } = audit.parse((await call("/api/audit", { headers: as("vera") }, url)).body);
		expect(records).toContainEqual(expect.objectContaining({ actor: "otto", action: "order.create" }));
		expect(guarded.logLines.join("")).not.toContain("-token");
	});

	/** fetch does not let a caller choose these headers; a browser that was led astray does. */
	const astray = (method: string, path: string, headers: Record<string, string>) =>
		new Promise<{ status: number; text: string; headers: Headers }>((resolve, reject) => {
			const sent = rawRequest(`${daemon.url}${path}`, { method, headers }, (response) => {
				let text = "";
				response.on("data", (chunk) => {
					text += chunk;
				});
				response.on("end", () =>
					resolve({
						status: response.statusCode ?? 0,
						text,
						headers: new Headers({ "content-type": response.headers["content-type"] ?? "" }),
					}),
				);
			});
			sent.on("error", reject).end();
		});

	it("does not answer to a foreign name, nor take a change from a foreign page", async () => {
		expect(problem(await astray("GET", "/api/orders", { host: "evil.example" }))).toMatchObject({ status: 403, code: "FORBIDDEN" });
		expect(problem(await astray("GET", "/", { host: "evil.example" })).status).toBe(403);
		expect(problem(await astray("POST", "/api/orders/1/cancel", { origin: "https://evil.example" })).status).toBe(403);
		expect(problem(await astray("POST", "/trpc/orders.cancel", { origin: "null" })).status).toBe(403);
		expect(problem(await astray("POST", "/api/orders/none/cancel", { origin: daemon.url })).status).toBe(404);
	});

	it("limits the rate of requests, but not of health checks", async () => {
		await using limited = await startTestDaemon({ limits: { localRequestsPerMinute: 3 } });
		for (let n = 0; n < 3; n += 1) expect((await call("/api/inventory", {}, limited.url)).status).toBe(200);
		const refused = await call("/api/inventory", {}, limited.url);
		expect(problem(refused)).toMatchObject({ status: 429, code: "RATE_LIMITED" });
		expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
		expect((await call("/healthz", {}, limited.url)).status).toBe(200);
		expect((await fetch(`${limited.url}/metrics`)).status).toBe(200);
	});
});

describe("/api/openapi.json", () => {
	const parameter = z.looseObject({ name: z.string(), in: z.enum(["query", "path", "header"]), schema: z.looseObject({}) });
	const operation = z.looseObject({
		operationId: z.string(),
		summary: z.string(),
		parameters: z.array(parameter).default([]),
		responses: z.record(z.string().regex(/^(?:[1-5]\d\d|[1-5]XX|default)$/), z.looseObject({ description: z.string() })),
	});
	const documentSchema = z.looseObject({
		openapi: z.string().regex(/^3\.1\.\d$/),
		info: z.looseObject({ title: z.string(), version: z.string() }),
		paths: z.record(z.string().startsWith("/"), z.record(z.enum(["get", "post", "put"]), operation.optional())),
		components: z.looseObject({ schemas: z.record(z.string(), z.unknown()), securitySchemes: z.record(z.string(), z.unknown()) }),
	});

	it("is OpenAPI 3.1: every path parameter declared, every operation named once, every reference there", async () => {
		const { text } = await call("/api/openapi.json");
		const document = documentSchema.parse(JSON.parse(text));
		const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
			Object.values(methods).flatMap((each) => (each === undefined ? [] : [{ path, each }])),
		);
		for (const { path, each } of operations) {
			const declared = each.parameters.filter((one) => one.in === "path").map(({ name }) => name);
			expect(declared).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
		}
		expect(new Set(operations.map(({ each }) => each.operationId)).size).toBe(operations.length);
		for (const [, name] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
			expect(document.components.schemas).toHaveProperty(name ?? "");
	});

	it("states the status of success, the shape of refusals and which bodies are required", async () => {
		const { paths } = documentSchema.parse((await call("/api/openapi.json")).body);
		expect(Object.keys(paths["/api/orders"]?.post?.responses ?? {})).toEqual(["201", "4XX", "5XX"]);
		expect(Object.keys(paths["/api/orders/replay"]?.post?.responses ?? {})).toEqual(["202", "4XX", "5XX"]);
		expect(paths["/api/orders"]?.post).toMatchObject({ requestBody: { required: true } });
		expect(paths["/api/orders/{id}/cancel"]?.post).toMatchObject({ requestBody: { required: false } });
		expect(paths["/api/orders"]?.post?.parameters).toContainEqual(expect.objectContaining({ name: "Idempotency-Key", in: "header" }));
	});
});
