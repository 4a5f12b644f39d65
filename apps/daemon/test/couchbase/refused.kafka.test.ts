/** What an operator meets who points the daemon at Couchbase wrongly: one sentence with what to look at, never a secret. */
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort, spawnDaemon, temporaryDir } from "../daemon.ts";
import { kafkaEnv } from "../fleet/kafka-env.ts";
import { type Couchbase, NO_COUCHBASE, startCouchbase } from "./couchbase.ts";

const WRONG_PASSWORD = "not-the-password-3e0a";
const PATIENCE_MS = 60_000;
const SETUP = "npm run couchbase:setup";

/** The one line that the daemon says before it ends with 2. */
async function refused(env: Readonly<Record<string, string>>): Promise<string> {
	await using dir = await temporaryDir();
	const { child, output } = spawnDaemon({ PORT: String(await freePort()), DATA_DIR: dir.path, ...env });
	// One that starts after all would stay.
	const overdue = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
	const [code] = (await once(child, "exit")) as [number | null];
	clearTimeout(overdue);
	const said = output().trim().split("\n");
	expect({ code, lines: said.length }, output()).toEqual({ code: 2, lines: 1 });
	for (const secret of [WRONG_PASSWORD, env.COUCHBASE_PASSWORD, env.CONFLUENT_API_SECRET]) {
		if (secret !== undefined) expect(output()).not.toContain(secret);
	}
	return said.join();
}

describe.skipIf(NO_COUCHBASE !== "")(`a daemon pointed at Couchbase wrongly${NO_COUCHBASE}`, () => {
	const lacking = { scope: false, collections: new Set<string>() };
	let couchbase: Couchbase;
	let whole: Couchbase["queries"]["indexes"];
	const env = () => ({ ...kafkaEnv(), ...couchbase.env });

	beforeAll(async () => {
		const has = (scope: string, collection: string) =>
			lacking.scope && scope === "ops" ? "no-scope" : lacking.collections.has(collection) ? "no-collection" : "yes";
		couchbase = await startCouchbase({ has });
		whole = couchbase.queries.indexes;
	});
	afterAll(() => couchbase[Symbol.asyncDispose]());

	it("with a wrong password", async () => {
		couchbase.refuseLogins(true);
		const said = await refused({ ...env(), COUCHBASE_PASSWORD: WRONG_PASSWORD });
		expect(said).toMatch(/127\.0\.0\.1:\d+.*COUCHBASE_USERNAME, COUCHBASE_PASSWORD/);
		couchbase.refuseLogins(false);
	});

	it("at a bucket that there is not", async () => {
		expect(await refused({ ...env(), COUCHBASE_BUCKET: "elsewhere" })).toMatch(/elsewhere.*COUCHBASE_BUCKET/);
	});

	it("before its setup: the scope, or each collection that is missing, is named", async () => {
		lacking.scope = true;
		expect(await refused({ ...env(), ROLES: "fraud" })).toMatch(new RegExp(`order_analytics.*scope ops.*${SETUP}`));
		lacking.scope = false;
		lacking.collections = new Set(["payments", "audit"]);
		expect(await refused({ ...env(), ROLES: "fraud" })).toMatch(new RegExp(`ops\\.payments, ops\\.audit.*${SETUP}`));
		lacking.collections = new Set();
	});

	it("with an index missing: each is named, to the roles that ask queries", async () => {
		couchbase.queries.indexes = whole.filter(({ name }) => name !== "orderdeck_shipments_due");
		expect(await refused({ ...env(), ROLES: "shipping" })).toMatch(new RegExp(`orderdeck_shipments_due.*${SETUP}`));
		couchbase.queries.indexes = whole;
	});
});

describe("a daemon with a mix that cannot be right", () => {
	const couchbase = { COUCHBASE_HOST: "127.0.0.1", COUCHBASE_USERNAME: "u", COUCHBASE_PASSWORD: WRONG_PASSWORD };

	it("some roles in Couchbase with a log of their own", async () => {
		expect(await refused({ ...couchbase, ROLES: "fraud,api" })).toMatch(/ROLES: .*COUCHBASE_HOST and without KAFKA_BOOTSTRAP_SERVERS/);
	});

	it("some roles on Kafka with a store of their own", async () => {
		expect(await refused({ ...kafkaEnv(), ROLES: "fraud,api" })).toMatch(/ROLES: .*KAFKA_BOOTSTRAP_SERVERS and without COUCHBASE_HOST/);
	});

	it("a password without the store that it is for", async () => {
		expect(await refused({ COUCHBASE_PASSWORD: WRONG_PASSWORD })).toMatch(/COUCHBASE_PASSWORD: is set without COUCHBASE_HOST/);
	});
});
