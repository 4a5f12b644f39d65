import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { deleteTopics, withAdmin } from "../../../../test/kafka-admin.ts";
import { partitionOf } from "../../../domain/murmur2.ts";
import { StaleCommit, StoreError } from "../../../ports/errors.ts";
import type { NewRecord, Position } from "../../../ports/event-log.ts";
import { plaintextOptions, type TemporaryKafka, temporaryKafka } from "../temporary-kafka.ts";
import { commit, committedSum, member, nextOf, records, topicOf, until } from "./group-consumer.fixture.ts";

const control = process.env.TEST_KAFKA_CONTROL;

async function brokers(which: number | "all", action: "kill" | "start"): Promise<void> {
	const response = await fetch(`${control}/brokers/${which}/${action}`, { method: "POST" });
	if (!response.ok) throw new Error(await response.text());
}

/** Tries again while Kafka is unavailable, as the runtime and the producer do. */
async function eventually<T>(act: () => Promise<T>): Promise<T> {
	for (const deadline = Date.now() + 60_000; ; await sleep(100)) {
		try {
			return await act();
		} catch (error) {
			if (!(error instanceof StoreError) || Date.now() > deadline) throw error;
		}
	}
}

/** Three partitions, each on one broker only: 0 on broker 1. */
function createUnreplicated(topic: string): Promise<boolean> {
	const replicaAssignment = [0, 1, 2].map((partition) => ({ partition, replicas: [partition + 1] }));
	return withAdmin(plaintextOptions().brokers, (admin) =>
		admin.createTopics({ topics: [{ topic, replicaAssignment }], waitForLeaders: false }),
	);
}

/** While partition 0 has no leader, the others are written and read, their bounds are known, and topics are created. */
async function continuesBeside(kafka: TemporaryKafka, topic: string): Promise<void> {
	await until(async () => (await kafka.log.bounds([topic])).map(({ partition }) => partition).join() === "1,2");
	const led = records(topic, 0, 20).filter(({ key }) => partitionOf(Buffer.from(String(key)), 3) !== 0);
	await eventually(() => kafka.log.append(led));
	await using consumer = kafka.log.consumer({ group: `${topic}-group`, topics: [topic], maxRecords: 100, member: "m" });
	const keys = new Set<string | null>();
	while (keys.size < led.length) for (const { key } of (await eventually(() => nextOf(consumer))).records) keys.add(key);
	expect(await kafka.log.groupOffsets(consumer.group)).toHaveLength(3);
	await kafka.log.ensureTopics([{ topic: `${topic}-other`, partitions: 1 }]);
}

describe.skipIf(control === undefined)("a member through outages", () => {
	it("continues without one broker, is UNAVAILABLE and stays paused without all, and loses and repeats nothing", async () => {
		await using kafka = await temporaryKafka();
		const topic = await topicOf(kafka);
		await using consumer = member(kafka, topic);
		const appended: { key: string | null; position: Position }[] = [];
		const append = async (batch: readonly NewRecord[]) => {
			const positions = await eventually(() => kafka.log.append(batch));
			for (const [at, position] of positions.entries()) appended.push({ key: batch[at]?.key ?? null, position });
		};
		const seen = new Set<string | null>();
		const commitUntil = async (count: number) => {
			while ((await eventually(() => committedSum(kafka, consumer.group))) < count) {
				const batch = await eventually(() => nextOf(consumer));
				for (const { key } of batch.records) seen.add(key);
				try {
					await eventually(() => commit(kafka, consumer.group, batch));
				} catch (error) {
					if (!(error instanceof StaleCommit)) throw error;
					consumer.rewind();
				}
			}
			expect(seen.size).toBe(count);
		};
		const lone = `${kafka.prefix}-lone`;
		await createUnreplicated(lone);
		try {
			await append(records(topic, 0, 50));
			await commitUntil(50);
			const killing = brokers(1, "kill");
			for (let from = 50; from < 1_000; from += 50)
				await Promise.all([append(records(topic, from, 25)), append(records(topic, from + 25, 25))]);
			await killing;
			await commitUntil(1_000);
			await continuesBeside(kafka, lone);

			consumer.pause();
			await brokers("all", "kill");
			const unavailable = { name: "StoreError", code: "UNAVAILABLE" };
			await expect(kafka.log.read({ topic, partition: 0, offset: 0 }, 1)).rejects.toMatchObject(unavailable);
			await expect(nextOf(consumer)).rejects.toMatchObject(unavailable);
		} finally {
			await brokers("all", "start");
		}
		await append(records(topic, 1_000, 5));
		expect(await eventually(() => consumer.next(AbortSignal.timeout(500)))).toBeUndefined();
		expect(consumer.paused).toEqual({ topics: null, partitions: null });
		consumer.resume();
		const last: (string | null)[] = [];
		while (new Set(last).size < 5) last.push(...(await eventually(() => nextOf(consumer))).records.map(({ key }) => key));
		expect(last.filter((key) => seen.has(key))).toEqual([]);
		for (const { key, position } of appended) {
			const [found] = await eventually(() => kafka.log.read(position, 1));
			expect([found?.offset, found?.key]).toEqual([position.offset, key]);
		}
		// A client that describes the whole cluster fails as long as one partition has no leader: other tests kill brokers, too.
		await deleteTopics(plaintextOptions().brokers, new Set([lone]));
	});
});
