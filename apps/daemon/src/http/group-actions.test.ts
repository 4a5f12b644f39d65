import { createHash } from "node:crypto";
import { lagSchema } from "@orderdeck/contracts/lag/requests";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startTestDaemon, type TestDaemon } from "./server.fixture.ts";

const GROUP = "fraud-group";
const grant = (name: string, role: "operator" | "admin") => ({
	name,
	role,
	sha256: createHash("sha256").update(`${name}-token`).digest("hex"),
});

let daemon: TestDaemon;
beforeAll(async () => {
	daemon = await startTestDaemon({ roles: ["fraud"], tokens: [grant("otto", "operator"), grant("ada", "admin")] });
	await vi.waitUntil(sampled, { timeout: 30_000 });
});
afterAll(() => daemon[Symbol.asyncDispose]());

async function sampled() {
	await daemon.lag.sample();
	return daemon.lag.latest()?.groups.find(({ group }) => group === GROUP);
}
async function post(path: string, body: unknown, name: string) {
	const headers = { "content-type": "application/json", authorization: `Bearer ${name}-token` };
	const response = await fetch(`${daemon.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
	return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe("the objective of a group", () => {
	it("is set by an admin, and holds from the next samples on", async () => {
		const { status, body } = await post(`/api/groups/${GROUP}/objective`, { seconds: 120 }, "ada");
		expect({ status, body }).toEqual({
			status: 200,
			body: { group: GROUP, seconds: 120, cycle_seconds: null, shorter_than_cycle: false, version: 1 },
		});
		await expect.poll(async () => (await sampled())?.objective.seconds).toBe(120);
		const list = await fetch(`${daemon.url}/api/lag`, { headers: { authorization: "Bearer otto-token" } });
		expect(lagSchema.parse(await list.json()).groups.find(({ group }) => group === GROUP)?.objective.seconds).toBe(120);
	});

	it.each([
		["otto", GROUP, { seconds: 5 }, 403, "FORBIDDEN"],
		["ada", "nobody", { seconds: 5 }, 404, "NOT_FOUND"],
		["ada", GROUP, { seconds: 0 }, 400, "INVALID_INPUT"],
		["ada", GROUP, { seconds: "soon" }, 400, "INVALID_INPUT"],
		["ada", GROUP, {}, 400, "INVALID_INPUT"],
		["ada", GROUP, { seconds: 5, version: 0 }, 409, "CHANGED_MEANWHILE"],
	])("is refused to %s for %s with %o: %i", async (name, group, input, status, code) => {
		expect(await post(`/api/groups/${group}/objective`, input, name)).toMatchObject({ status, body: { code } });
	});
});

describe("an acknowledgement", () => {
	it("is refused without such an incident, and names the open one or none", async () => {
		const { status, body } = await post(`/api/groups/${GROUP}/incident/acknowledge`, { incident_id: "i" }, "otto");
		expect(status).toBe(404);
		expect(body).toMatchObject({ code: "NOT_FOUND", message: `${GROUP} has no open incident i: none is open.` });
	});
});
