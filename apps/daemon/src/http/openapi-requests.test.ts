/** Property: whatever is sent to an operation of the OpenAPI document, the response is one that it describes, and never a failure of the daemon. */
import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { ERROR_CODES } from "@orderdeck/contracts/errors";
import { ROLES } from "@orderdeck/contracts/topics";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { extent } from "../../../../packages/core/test/extent.ts";
import { seed } from "../../../../packages/core/test/random.ts";
import { createOpenApi } from "./openapi.ts";
import { operationsOf, requestsOf } from "./openapi-arbitrary.fixture.ts";
import { startTestDaemon, type TestDaemon } from "./server.fixture.ts";

const grant = (name: string, role: "viewer" | "admin") => ({
	name,
	role,
	sha256: createHash("sha256").update(`${name}-token`).digest("hex"),
});
const tokens = [grant("vera", "viewer"), grant("ada", "admin")];
const problemSchema = z.strictObject({
	code: z.enum(Object.keys(ERROR_CODES)),
	message: z.string().min(1).max(5_000),
	issues: z.array(z.strictObject({ path: z.array(z.union([z.string(), z.int()])), message: z.string() })),
});
const operations = operationsOf(await createOpenApi("1.2.3")());

describe.each([
	["of the local operator", [], {}, false],
	["of an admin", tokens, { authorization: "Bearer ada-token" }, false],
	["of a viewer", tokens, { authorization: "Bearer vera-token" }, false],
	["without a token where one is required", tokens, {}, true],
])(`requests ${"%s"}, seed ${seed}`, (_whose, grants, authorization, isRefused) => {
	let daemon: TestDaemon;
	let known: readonly string[];
	beforeAll(async () => {
		// Without the producer, which would take any rate.
		daemon = await startTestDaemon({ roles: ROLES.filter((role) => role !== "producer"), tokens: grants });
		const operator = { authorization: "Bearer ada-token", "content-type": "application/json" };
		const order = {
			method: "POST",
			headers: operator,
			body: '{"customerId":1,"items":[{"productId":"PROD-001","price":79.99,"quantity":1}]}',
		};
		const { order_id } = z.looseObject({ order_id: z.int() }).parse(await (await fetch(`${daemon.url}/api/orders`, order)).json());
		const replay = { method: "POST", headers: operator, body: '{"days":1}' };
		const { job_id } = z.looseObject({ job_id: z.string() }).parse(await (await fetch(`${daemon.url}/api/orders/replay`, replay)).json());
		known = [String(order_id), job_id, "PROD-001"];
		const read = async () => await (await fetch(`${daemon.url}/api/orders/${order_id}`, { headers: operator })).text();
		while (!(await read()).includes('"status":"DELIVERED"')) await nextTurn();
	});
	afterAll(() => daemon[Symbol.asyncDispose]());

	it.each(operations.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))("%s", async (_name, operation) => {
		const { method, responses } = operation;
		const successes = Object.entries(responses).filter(([status]) => status.startsWith("2"));
		const schemas = new Map(successes.map(([status, { content }]) => [status, z.fromJSONSchema(content["application/json"].schema)]));
		await fc.assert(
			fc.asyncProperty(requestsOf(operation, known), async ({ path, headers, body }) => {
				const content = body === undefined ? {} : { body, headers: { ...headers, ...authorization, "content-type": "application/json" } };
				const response = await fetch(`${daemon.url}${path}`, { method, headers: { ...headers, ...authorization }, ...content });
				const sent = await response.text();
				const shown = `${method} ${path} ${body} → ${response.status} ${sent}`.slice(0, 2_000);
				if (isRefused) expect(response.ok, shown).toBe(false);
				if (response.ok) {
					const schema = schemas.get(String(response.status));
					expect(schema, shown).toBeDefined();
					expect(schema?.safeParse(JSON.parse(sent)).error, shown).toBeUndefined();
				} else {
					const problem = problemSchema.parse(JSON.parse(sent));
					expect(ERROR_CODES[problem.code as keyof typeof ERROR_CODES], shown).toBe(response.status);
					// No producer runs here.
					if (operation.path !== "/api/producer") expect(response.status, shown).toBeLessThan(500);
				}
			}),
			{ numRuns: extent(15, 300) },
		);
	});
});
