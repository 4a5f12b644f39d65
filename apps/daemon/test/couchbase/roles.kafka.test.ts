/** Each role in a daemon of its own, on Kafka and Couchbase alone: whatever dies, the laws hold. FLEET_SEED repeats a run. */
import { servicesSchema } from "@orderdeck/contracts/services/requests";
import { ROLES, type Role, TOPICS } from "@orderdeck/contracts/topics";
import { totalsOf } from "@orderdeck/core/domain/aggregates";
import { describe, expect, it } from "vitest";
import { type Daemon, startDaemon, until } from "../daemon.ts";
import { finish } from "../finish.ts";
import { plainClient, readAll } from "../kafka/plain-client.ts";
import { mulberry32 } from "../random.ts";
import { NO_COUCHBASE, startCouchbase } from "./couchbase.ts";
import { cleanEnv, deadLetters, lagShown, sleep, states, wrongIn } from "./scene.ts";

const seed = Number(process.env.FLEET_SEED ?? Math.floor(Math.random() * 2 ** 31));
const random = mulberry32(seed);
const KILLS = 3;

describe.skipIf(NO_COUCHBASE !== "")(`each role in its own daemon on Kafka and Couchbase, FLEET_SEED=${seed}${NO_COUCHBASE}`, () => {
	it(`keeps every law through ${KILLS} SIGKILLs of a random role under load`, async () => {
		await using couchbase = await startCouchbase();
		const env = await cleanEnv(couchbase);
		await using scope = new AsyncDisposableStack();
		let started = 0;
		const start = async (role: Role): Promise<Daemon> => {
			started += 1;
			return scope.use(await startDaemon({ ...env, ROLES: role, PRODUCER_RATE: "40", PRODUCER_SEED: String(seed + started) }));
		};
		const daemons = new Map(await Promise.all(ROLES.map(async (role) => [role, await start(role)] as const)));
		const delivered = async () => totalsOf(await couchbase.store.aggregates()).events.SHIPMENT_DELIVERED ?? 0;
		await until("orders are delivered", async () => (await delivered()) > 0);
		const killed = new Set<Role>();
		for (let kill = 0; kill < KILLS; kill += 1) {
			const role = ROLES[Math.floor(random() * ROLES.length)] ?? "payments";
			killed.add(role);
			await daemons.get(role)?.end("SIGKILL");
			daemons.set(role, await start(role));
			await sleep(500 + random() * 1_500);
		}
		const before = await delivered();
		await until("orders are delivered again", async () => (await delivered()) >= before + 30);

		const api = daemons.get("api")?.url ?? "";
		await until("the API tells of every role, whichever process runs it", async () => (await states(api)).size === ROLES.length);
		await until("the API says which roles were started anew", async () => {
			const { services } = servicesSchema.parse(await (await fetch(`${api}/api/services/status`)).json());
			const restarted = new Set(services.filter(({ restarts }) => (restarts ?? 0) > 0).map(({ role }) => role));
			return [...killed].every((role) => role === "api" || restarted.has(role));
		});
		await until("the lag of all groups is shown", async () => (await lagShown(api)) !== undefined);
		expect(await daemons.get("producer")?.end("SIGTERM")).toBe(0);
		expect(await finish({ ...env, ROLES: "api" })).toBe(0);
		expect(await Promise.all([...daemons.values()].map((daemon) => daemon.end("SIGTERM")))).toEqual(ROLES.map(() => 0));
		expect(await wrongIn(couchbase)).toEqual([]);
		expect(await deadLetters()).toBe(0);
		expect((await readAll(plainClient(), TOPICS.orders)).length).toBeGreaterThan(100);
	});
});
