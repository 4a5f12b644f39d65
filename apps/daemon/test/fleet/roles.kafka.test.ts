/** Roles apart, on a real Kafka: whatever dies, comes or goes, the laws hold. FLEET_SEED repeats a run. */
import { GROUPS, type Role } from "@orderdeck/contracts/topics";
import { totalsOf } from "@orderdeck/core/domain/aggregates";
import { describe, expect, it } from "vitest";
import { until } from "../daemon.ts";
import { findControl } from "../kafka/control.ts";
import { mulberry32 } from "../random.ts";
import { type Fleet, type Member, openFleet } from "./fleet.ts";

const seed = Number(process.env.FLEET_SEED ?? Math.floor(Math.random() * 2 ** 31));
const random = mulberry32(seed);
const control = findControl();
/** How long all brokers stay away. */
const AWAY_MS = Number(process.env.FLEET_AWAY_SECONDS ?? 60) * 1000;
/** How many faults the test of all kinds draws. */
const FAULTS = Number(process.env.FLEET_FAULTS ?? 6);
const CONSUMERS = ["fraud", "payments", "inventory", "shipping", "analytics"] as const satisfies readonly Role[];
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Stops the producers, lets all come to its end, and says what is wrong. */
async function wrongIn(fleet: Fleet): Promise<string[]> {
	await fleet.produce(false);
	await sleep(1_000);
	await fleet.drained();
	return fleet.violations();
}

function pick<T>(all: readonly T[]): T {
	return all[Math.floor(random() * all.length)] as T;
}

/** Where the group's coordinator lives: the broker that leads the partition of its offsets. */
async function coordinatorOf(group: string): Promise<number> {
	let id: string | undefined;
	await until(`${group} has a coordinator`, async () => {
		const { stdout } = await (control ?? failed()).tool("consumer-groups", ["--describe", "--group", group, "--state"]);
		id = /\((\d+)\)/.exec(stdout)?.[1];
		return id !== undefined;
	});
	return Number(id);
}

function failed(): never {
	throw new Error("there is no control of the brokers here");
}

describe(`roles apart, FLEET_SEED=${seed}`, () => {
	it("two processes of each role share the partitions, and orders reach their end", async () => {
		await using fleet = await openFleet({ seed });
		for (const role of CONSUMERS) for (let n = 0; n < 2; n += 1) fleet.start(role);
		fleet.start("producer");
		await fleet.flowing(200);
		const owners = new Set((await fleet.log.groupOffsets(GROUPS.payments)).map(({ owner }) => owner));
		expect(owners.size).toBe(2);
		expect(await wrongIn(fleet)).toEqual([]);
		const members = fleet.members();
		expect(await Promise.all(members.map((member) => member.stop()))).toEqual(members.map(() => 0));
	});

	it("a random role is killed with SIGKILL again and again under load", async () => {
		await using fleet = await openFleet({ seed });
		for (const role of CONSUMERS) fleet.start(role);
		fleet.start("producer");
		await fleet.flowing();
		for (let kills = 0; kills < 8; kills += 1) {
			const victim: Member = pick(fleet.members());
			const role = victim.name.split("-")[0] as Role;
			await victim.kill();
			fleet.start(role);
			await sleep(500 + random() * 1_500);
		}
		await fleet.flowing();
		expect(await wrongIn(fleet)).toEqual([]);
	});

	it("members join and leave every 500 ms", async () => {
		await using fleet = await openFleet({ seed });
		for (const role of CONSUMERS) fleet.start(role);
		fleet.start("producer");
		await fleet.flowing();
		let guest: Member | undefined;
		for (let turns = 0; turns < 30; turns += 1) {
			if (guest === undefined) guest = fleet.start(pick(CONSUMERS));
			else {
				await guest.stop();
				guest = undefined;
			}
			await sleep(500);
		}
		expect(await wrongIn(fleet)).toEqual([]);
	});

	it("the payment provider takes longer than a session lasts: nobody is thrown out, nobody pays twice", async () => {
		await using fleet = await openFleet({ seed, rate: 3, paymentLatencyMs: 18_000 });
		for (const role of CONSUMERS) fleet.start(role);
		fleet.start("producer");
		await fleet.flowing(5);
		expect(await wrongIn(fleet)).toEqual([]);
		expect(fleet.ledger().every(({ attempts }) => attempts === 1)).toBe(true);
	});

	it("the store answers that it is away though it has written, again and again", async () => {
		await using fleet = await openFleet({ seed });
		fleet.faults.after = ({ target, method }) => {
			if (target === "store" && method === "write" && random() < 0.05) throw new Error("no answer");
		};
		for (const role of CONSUMERS) fleet.start(role);
		fleet.start("producer");
		await fleet.flowing();
		fleet.faults = {};
		expect(await wrongIn(fleet)).toEqual([]);
	});

	it("the store is away for a while: lag rises, nothing is skipped, all drains", async () => {
		await using fleet = await openFleet({ seed });
		const members = CONSUMERS.map((role) => fleet.start(role));
		fleet.start("producer");
		await fleet.flowing();
		fleet.faults.before = () => {
			throw new Error("the store is away");
		};
		await sleep(8_000);
		expect(members.map((member) => member.status()?.ready)).toContain(false);
		expect(members.map((member) => member.status()?.reason).join()).toContain("the store is away");
		fleet.faults = {};
		expect(await wrongIn(fleet)).toEqual([]);
		expect(members.map((member) => member.status()?.services.reduce((sum, { dead_letters }) => sum + dead_letters, 0))).toEqual([
			0, 0, 0, 0, 0,
		]);
	});

	it("offsets go back to 0 and everything is read again: equal views, equal totals, no second charge", async () => {
		await using fleet = await openFleet({ seed });
		let members = CONSUMERS.map((role) => fleet.start(role));
		const producer = fleet.start("producer");
		await fleet.flowing();
		expect(await wrongIn(fleet)).toEqual([]);
		const before = await remembered(fleet);
		await Promise.all([...members, producer].map((member) => member.stop()));
		for (const group of Object.values(GROUPS)) {
			const places = (await fleet.log.groupOffsets(group)).map(({ topic, partition }) => ({ topic, partition, offset: 0 }));
			await fleet.log.seek(group, places);
		}
		members = CONSUMERS.map((role) => fleet.start(role));
		await fleet.drained();
		expect(await remembered(fleet)).toEqual(before);
		expect(await fleet.violations()).toEqual([]);
	});
});

