import { setTimeout as sleep } from "node:timers/promises";
import kafkajs from "kafkajs";
// @ts-expect-error: without types
import ConsumerGroup from "kafkajs/src/consumer/consumerGroup.js";
import { describe, expect, it, vi } from "vitest";
import { StaleCommit, StoreError } from "../../../ports/errors.ts";
import type { Batch, GroupConsumer, NewRecord, Position } from "../../../ports/event-log.ts";
import { createClient } from "../client/connection.ts";
import { type Cluster, createCluster } from "../client/kafkajs-internals.ts";
import { KAFKA_SETTINGS } from "../client/settings.ts";
import { kafkaOptions, plaintextOptions, type TemporaryKafka, temporaryKafka } from "../temporary-kafka.ts";

type Assigned = { topic: string; partitions: number[] }[];

const PATIENCE_MS = 30_000;

function records(topic: string, from: number, count: number): NewRecord[] {
	return Array.from({ length: count }, (_, at) => ({ topic, key: String(from + at), value: Buffer.from("{}"), headers: {} }));
}

async function topicOf({ log, prefix }: TemporaryKafka, partitions = 6): Promise<string> {
	const topic = `${prefix}-topic`;
	await log.ensureTopics([{ topic, partitions }]);
	return topic;
}

function member({ log, prefix }: Pick<TemporaryKafka, "log" | "prefix">, topic: string, name = "m", maxRecords = 100): GroupConsumer {
	return log.consumer({ group: `${prefix}-group`, topics: [topic], maxRecords, member: name });
}

async function nextOf(consumer: GroupConsumer): Promise<Batch> {
	const batch = await consumer.next(AbortSignal.timeout(PATIENCE_MS));
	if (batch === undefined) throw new Error("no batch came");
	return batch;
}

async function commit({ work }: Pick<TemporaryKafka, "work">, group: string, { offsets, delivery }: Batch): Promise<void> {
	await work.apply({ writes: [], records: [], commit: { group, offsets, delivery } });
}

/** Goes on until all that was appended is committed, as the runtime does it: a delivery that no longer stands is forgotten. */
async function workOff(kafka: TemporaryKafka, consumer: GroupConsumer, done: AbortSignal): Promise<Set<string>> {
	const seen = new Set<string>();
	while (!done.aborted) {
		try {
			const batch = await consumer.next(done);
			if (batch === undefined) break;
			for (const { key } of batch.records) seen.add(String(key));
			await sleep(100);
			await commit(kafka, consumer.group, batch);
		} catch (error) {
			if (!(error instanceof StaleCommit || error instanceof StoreError)) throw error;
			consumer.rewind();
		}
	}
	return seen;
}

async function committedSum({ log }: TemporaryKafka, group: string): Promise<number> {
	return (await log.groupOffsets(group)).reduce((sum, { committed }) => sum + (committed ?? 0), 0);
}

async function withCluster<T>(act: (cluster: Cluster) => Promise<T>): Promise<T> {
	const cluster = createCluster(createClient({ options: kafkaOptions(), settings: KAFKA_SETTINGS, report: () => {} }));
	await cluster.connect();
	try {
		return await act(cluster);
	} finally {
		await cluster.disconnect();
	}
}

