/** Each role in a process of its own, on a real Kafka: the invariants hold whatever is killed, frozen, unavailable or read again. */
import { GROUPS, type Role, TOPICS } from "@orderdeck/contracts/topics";
import { createOrderedWork } from "@orderdeck/core/adapters/ordered-work/ordered-work";
import { systemClock } from "@orderdeck/core/adapters/system-clock";
import { BY_OPERATOR, commandsOf } from "@orderdeck/core/commands/commands.fixture";
import { totalsOf } from "@orderdeck/core/domain/totals";
import { orderBody } from "@orderdeck/core/steps/events.fixture";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { extent, SOAK } from "../../../../packages/core/test/extent.ts";
import { mulberry32, seed } from "../../../../packages/core/test/random.ts";
import { offsetsApi } from "../../src/api/offsets.ts";
import { createOffsetResets } from "../../src/pipeline/offset-resets.ts";
import { until } from "../daemon.ts";
import { describeGroups } from "../kafka/consumer-groups.ts";
import { findControl } from "../kafka/control.ts";
import { CONSUMERS, drainedViolations } from "./checks.ts";
import { type Fleet, type MemberOptions, openFleet, SESSION_MS } from "./fleet.ts";
import type { Member } from "./member.ts";

const random = mulberry32(seed);
const KILLS = extent(2, 8);
const TURNS = extent(3, 30);

function pick<T>(all: readonly T[]): T {
	return all[Math.floor(random() * all.length)] as T;
}

describe(`roles in separate processes, TEST_SEED=${seed}`, () => {
	// One fleet for all: to start one takes longer than most of what is done to it.
	let fleet: Fleet;
	const consumers = () => fleet.members().filter(({ roles }) => !roles.includes("producer"));
	/** Replaces the processes of a role by one with these options. */
	const replace = async (role: Role, options?: MemberOptions) => {
		await Promise.all(consumers().map((member) => (member.roles.includes(role) ? member.stop() : undefined)));
		fleet.start(role, options);
	};

	beforeAll(async () => {
		fleet = await openFleet({ seed });
		for (const role of CONSUMERS) fleet.start(role);
	});
	afterAll(() => fleet[Symbol.asyncDispose]());

	it("offsets are set back to 0 and everything is read again: equal views, equal totals, no second charge", async () => {
		fleet.start("producer", { rate: 100 });
		await fleet.flowing(100);
		expect(await drainedViolations(fleet)).toEqual([]);
		const before = await snapshot(fleet);
		await Promise.all(consumers().map((member) => member.stop()));
		for (const group of Object.values(GROUPS)) {
			const starts = (await fleet.log.groupOffsets(group)).map(({ topic, partition }) => ({ topic, partition, offset: 0 }));
			await fleet.log.seek(group, starts);
		}
		for (const role of CONSUMERS) fleet.start(role);
		await fleet.drained();
		expect(await snapshot(fleet)).toEqual(before);
		expect(await fleet.violations()).toEqual([]);
	});

	it("groups are paused and set back by another process: members stay, leave for the reset only, and nothing changes", async () => {
		expect(await drainedViolations(fleet)).toEqual([]);
		const before = await snapshot(fleet);
		const { log, store } = fleet;
		const work = createOrderedWork({ store, log: { check: () => undefined, apply: async () => [] } });
		const { execute } = commandsOf({ log, store, work, clock: systemClock });
		const resets = createOffsetResets({ log, store, clock: systemClock, execute });
		const owners = async (group: string) => new Set((await log.groupOffsets(group)).map(({ owner }) => owner));
		const offsets = offsetsApi({ log, store, clock: systemClock, baseCurrency: "USD" });
		const groups = Object.values(GROUPS);
		for (const group of groups) await execute("pauseGroup", { group, reason: "fleet test" }, BY_OPERATOR);
		await until("all members have applied the pause", async () =>
			consumers().every((member) => member.status()?.services.every(({ pause }) => pause?.applied === true)),
		);
		for (const group of groups) {
			expect(await owners(group)).not.toContain(undefined);
			const { partitions: previewed, expected } = await offsets.previewReset({ group, to: "earliest" });
			const accepted = await execute("resetOffsets", { group, to: "earliest", expected, reason: "fleet test" }, BY_OPERATOR);
			await resets.complete(group);
			const { partitions, read_back } = await offsets.readBack(accepted);
			expect(previewed).toMatchObject(partitions);
			expect(read_back.map(({ offset, matches }) => ({ offset, matches }))).toEqual(partitions.map(() => ({ offset: 0, matches: true })));
		}
		// The same by Kafka's own tool, where it is at hand.
		const control = findControl();
		const printed = control && (await describeGroups(control));
		if (printed !== undefined)
			for (const group of groups) expect(new Set(printed.get(group)?.map(({ committed }) => committed)), group).toEqual(new Set([0]));
		for (const group of groups) {
			await until(`members of ${group} have rejoined it`, async () => !(await owners(group)).has(undefined));
			await execute("resumeGroup", { group }, BY_OPERATOR);
		}
		await fleet.drained();
		expect(await snapshot(fleet)).toEqual(before);
		expect(await fleet.violations()).toEqual([]);
	});

	it.runIf(SOAK)("two processes of each role share the partitions, and all orders are completed", async () => {
		const second = CONSUMERS.map((role) => fleet.start(role));
		fleet.start("producer");
		await fleet.flowing(200);
		await until("both processes of payments own partitions", async () => {
			return new Set((await fleet.log.groupOffsets(GROUPS.payments)).map(({ owner }) => owner)).size === 2;
		});
		expect(await drainedViolations(fleet)).toEqual([]);
		expect(await Promise.all(second.map((member) => member.stop()))).toEqual(second.map(() => 0));
	});

	it(`a random role is killed with SIGKILL ${KILLS} times under load`, async () => {
		fleet.start("producer");
		await fleet.flowing();
		for (let kills = 0; kills < KILLS; kills += 1) {
			const victim = pick(fleet.members());
			await victim.kill();
			const successor = fleet.start(victim.roles);
			await until("its successor runs", async () => successor.status() !== undefined);
			await moment(random() * 1_500);
		}
		await fleet.flowing();
		expect(await drainedViolations(fleet)).toEqual([]);
	});

	it(`members join and leave without a pause, ${TURNS} times`, async () => {
		fleet.start("producer");
		await fleet.flowing();
		for (let turns = 0; turns < TURNS; turns += 1) {
			const guest = fleet.start(pick(CONSUMERS));
			await until("it runs", async () => guest.status() !== undefined);
			await moment(random() * 500);
			await guest.stop();
		}
		expect(await drainedViolations(fleet)).toEqual([]);
	});

	it("the payment provider takes longer than a session: no member is fenced, no order is charged twice", async () => {
		const before = new Set(fleet.ledger().map(({ key }) => key));
		await replace("payments", { paymentLatencyMs: SESSION_MS + 2_000 });
		fleet.start("producer", { rate: 3 });
		await fleet.flowing(5);
		expect(await drainedViolations(fleet)).toEqual([]);
		const charges = fleet.ledger().filter(({ key }) => !before.has(key));
		expect(charges.length).toBeGreaterThanOrEqual(5);
		expect(charges.every(({ attempts }) => attempts === 1)).toBe(true);
		await replace("payments");
	});

	it("the store fails writes that it has carried out, again and again", async () => {
		fleet.faults.after = ({ target, method }) => {
			if (target === "store" && method === "write" && random() < 0.05) throw new Error("the response is lost");
		};
		fleet.start("producer");
		await fleet.flowing();
		fleet.faults = {};
		expect(await drainedViolations(fleet)).toEqual([]);
	});

	it.runIf(SOAK)("the store is unavailable: members report it, lag rises, nothing is skipped, all drains", async () => {
		const members = consumers();
		fleet.start("producer");
		await fleet.flowing();
		const lettersBefore = members.map(deadLetters);
		fleet.faults.before = () => {
			throw new Error("the store is unavailable");
		};
		await until("a member reports it", async () => {
			return members.some((member) => member.status()?.ready === false && member.status()?.reason?.includes("the store is unavailable"));
		});
		// Another program's: ours cannot produce many without the store, which numbers the orders.
		await fleet.log.append(foreignOrders(50));
		for (const group of [GROUPS.payments, GROUPS.inventory, GROUPS.analytics]) expect(await lagOf(fleet, group)).toBeGreaterThanOrEqual(50);
		fleet.faults = {};
		expect(await drainedViolations(fleet)).toEqual([]);
		expect(members.map(deadLetters)).toEqual(lettersBefore);
	});
});