/** What must not change by reading again: views as bytes, totals, the provider's books. */
async function remembered(fleet: Fleet): Promise<string> {
	const ids = Array.from({ length: 20_000 }, (_, id) => String(id));
	const views = (await fleet.store.get("orders", ids)).flatMap((read) => (read === undefined ? [] : [JSON.stringify(read.doc)]));
	expect(views.length).toBeGreaterThan(100);
	const { order_count, total_sales, cancelled } = totalsOf(await fleet.store.aggregates());
	return JSON.stringify([views, order_count, total_sales, cancelled, fleet.ledger()], null, 1);
}

describe.skipIf(control === undefined)(`brokers away, FLEET_SEED=${seed}`, () => {
	it("one broker dies and comes back, then the coordinator of payments", async () => {
		const brokers = control ?? failed();
		await using fleet = await openFleet({ seed });
		for (const role of CONSUMERS) fleet.start(role);
		fleet.start("producer");
		await fleet.flowing();
		const victim = 1 + Math.floor(random() * 3);
		await brokers.kill(victim);
		await sleep(8_000);
		await brokers.start(victim);
		await sleep(3_000);
		const coordinator = await coordinatorOf(GROUPS.payments);
		await brokers.kill(coordinator);
		await sleep(8_000);
		await brokers.start(coordinator);
		await fleet.flowing();
		expect(await wrongIn(fleet)).toEqual([]);
	});

	it(`${FAULTS} faults of all kinds at random: brokers, members or the machine stand still, the store is away or its answers get lost`, async () => {
		const brokers = control ?? failed();
		await using fleet = await openFleet({ seed });
		const members = CONSUMERS.map((role) => fleet.start(role));
		fleet.start("producer");
		await fleet.flowing();
		const faults: Readonly<Record<string, () => Promise<void>>> = {
			// Some are taken for dead meanwhile (after 4 s) and come back with old news, some are only slow.
			async broker() {
				const broker = 1 + Math.floor(random() * 3);
				await brokers.freeze(broker);
				await sleep(1_000 + random() * 6_000);
				await brokers.thaw(broker);
			},
			// Longer than a session lasts (15 s), or not.
			async member() {
				const { child } = pick(members);
				child.kill("SIGSTOP");
				await sleep(1_000 + random() * 17_000);
				child.kill("SIGCONT");
			},
			// All of the machine: a laptop that sleeps, a host that moves.
			async machine() {
				const processes = fleet.members().map(({ child }) => child);
				await Promise.all([1, 2, 3].map((broker) => brokers.freeze(broker)));
				for (const child of processes) child.kill("SIGSTOP");
				await sleep(1_000 + random() * 17_000);
				for (const child of processes) child.kill("SIGCONT");
				await Promise.all([1, 2, 3].map((broker) => brokers.thaw(broker)));
			},
			async store() {
				fleet.faults.before = () => {
					throw new Error("the store is away");
				};
				await sleep(random() * 8_000);
			},
			async answers() {
				fleet.faults.after = () => {
					if (random() < 0.1) throw new Error("no answer");
				};
				await sleep(random() * 8_000);
			},
		};
		const drawn = Array.from({ length: FAULTS }, () => pick(Object.keys(faults)));
		for (let at = 0; at < drawn.length; at += 2) {
			await fleet.produce(true);
			await fleet.flowing();
			// Two at a time, for they meet in practice too; and the last orders among them, for none come after these to wake anybody.
			const both = Promise.all([...new Set(drawn.slice(at, at + 2))].map((name) => faults[name]?.()));
			await sleep(random() * 4_000);
			const resting = fleet.produce(false);
			await both;
			fleet.faults = {};
			await resting;
			await fleet.drained();
		}
		expect(await wrongIn(fleet), drawn.join(", ")).toEqual([]);
	});

	it(`all brokers are away for ${AWAY_MS / 1000} s: readiness says so, nobody dies, nothing is skipped, all drains`, async () => {
		const brokers = control ?? failed();
		await using fleet = await openFleet({ seed });
		const members = [...CONSUMERS.map((role) => fleet.start(role)), fleet.start("producer")];
		await fleet.flowing();
		await brokers.kill("all");
		await sleep(AWAY_MS);
		const statuses = members.map((member) => member.status());
		expect(statuses.slice(0, CONSUMERS.length).map((status) => status?.ready)).toEqual(CONSUMERS.map(() => false));
		expect(statuses.map((status) => status?.reason ?? "").join(" ")).toMatch(/Kafka/);
		await brokers.start("all");
		await sleep(5_000);
		await fleet.flowing();
		expect(await wrongIn(fleet)).toEqual([]);
		expect(members.map(({ child }) => child.exitCode)).toEqual(members.map(() => null));
	});
});