describe("a member of a group on Kafka", () => {
	it("stays in its group while a step takes longer than the session timeout, also with a full buffer", async () => {
		await using kafka = await temporaryKafka({ sessionTimeoutMs: 3_000, heartbeatMs: 500, bufferedRecords: 5 });
		const topic = await topicOf(kafka, 2);
		await using consumer = member(kafka, topic, "slow", 3);
		await kafka.log.append(records(topic, 0, 30));
		const batch = await nextOf(consumer);
		await sleep(7_000);
		await commit(kafka, consumer.group, batch);
		expect((await kafka.log.groupOffsets(consumer.group)).map(({ owner }) => owner)).toEqual(["slow", "slow"]);
		const rest = new Set(batch.records.map(({ key }) => key));
		while (rest.size < 30) for (const { key } of (await nextOf(consumer)).records) rest.add(key);
	});

	it("cannot commit what it did before the group threw it out", async () => {
		await using kafka = await temporaryKafka();
		const topic = await topicOf(kafka, 1);
		await using consumer = member(kafka, topic);
		await kafka.log.append(records(topic, 0, 5));
		const batch = await nextOf(consumer);
		await withCluster(async (cluster) => {
			const coordinator = await cluster.findGroupCoordinator({ groupId: consumer.group });
			const { groups } = await coordinator.describeGroups({ groupIds: [consumer.group] });
			await coordinator.leaveGroup({ groupId: consumer.group, memberId: groups[0]?.members[0]?.memberId ?? "" });
		});
		await expect(commit(kafka, consumer.group, batch)).rejects.toBeInstanceOf(StaleCommit);
		consumer.rewind();
		const again = await nextOf(consumer);
		expect(again.records.map(({ offset }) => offset)).toEqual(batch.records.map(({ offset }) => offset));
		await commit(kafka, consumer.group, again);
	});

	it("commits on while others come and go every half second", async () => {
		await using kafka = await temporaryKafka();
		const topic = await topicOf(kafka);
		await kafka.log.append(records(topic, 0, 600));
		await using stays = member(kafka, topic, "stays", 10);
		const done = new AbortController();
		const [working, guests] = [workOff(kafka, stays, done.signal), [] as Promise<Set<string>>[]];
		for (let guest = 0; guest < 10; guest += 1) {
			const leaving = new AbortController();
			const consumer = member(kafka, topic, `guest-${guest}`, 10);
			guests.push(workOff(kafka, consumer, leaving.signal).finally(() => consumer[Symbol.asyncDispose]()));
			await sleep(500);
			leaving.abort();
		}
		const seen = (await Promise.all(guests)).flatMap((each) => [...each]);
		const whileRestless = await committedSum(kafka, stays.group);
		for (const deadline = Date.now() + PATIENCE_MS; (await committedSum(kafka, stays.group)) < 600 && Date.now() < deadline; )
			await sleep(200);
		done.abort();
		expect(whileRestless).toBeGreaterThan(100);
		expect(await committedSum(kafka, stays.group)).toBe(600);
		expect(new Set([...(await working), ...seen]).size).toBe(600);
	});

	it("waits for a topic that is created after it joined", async () => {
		await using kafka = await temporaryKafka();
		await using consumer = member(kafka, `${kafka.prefix}-topic`);
		const waiting = nextOf(consumer);
		await sleep(1_500);
		const topic = await topicOf(kafka);
		await kafka.log.append(records(topic, 0, 1));
		expect((await waiting).records).toHaveLength(1);
	});

	it("goes on at the earliest record when retention has passed it, while it runs and after a restart", async () => {
		await using kafka = await temporaryKafka({ bufferedRecords: 1 });
		const topic = await topicOf(kafka, 1);
		await kafka.log.append(records(topic, 0, 10));
		{
			await using consumer = member(kafka, topic, "m", 2);
			await commit(kafka, consumer.group, await nextOf(consumer));
		}
		const admin = createClient({ options: plaintextOptions(), settings: KAFKA_SETTINGS, report: () => {} }).admin();
		await admin.connect();
		// Without this kafkajs does not know where the topic is.
		await admin.fetchTopicOffsets(topic);
		await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: "6" }] });
		expect(await kafka.log.bounds([topic])).toEqual([{ topic, partition: 0, earliest: 6, end: 10 }]);
		expect((await kafka.log.read({ topic, partition: 0, offset: 1 }, 2)).map(({ offset }) => offset)).toEqual([6, 7]);
		await using consumer = member(kafka, topic, "m", 2);
		expect((await nextOf(consumer)).records.map(({ offset }) => offset)).toEqual([6, 7]);
		expect((await kafka.log.groupOffsets(consumer.group)).every(({ committed }) => committed === undefined || committed >= 0)).toBe(true);
		await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: "-1" }] });
		await kafka.log.append(records(topic, 10, 2));
		const seen: number[] = [];
		while (seen.at(-1) !== 11) seen.push(...(await nextOf(consumer)).records.map(({ offset }) => offset));
		expect(seen).toEqual([8, 9, 10, 11]);
		await admin.disconnect();
	});

	it("starts over where its topic was deleted and made anew", async () => {
		await using kafka = await temporaryKafka();
		const topic = await topicOf(kafka, 1);
		await using consumer = member(kafka, topic);
		await kafka.log.append(records(topic, 0, 10));
		await commit(kafka, consumer.group, await nextOf(consumer));
		const admin = createClient({ options: plaintextOptions(), settings: KAFKA_SETTINGS, report: () => {} }).admin();
		await admin.connect();
		await admin.deleteTopics({ topics: [topic] });
		await admin.disconnect();
		await sleep(1_000);
		await kafka.log.ensureTopics([{ topic, partitions: 1 }]);
		await kafka.log.append(records(topic, 100, 3));
		expect((await nextOf(consumer)).records.map(({ key }) => key)).toEqual(["100", "101", "102"]);
	});

	it("has its offsets reset by nobody else while it reads", async () => {
		await using kafka = await temporaryKafka();
		await using other = await temporaryKafka();
		const topic = await topicOf(kafka, 1);
		await kafka.log.append(records(topic, 0, 4));
		const target = { topic, partition: 0, offset: 1 };
		{
			await using consumer = member(kafka, topic, "somebody");
			await commit(kafka, consumer.group, await nextOf(consumer));
			const resetting = other.log.seek(consumer.group, [target]);
			await expect(resetting).rejects.toMatchObject({ name: "KafkaRefused", code: "GROUP_HAS_MEMBERS" });
			await expect(resetting).rejects.toThrow("somebody");
		}
		await other.log.seek(`${kafka.prefix}-group`, [target]);
		expect(await kafka.log.groupOffsets(`${kafka.prefix}-group`)).toEqual([{ topic, partition: 0, committed: 1, owner: undefined }]);
		await other.log.seek(`${kafka.prefix}-group`, [{ ...target, offset: 1_000 }]);
		expect(await kafka.log.groupOffsets(`${kafka.prefix}-group`)).toMatchObject([{ committed: 4 }]);
	});

	it("says what it cannot read: compression that is not built in", async () => {
		await using kafka = await temporaryKafka();
		const topic = await topicOf(kafka, 1);
		const { CompressionCodecs, CompressionTypes } = kafkajs;
		const refused = CompressionCodecs[CompressionTypes.GZIP];
		await kafka.log.append([{ topic, key: "k", value: Buffer.alloc(2 * 1024 * 1024, "a"), headers: {} }]);
		CompressionCodecs[CompressionTypes.GZIP] = () => {
			throw Object.assign(new Error("Snappy compression not implemented"), { name: "KafkaJSNotImplemented", retriable: false });
		};
		try {
			await using consumer = member(kafka, topic);
			await expect(nextOf(consumer)).rejects.toMatchObject({ name: "KafkaRefused", code: "COMPRESSION_UNKNOWN" });
			await expect(kafka.log.read({ topic, partition: 0, offset: 0 }, 1)).rejects.toMatchObject({ code: "COMPRESSION_UNKNOWN" });
		} finally {
			CompressionCodecs[CompressionTypes.GZIP] = refused;
		}
	});
});

