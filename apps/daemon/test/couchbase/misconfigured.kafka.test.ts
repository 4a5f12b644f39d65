/** A wrong Couchbase configuration: the daemon exits with 2 and one sentence that names what to check, never a secret. */
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { spawnDaemon, temporaryDir } from "../daemon.ts";
import { kafkaEnv } from "../fleet/kafka-env.ts";
import { freePort } from "../free-ports.ts";
import { type Couchbase, NO_COUCHBASE, startCouchbase } from "./couchbase.ts";

const WRONG_PASSWORD = "not-the-password-3e0a";
const DEADLINE_MS = 60_000;
const SETUP = "npm run couchbase:setup";

/** Returns the one line that the daemon writes before it exits with 2. */
async function refused(env: Readonly<Record<string, string>>): Promise<string> {
	await using dir = await temporaryDir();
	const { child, output } = spawnDaemon({ PORT: String(await freePort()), DATA_DIR: dir.path, ...env });
	// A daemon that starts would not exit.
	const overdue = setTimeout(() => child.kill("SIGKILL"), DEADLINE_MS);
	const [code] = (await once(child, "exit")) as [number | null];
	clearTimeout(overdue);
	const line = output().trim().split("\n");
	expect({ code, lines: line.length }, output()).toEqual({ code: 2, lines: 1 });
	for (const secret of [WRONG_PASSWORD, env.COUCHBASE_PASSWORD, env.CONFLUENT_API_SECRET]) {
		if (secret !== undefined) expect(output()).not.toContain(secret);
	}
	return line.join();
}

describe.skipIf(NO_COUCHBASE !== "")(`a daemon with a wrong Couchbase configuration${NO_COUCHBASE}`, () => {
	const missing = { scope: false, collections: new Set<string>() };
	let couchbase: Couchbase;
	let allIndexes: Couchbase["queries"]["indexes"];
	const env = () => ({ ...kafkaEnv(), ...couchbase.env });

	beforeAll(async () => {
		const has = (scope: string, collection: string) =>
			missing.scope && scope === "ops" ? "no-scope" : missing.collections.has(collection) ? "no-collection" : "yes";
		couchbase = await startCouchbase({ has });
		allIndexes = couchbase.queries.indexes;
	});
	afterAll(() => couchbase[Symbol.asyncDispose]());

	it("with a wrong password", async () => {
		couchbase.refuseLogins(true);
		const line = await refused({ ...env(), COUCHBASE_PASSWORD: WRONG_PASSWORD });
		expect(line).toMatch(/127\.0\.0\.1:\d+.*COUCHBASE_USERNAME, COUCHBASE_PASSWORD/);
		couchbase.refuseLogins(false);
	});

	it("with a bucket that does not exist", async () => {
		expect(await refused({ ...env(), COUCHBASE_BUCKET: "elsewhere" })).toMatch(/elsewhere.*COUCHBASE_BUCKET/);
	});

	it("before its setup: the scope, or each collection that is missing, is named", async () => {
		missing.scope = true;
		expect(await refused({ ...env(), ROLES: "fraud" })).toMatch(new RegExp(`order_analytics.*scope ops.*${SETUP}`));
		missing.scope = false;
		missing.collections = new Set(["payments", "audit"]);
		expect(await refused({ ...env(), ROLES: "fraud" })).toMatch(new RegExp(`ops\\.payments, ops\\.audit.*${SETUP}`));
		missing.collections = new Set();
	});

	it("with an index missing: each is named, for the roles that use queries", async () => {
		couchbase.queries.indexes = allIndexes.filter(({ name }) => name !== "orderdeck_shipments_due");
		expect(await refused({ ...env(), ROLES: "shipping" })).toMatch(new RegExp(`orderdeck_shipments_due.*${SETUP}`));
		couchbase.queries.indexes = allIndexes;
	});
});

describe("a daemon with contradictory settings", () => {
	const couchbase = { COUCHBASE_HOST: "127.0.0.1", COUCHBASE_USERNAME: "u", COUCHBASE_PASSWORD: WRONG_PASSWORD };

	it("some roles with a store in Couchbase and an embedded log", async () => {
		expect(await refused({ ...couchbase, ROLES: "fraud,api" })).toMatch(/ROLES: .*COUCHBASE_HOST and without KAFKA_BOOTSTRAP_SERVERS/);
	});

	it("some roles on Kafka with an embedded store", async () => {
		expect(await refused({ ...kafkaEnv(), ROLES: "fraud,api" })).toMatch(/ROLES: .*KAFKA_BOOTSTRAP_SERVERS and without COUCHBASE_HOST/);
	});

	it("a password without COUCHBASE_HOST", async () => {
		expect(await refused({ COUCHBASE_PASSWORD: WRONG_PASSWORD })).toMatch(/COUCHBASE_PASSWORD: is set without COUCHBASE_HOST/);
	});
});
