/** Each role in a daemon of its own, on Kafka and Couchbase alone: the invariants hold whichever daemon is killed. */
import { servicesSchema } from "@orderdeck/contracts/services/requests";
import { ROLES, type Role, TOPICS } from "@orderdeck/contracts/topics";
import { totalsOf } from "@orderdeck/core/domain/totals";
import { describe, expect, it } from "vitest";
import { extent } from "../../../../packages/core/test/extent.ts";
import { mulberry32, seed } from "../../../../packages/core/test/random.ts";
import { type Daemon, startDaemon, until } from "../daemon.ts";
import { drainAndStop } from "../drain-and-stop.ts";
import { plainClient, readAll } from "../kafka/plain-client.ts";
import { NO_COUCHBASE, startCouchbase } from "./couchbase.ts";
import { brokenInvariants, cleanEnv, deadLetters, lagShown, states } from "./fixture.ts";

const random = mulberry32(seed);
const KILLS = extent(1, 3);

describe.skipIf(NO_COUCHBASE !== "")(`each role in its own daemon on Kafka and Couchbase, TEST_SEED=${seed}${NO_COUCHBASE}`, () => {
	it(`keeps every invariant through SIGKILLs of a random role under load, ${KILLS} of them`, async () => {
		await using couchbase = await startCouchbase();
		const env = await cleanEnv(couchbase);
		await using scope = new AsyncDisposableStack();
		let started = 0;
		const start = async (role: Role): Promise<Daemon> => {
			started += 1;
			return scope.use(await startDaemon({ ...env, ROLES: role, PRODUCER_RATE: "40", PRODUCER_SEED: String(seed + started) }));
		};
		const daemons = new Map(await Promise.all(ROLES.map(async (role) => [role, await start(role)] as const)));
		const delivered = async () => totalsOf(await couchbase.store.aggregates(), "USD").events.SHIPMENT_DELIVERED ?? 0;
		await until("orders are delivered", async () => (await delivered()) > 0);
		const killed = new Set<Role>();
		for (let kill = 0; kill < KILLS; kill += 1) {
			const role = ROLES[Math.floor(random() * ROLES.length)] ?? "payments";
			killed.add(role);
			await daemons.get(role)?.end("SIGKILL");
			daemons.set(role, await start(role));
			await new Promise((resolve) => setTimeout(resolve, random() * 1_500));
		}
		const before = await delivered();
		await until("orders are delivered again", async () => (await delivered()) >= before + 30);

		const api = daemons.get("api")?.url ?? "";
		await until("the API reports every role, whichever process runs it", async () => (await states(api)).size === ROLES.length);
		await until("the API reports which roles were restarted", async () => {
			const { services } = servicesSchema.parse(await (await fetch(`${api}/api/services/status`)).json());
			const restarted = new Set(services.filter(({ restarts }) => (restarts ?? 0) > 0).map(({ role }) => role));
			return [...killed].every((role) => role === "api" || restarted.has(role));
		});
		await until("the lag of all groups is shown", async () => (await lagShown(api)) !== undefined);
		expect(await daemons.get("producer")?.end("SIGTERM")).toBe(0);
		expect(await drainAndStop({ ...env, ROLES: "api" })).toBe(0);
		expect(await Promise.all([...daemons.values()].map((daemon) => daemon.end("SIGTERM")))).toEqual(ROLES.map(() => 0));
		expect(await brokenInvariants(couchbase)).toEqual([]);
		expect(await deadLetters()).toBe(0);
		expect((await readAll(plainClient(), TOPICS.orders)).length).toBeGreaterThan(100);
	});
});