describe("a partition that kafkajs holds and does not fetch", () => {
	it("is given in the end: the member joins anew", async () => {
		const proto = ConsumerGroup.prototype as { filterPartitionsByNode(node: number, of: Assigned): Assigned };
		const filter = proto.filterPartitionsByNode;
		let forgetful: unknown;
		const spy = vi.spyOn(proto, "filterPartitionsByNode").mockImplementation(function (this: unknown, node, of) {
			forgetful ??= this;
			const all: Assigned = filter.call(this as never, node, of);
			return this === forgetful
				? all.map((each) => ({ ...each, partitions: each.partitions.filter((partition) => partition !== 2) }))
				: all;
		});
		try {
			const reports: string[] = [];
			await using kafka = await temporaryKafka({ watchMs: 1_000 }, kafkaOptions(), ({ message }) => void reports.push(message));
			const topic = await topicOf(kafka);
			await kafka.log.append(records(topic, 0, 60));
			await using consumer = member(kafka, topic);
			const seen = new Set<string | null>();
			while (seen.size < 60) {
				const batch = await nextOf(consumer);
				for (const { key } of batch.records) seen.add(key);
				await commit(kafka, consumer.group, batch);
			}
			const told = reports.filter((message) => message.includes("joins anew"));
			expect(told[0]).toBe(`${consumer.group} (m) holds ${topic}/2 and is not given offset 0: it joins anew`);
			// Who has been given all is left in peace for several looks.
			await sleep(4_000);
			expect(reports.filter((message) => message.includes("joins anew"))).toEqual(told);
		} finally {
			spy.mockRestore();
		}
	});
});

describe("a commit that is never answered", () => {
	it("is given up and made again", async () => {
		const proto = ConsumerGroup.prototype as { commitOffsets(offsets: unknown): Promise<void> };
		const commits = vi.spyOn(proto, "commitOffsets").mockImplementationOnce(() => new Promise(() => {}));
		try {
			await using kafka = await temporaryKafka({ silenceMs: 3_000, heartbeatMs: 500 });
			const topic = await topicOf(kafka, 1);
			await using consumer = member(kafka, topic);
			await kafka.log.append(records(topic, 0, 5));
			await commit(kafka, consumer.group, await nextOf(consumer));
			expect(commits).toHaveBeenCalledTimes(2);
			expect(await committedSum(kafka, consumer.group)).toBe(5);
		} finally {
			commits.mockRestore();
		}
	});
});

