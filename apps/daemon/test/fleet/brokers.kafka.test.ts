/** Each role in a process of its own while brokers are unavailable or frozen, alone and together with other faults. */
import { GROUPS } from "@orderdeck/contracts/topics";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { extent } from "../../../../packages/core/test/extent.ts";
import { mulberry32, seed } from "../../../../packages/core/test/random.ts";
import { until } from "../daemon.ts";
import { type Control, findControl, requireControl } from "../kafka/control.ts";
import { plainClient } from "../kafka/plain-client.ts";
import { CONSUMERS, drainedViolations } from "./checks.ts";
import { type Fleet, openFleet, SESSION_MS } from "./fleet.ts";

const random = mulberry32(seed);
const BROKERS = [1, 2, 3] as const;
/** How long the brokers stay unavailable after every member has reported it. */
const OUTAGE_MS = extent(2_000, 60_000);
/** Faults that happen two at a time: each kind once, in this order, and then any. */
const KINDS = ["machine", "store", "member", "responses", "broker"] as const;
const PAIRS = extent(2, 6);

function pick<T>(all: readonly T[]): T {
	return all[Math.floor(random() * all.length)] as T;
}

/** For the duration of a fault. */
function during(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Resolves when the cluster counts so many brokers: it has elected new leaders for the partitions of one that is dead. */
async function brokersCounted(count: number): Promise<void> {
	const admin = plainClient().admin();
	await admin.connect();
	try {
		await until(`${count} brokers are counted`, async () => (await admin.describeCluster()).brokers.length === count);
	} finally {
		await admin.disconnect();
	}
}

/** The broker that leads the partition with the group's offsets. */
async function coordinatorOf(brokers: Control, group: string): Promise<number> {
	let id: string | undefined;
	await until(`${group} has a coordinator`, async () => {
		const { stdout } = await brokers.tool("consumer-groups", ["--describe", "--group", group, "--state"]);
		id = /\((\d+)\)/.exec(stdout)?.[1];
		return id !== undefined;
	});
	return Number(id);
}

/** The kinds of faults, each for a random time and then undone; faults of the store last until they are cleared. */
function faultsOf(fleet: Fleet, brokers: Control): Readonly<Record<(typeof KINDS)[number], () => Promise<void>>> {
	return {
		// Up to 7 s: the controller takes a broker for dead after 4.
		async broker() {
			const broker = pick(BROKERS);
			await brokers.freeze(broker);
			await during(1_000 + random() * 6_000);
			await brokers.thaw(broker);
		},
		// Longer than a session or not.
		async member() {
			const { child } = pick(fleet.members().filter(({ roles }) => !roles.includes("producer")));
			child.kill("SIGSTOP");
			await during(1_000 + random() * (SESSION_MS + 2_000));
			child.kill("SIGCONT");
		},
		// A laptop that sleeps, a host that moves.
		async machine() {
			const processes = fleet.members().map(({ child }) => child);
			await Promise.all(BROKERS.map((broker) => brokers.freeze(broker)));
			for (const child of processes) child.kill("SIGSTOP");
			await during(1_000 + random() * (SESSION_MS + 2_000));
			for (const child of processes) child.kill("SIGCONT");
			await Promise.all(BROKERS.map((broker) => brokers.thaw(broker)));
		},
		async store() {
			fleet.faults.before = () => {
				throw new Error("the store is unavailable");
			};
			await during(random() * 8_000);
		},
		async responses() {
			fleet.faults.after = () => {
				if (random() < 0.1) throw new Error("the response is lost");
			};
			await during(random() * 8_000);
		},
	};
}

function faultPairs(): (typeof KINDS)[number][][] {
	const all = [...KINDS, ...Array.from({ length: PAIRS * 2 }, () => pick(KINDS))];
	return Array.from({ length: PAIRS }, (_, at) => [...new Set(all.slice(2 * at, 2 * at + 2))]);
}

describe.skipIf(findControl() === undefined)(`brokers unavailable, TEST_SEED=${seed}`, () => {
	let brokers: Control;
	let fleet: Fleet;

	beforeAll(async () => {
		brokers = requireControl();
		fleet = await openFleet({ seed });
		for (const role of CONSUMERS) fleet.start(role);
	});
	afterAll(() => fleet[Symbol.asyncDispose]());

	it("one broker dies and restarts, then the coordinator of payments: orders flow without it and with it", async () => {
		fleet.start("producer");
		await fleet.flowing();
		for (const find of [async () => pick(BROKERS), () => coordinatorOf(brokers, GROUPS.payments)]) {
			const victim = await find();
			await brokers.kill(victim);
			await brokersCounted(BROKERS.length - 1);
			await fleet.flowing();
			await brokers.start(victim);
			await fleet.flowing();
		}
		expect(await drainedViolations(fleet)).toEqual([]);
	});

	for (const [at, pair] of faultPairs().entries()) {
		it(`faults at the same time, ${at + 1} of ${PAIRS}: ${pair.join(" and ")}`, async () => {
			const faults = faultsOf(fleet, brokers);
			fleet.start("producer");
			await fleet.flowing();
			const both = Promise.all(pair.map((kind) => faults[kind]()));
			await during(random() * 2_000);
			// The last orders are sent during the faults: no later ones wake a consumer that has missed them.
			const paused = fleet.produce(false);
			await both;
			fleet.faults = {};
			await paused;
			expect(await drainedViolations(fleet)).toEqual([]);
		});
	}

	it(`all brokers are unavailable for ${OUTAGE_MS / 1000} s and more: every member reports it, none exits, nothing is skipped, all drains`, async () => {
		const consumers = fleet.members();
		const members = [...consumers, fleet.start("producer")];
		await fleet.flowing();
		await brokers.kill("all");
		await until("every consumer reports that it is not ready", async () => {
			return consumers.every((member) => member.status()?.ready === false);
		});
		await during(OUTAGE_MS);
		const statuses = consumers.map((member) => member.status());
		expect(statuses.map((status) => status?.ready)).toEqual(consumers.map(() => false));
		expect(statuses.map((status) => status?.reason ?? "").join(" ")).toMatch(/Kafka/);
		await brokers.start("all");
		await fleet.flowing();
		expect(members.map(({ child }) => child.exitCode)).toEqual(members.map(() => null));
		expect(await drainedViolations(fleet)).toEqual([]);
	});
});
