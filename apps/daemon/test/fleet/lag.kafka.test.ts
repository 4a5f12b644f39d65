/** Lag on a real Kafka: numbers as Kafka's own tool prints them, seconds from the record that waits, and the right status. */
import { randomUUID } from "node:crypto";
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { systemClock } from "@orderdeck/core/adapters/system-clock";
import type { EventLog, GroupConsumer } from "@orderdeck/core/ports/event-log";
import type { LogWork } from "@orderdeck/core/ports/unit-of-work";
import { afterAll, describe, expect, it } from "vitest";
import { LAG_DEFAULTS } from "../../src/live/lag.fixture.ts";
import { createLagSampler } from "../../src/live/lag-sampler.ts";
import { openKafka } from "../../src/pipeline/backend.ts";
import { until } from "../daemon.ts";
import { describeGroups } from "../kafka/consumer-groups.ts";
import { findControl, requireControl } from "../kafka/control.ts";
import { kafkaUnderTest } from "./fleet.ts";

const STEP_MS = 2_000;
/** As many samples as last a minute: without a commit, until a better status is shown. */
const MINUTE = 31;

/** A topic of one partition, a group name, and a sampler whose clock advances by two seconds from sample to sample. */
async function openGroup() {
	const backend = await openKafka(kafkaUnderTest().kafka, { clientId: "lag-test", report: () => undefined });
	const [topic, group] = [`lag-${randomUUID()}`, `lag-${randomUUID()}`];
	await backend.log.ensureTopics([{ topic, partitions: 1 }]);
	let skew = 0;
	const clock = { ...systemClock, now: () => Date.now() + skew };
	const daemonLog = { lagFailed: (error: unknown) => Promise.reject(error) };
	// Only this group: a sample would read all groups of the cluster.
	const log = { ...backend.log, groups: async () => [group] };
	const sampler = createLagSampler({ ...LAG_DEFAULTS, log, clock, daemonLog });
	return {
		log: backend.log,
		topic,
		group,
		join: () => backend.log.consumer({ group, topics: [topic], maxRecords: 100, member: "reader" }),
		commit: (consumer: GroupConsumer, work: LogWork = backend.logWork) => takeAndCommit(consumer, work),
		append: (count: number) => append(backend.log, topic, count),
		async sample(times = 1): Promise<GroupLag> {
			for (let n = 0; n < times; n += 1) {
				skew += STEP_MS;
				await sampler.sample();
			}
			const found = sampler.latest()?.groups.find((each) => each.group === group);
			if (found === undefined) throw new Error("the group was not sampled");
			return found;
		},
		async [Symbol.asyncDispose]() {
			await sampler[Symbol.asyncDispose]();
			await backend[Symbol.asyncDispose]();
		},
	};
}
type Group = Awaited<ReturnType<typeof openGroup>>;

async function append(log: EventLog, topic: string, count: number): Promise<void> {
	await log.append(Array.from({ length: count }, (_, id) => ({ topic, key: String(id), value: Buffer.from("{}"), headers: {} })));
}

async function takeAndCommit(consumer: GroupConsumer, work: LogWork): Promise<void> {
	const batch = await consumer.next(AbortSignal.timeout(60_000));
	if (batch === undefined) throw new Error("the consumer was closed");
	await work.apply({ records: [], commit: { group: consumer.group, offsets: batch.offsets, delivery: batch.delivery } });
}

/** Left as they are until the tool has been run once, for all of them. */
const open = new AsyncDisposableStack();
const sampled: { readonly group: string; readonly shown: GroupLag }[] = [];

async function group(): Promise<Group> {
	return open.use(await openGroup());
}

/** Keeps the group's final sample for the comparison with the tool. */
function compareLater({ group }: Group, shown: GroupLag): void {
	sampled.push({ group, shown });
}

describe("lag on Kafka", () => {
	afterAll(() => open.disposeAsync());

	it("of a group that has never committed is no number, with the age of the first record", async () => {
		const world = await group();
		await world.append(3);
		open.use(world.join());
		await until("the member is listed", async () => (await world.log.groupOffsets(world.group)).some(({ owner }) => owner === "reader"));
		const shown = await world.sample();
		expect(shown.partitions).toMatchObject([{ lag: "none", committed: null, end: 3, owner: "reader" }]);
		expect(shown.lag).toBeNull();
		const [first] = await world.log.read({ topic: world.topic, partition: 0, offset: 0 }, 1);
		expect(shown.lag_seconds).toBeCloseTo((Date.parse(shown.sampled_at) - (first?.timestamp ?? 0)) / 1000, 3);
		compareLater(world, shown);
	});

	it("in seconds is the age of the record at the committed offset", async () => {
		const world = await group();
		await world.append(2);
		await world.commit(open.use(world.join()));
		await world.append(5);
		const shown = await world.sample();
		const [waiting] = await world.log.read({ topic: world.topic, partition: 0, offset: 2 }, 1);
		expect(shown.partitions).toMatchObject([{ lag: 5, committed: 2, end: 7 }]);
		expect(shown.lag_seconds).toBeCloseTo((Date.parse(shown.sampled_at) - (waiting?.timestamp ?? 0)) / 1000, 3);
		compareLater(world, shown);
	});

	it("of a member that reads and does not commit is STALLED, of one that has left STOPPED, of one that catches up OK", async () => {
		const world = await group();
		await world.append(2);
		{
			await using reader = world.join();
			await world.commit(reader);
			await world.append(4);
			expect((await world.sample(MINUTE)).status).toBe("STALLED");
		}
		await until("the member has left", async () => (await world.log.groupOffsets(world.group)).every(({ owner }) => owner === undefined));
		expect(await world.sample(9)).toMatchObject({ status: "STOPPED", lag: 4, members: [] });
		await world.commit(open.use(world.join()));
		await until("it is at the end", async () => (await world.log.groupOffsets(world.group))[0]?.committed === 6);
		const recovered = await world.sample(MINUTE);
		expect(recovered).toMatchObject({ status: "OK", lag: 0, lag_seconds: 0 });
		compareLater(world, recovered);
	});

	it("of a slow topic whose records are all read is OK, however long ago", async () => {
		const world = await group();
		await world.append(1);
		await world.commit(open.use(world.join()));
		const shown = await world.sample(12);
		expect(shown).toMatchObject({ status: "OK", lag: 0, lag_seconds: 0 });
		compareLater(world, shown);
	});

	it("of a group whose offset is set back is REWOUND, with the records it reads again", async () => {
		const world = await group();
		await world.append(4);
		{
			await using reader = world.join();
			await world.commit(reader);
		}
		await world.sample(2);
		await world.log.seek(world.group, [{ topic: world.topic, partition: 0, offset: 1 }]);
		const shown = await world.sample();
		expect(shown).toMatchObject({ status: "REWOUND", lag: 3 });
		compareLater(world, shown);
	});

	it.skipIf(findControl() === undefined)("has the numbers that Kafka's own tool prints for each of these groups", async () => {
		const printed = await describeGroups(requireControl());
		expect(sampled).toHaveLength(5);
		for (const { group, shown } of sampled) {
			const rows = printed.get(group)?.map(({ committed, end, lag }) => ({ committed: committed ?? null, end, lag: lag ?? "none" }));
			expect(rows, group).toMatchObject(shown.partitions.map(({ committed, end, lag }) => ({ committed, end, lag })));
		}
	});
});
