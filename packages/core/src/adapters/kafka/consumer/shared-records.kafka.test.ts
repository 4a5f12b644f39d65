import { describe, expect, it } from "vitest";
import type { GroupConsumer, LogRecord } from "../../../ports/event-log.ts";
import { type TemporaryKafka, temporaryKafka } from "../temporary-kafka.ts";
import { commit, nextOf, records, topicOf } from "./group-consumer.fixture.ts";

const RECORDS = 200;

function memberOf({ log, prefix }: TemporaryKafka, topic: string, group: string): GroupConsumer {
	return log.consumer({ group: `${prefix}-${group}`, topics: [topic], maxRecords: 50, member: group });
}

/** By partition and offset. */
async function readAll(kafka: TemporaryKafka, consumer: GroupConsumer, count = RECORDS): Promise<Map<string, LogRecord>> {
	const read = new Map<string, LogRecord>();
	while (read.size < count) {
		const batch = await nextOf(consumer);
		for (const record of batch.records) read.set(`${record.partition}/${record.offset}`, record);
		await commit(kafka, consumer.group, batch);
	}
	return read;
}

describe("groups of one process that read the same topic", () => {
	it("receive the same records, decoded once, and only those after their own positions", async () => {
		await using kafka = await temporaryKafka();
		const topic = await topicOf(kafka, 2);
		await using one = memberOf(kafka, topic, "one");
		await using other = memberOf(kafka, topic, "other");
		await kafka.log.append(records(topic, 0, RECORDS));
		const [ones, others] = await Promise.all([readAll(kafka, one), readAll(kafka, other)]);
		expect(ones).toEqual(others);
		// A member may fetch some again, after a rebalance.
		const shared = [...ones].filter(([place, record]) => others.get(place) === record);
		expect(shared.length).toBeGreaterThan(RECORDS / 2);

		// In the middle of a record batch, and for one of them alone.
		const ends = await kafka.log.bounds([topic]);
		await kafka.log.seek(one.group, [{ topic, partition: 0, offset: 7 }]);
		const again = await readAll(kafka, one, (ends.find(({ partition }) => partition === 0)?.end ?? 0) - 7);
		expect([...again.values()].every(({ partition, offset }) => partition === 0 && offset >= 7)).toBe(true);
		for (const [place, record] of again) expect(record).toEqual(ones.get(place));
		const committed = (await kafka.log.groupOffsets(other.group)).map((each) => [each.partition, each.committed] as const);
		expect(new Map(committed)).toEqual(new Map(ends.map(({ partition, end }) => [partition, end] as const)));
	});

	it("receive the values that this process wrote, and with them the events that it made them of", async () => {
		await using kafka = await temporaryKafka();
		const topic = await topicOf(kafka, 1);
		await using one = memberOf(kafka, topic, "one");
		const written = records(topic, 0, 3);
		await kafka.log.append(written);
		const [first] = (await nextOf(one)).records;
		expect(first?.value).toBe(written[0]?.value);
		expect((await kafka.log.read({ topic, partition: 0, offset: 0 }, 1))[0]?.value).toEqual(written[0]?.value);
	});

	it("go on without one that is paused, which reads all of it later", async () => {
		await using kafka = await temporaryKafka({ bufferedRecords: 10 });
		const topic = await topicOf(kafka, 2);
		await using one = memberOf(kafka, topic, "one");
		await using paused = memberOf(kafka, topic, "paused");
		paused.pause();
		for (let from = 0; from < RECORDS; from += 20) await kafka.log.append(records(topic, from, 20));
		const ones = await readAll(kafka, one);
		paused.resume();
		expect(await readAll(kafka, paused)).toEqual(ones);
	});
});