/** A random moment at which the next fault happens. */
function moment(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

function deadLetters(member: Member): number | undefined {
	return member.status()?.services.reduce((sum, { dead_letters }) => sum + dead_letters, 0);
}

function foreignOrders(count: number) {
	return Array.from({ length: count }, (_, n) => {
		const key = `FOREIGN-${n}`;
		return { topic: TOPICS.orders, key, value: Buffer.from(JSON.stringify(orderBody(key))), headers: {} };
	});
}

async function lagOf({ log }: Fleet, group: string): Promise<number> {
	const offsets = await log.groupOffsets(group);
	const ends = await log.bounds([...new Set(offsets.map(({ topic }) => topic))]);
	const sum = (numbers: readonly number[]) => numbers.reduce((all, number) => all + number, 0);
	return sum(ends.map(({ end }) => end)) - sum(offsets.map(({ committed }) => committed ?? 0));
}

/** What reading again must not change: the views' bytes, the totals, the ledger. */
async function snapshot(fleet: Fleet): Promise<string> {
	const ids = Array.from({ length: 20_000 }, (_, id) => String(id));
	const views = (await fleet.store.get("orders", ids)).flatMap((read) => (read === undefined ? [] : [JSON.stringify(read.doc)]));
	expect(views.length).toBeGreaterThan(100);
	const { order_count, total_sales, cancelled } = totalsOf(await fleet.store.aggregates(), "USD");
	return JSON.stringify([views, order_count, total_sales, cancelled, fleet.ledger()], null, 1);
}