describe("a member that its group has gone on without, and that does not hear of it", () => {
	it("joins anew: the clock is set back by an hour, and kafkajs sends no heartbeats until it has caught up", async () => {
		await using kafka = await temporaryKafka({ sessionTimeoutMs: 6_000, heartbeatMs: 500 });
		const topic = await topicOf(kafka, 1);
		await using consumer = member(kafka, topic);
		await kafka.log.append(records(topic, 0, 5));
		await commit(kafka, consumer.group, await nextOf(consumer));
		const now = Date.now.bind(Date);
		const clock = vi.spyOn(Date, "now").mockImplementation(() => now() - 3_600_000);
		try {
			await sleep(9_000);
			await kafka.log.append(records(topic, 5, 5));
			const done = new AbortController();
			const working = workOff(kafka, consumer, done.signal);
			for (let left = 60; left > 0 && (await committedSum(kafka, consumer.group)) < 10; left -= 1) await sleep(500);
			done.abort();
			expect(await working).toEqual(new Set(["5", "6", "7", "8", "9"]));
			expect(await committedSum(kafka, consumer.group)).toBe(10);
		} finally {
			clock.mockRestore();
		}
	});
});

const control = process.env.TEST_KAFKA_CONTROL;

describe.skipIf(control === undefined)("while brokers are away", () => {
	async function brokers(which: number | "all", action: "kill" | "start"): Promise<void> {
		const answer = await fetch(`${control}/brokers/${which}/${action}`, { method: "POST" });
		if (!answer.ok) throw new Error(await answer.text());
	}

	/** Tries again while Kafka is away, as the runtime and the producer do. */
	async function atLast<T>(act: () => Promise<T>): Promise<T> {
		for (const deadline = Date.now() + 60_000; ; await sleep(100)) {
			try {
				return await act();
			} catch (error) {
				if (!(error instanceof StoreError) || Date.now() > deadline) throw error;
			}
		}
	}

	/** What comes within two seconds, once the consumer no longer says that Kafka is away. */
	function whenBack(consumer: GroupConsumer): Promise<Batch | undefined> {
		return atLast(() => consumer.next(AbortSignal.timeout(2_000)));
	}

	it("goes on without one of them, and loses nothing that was appended meanwhile", async () => {
		await using kafka = await temporaryKafka({ sessionTimeoutMs: 6_000 });
		const topic = await topicOf(kafka);
		await using consumer = member(kafka, topic);
		const appended: { key: string | null; place: Position }[] = [];
		const append = async (batch: readonly NewRecord[]) => {
			const places = await atLast(() => kafka.log.append(batch));
			for (const [at, place] of places.entries()) appended.push({ key: batch[at]?.key ?? null, place });
		};
		await append(records(topic, 0, 50));
		const seen = new Set((await nextOf(consumer)).records.map(({ key }) => key));
		const killing = brokers(1, "kill");
		try {
			for (let from = 50; from < 1_000; from += 50)
				await Promise.all([append(records(topic, from, 25)), append(records(topic, from + 25, 25))]);
			await killing;
			while (seen.size < 1_000) for (const { key } of (await whenBack(consumer))?.records ?? []) seen.add(key);
		} finally {
			await brokers(1, "start");
		}
		for (const { key, place } of appended) {
			const [found] = await atLast(() => kafka.log.read(place, 1));
			expect([found?.offset, found?.key]).toEqual([place.offset, key]);
		}
	});

	it("says UNAVAILABLE while all are away, stays paused, and goes on when they are back", async () => {
		await using kafka = await temporaryKafka({ sessionTimeoutMs: 6_000 });
		const topic = await topicOf(kafka);
		await using consumer = member(kafka, topic);
		await kafka.log.append(records(topic, 0, 5));
		const first = new Set<string | null>();
		while (first.size < 5) {
			const batch = await nextOf(consumer);
			for (const { key } of batch.records) first.add(key);
			await commit(kafka, consumer.group, batch);
		}
		consumer.pause();
		try {
			await brokers("all", "kill");
			await expect(kafka.log.read({ topic, partition: 0, offset: 0 }, 1)).rejects.toMatchObject({
				name: "StoreError",
				code: "UNAVAILABLE",
			});
			await expect(nextOf(consumer)).rejects.toMatchObject({ name: "StoreError", code: "UNAVAILABLE" });
		} finally {
			await brokers("all", "start");
		}
		await atLast(() => kafka.log.append(records(topic, 5, 5)));
		expect(await whenBack(consumer)).toBeUndefined();
		expect(consumer.paused).toBe(true);
		consumer.resume();
		const second = new Set<string | null>();
		while (second.size < 5) for (const { key } of (await whenBack(consumer))?.records ?? []) second.add(key);
		expect([...second].filter((key) => first.has(key))).toEqual([]);
	});
});
