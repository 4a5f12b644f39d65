/** For tests of consumers on a real cluster. */
import { setTimeout as sleep } from "node:timers/promises";
import { StaleCommit, StoreError } from "../../../ports/errors.ts";
import type { Batch, GroupConsumer, NewRecord } from "../../../ports/event-log.ts";
import type { TemporaryKafka } from "../temporary-kafka.ts";

const DEADLINE_MS = 60_000;

/** With the keys `from`, `from` + 1, … */
export function records(topic: string, from: number, count: number): NewRecord[] {
	return Array.from({ length: count }, (_, at) => ({ topic, key: String(from + at), value: Buffer.from("{}"), headers: {} }));
}

export async function topicOf({ log, prefix }: TemporaryKafka, partitions = 6, name = "topic"): Promise<string> {
	const topic = `${prefix}-${name}`;
	await log.ensureTopics([{ topic, partitions }]);
	return topic;
}

/** A member of the test's group. */
export function member(
	{ log, prefix }: Pick<TemporaryKafka, "log" | "prefix">,
	topic: string,
	name = "m",
	maxRecords = 100,
): GroupConsumer {
	return log.consumer({ group: `${prefix}-group`, topics: [topic], maxRecords, member: name });
}

export async function nextOf(consumer: GroupConsumer): Promise<Batch> {
	const batch = await consumer.next(AbortSignal.timeout(DEADLINE_MS));
	if (batch === undefined) throw new Error("no batch was delivered");
	return batch;
}

export async function commit({ work }: Pick<TemporaryKafka, "work">, group: string, { offsets, delivery }: Batch): Promise<void> {
	await work.apply({ writes: [], records: [], commit: { group, offsets, delivery } });
}

/** Consumes until aborted, as the runtime does; returns the keys in the order of their delivery. */
export async function consume(kafka: TemporaryKafka, consumer: GroupConsumer, signal: AbortSignal): Promise<string[]> {
	const keys: string[] = [];
	while (!signal.aborted) {
		try {
			const batch = await consumer.next(signal);
			if (batch === undefined) break;
			for (const { key } of batch.records) keys.push(String(key));
			await commit(kafka, consumer.group, batch);
		} catch (error) {
			if (!(error instanceof StaleCommit || error instanceof StoreError)) throw error;
			consumer.rewind();
		}
	}
	return keys;
}

/** The sum of the group's committed offsets. */
export async function committedSum({ log }: TemporaryKafka, group: string): Promise<number> {
	return (await log.groupOffsets(group)).reduce((sum, { committed }) => sum + (committed ?? 0), 0);
}

/** Waits for a state that nothing announces. */
export async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
	const from = performance.now();
	while (!(await condition())) {
		if (performance.now() - from > DEADLINE_MS) throw new Error(`not within ${DEADLINE_MS / 1000} s: ${condition}`);
		await sleep(50);
	}
}
