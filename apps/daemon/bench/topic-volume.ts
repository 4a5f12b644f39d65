/** What topics hold. */
import type { EventLog, LogRecord } from "@orderdeck/core/ports/event-log";

const AT_ONCE = 1_000;

export interface Volume {
	records: number;
	/** Of keys, values and headers: what Kafka adds to each record and batch is left out. */
	bytes: number;
}

export async function topicVolume(log: EventLog, topics: readonly string[]): Promise<ReadonlyMap<string, Volume>> {
	const volumes = new Map(topics.map((topic) => [topic, { records: 0, bytes: 0 }]));
	for (const { topic, partition, earliest } of await log.bounds(topics)) {
		const volume = volumes.get(topic);
		if (volume === undefined) continue;
		let offset = earliest;
		for (;;) {
			const records = await log.read({ topic, partition, offset }, AT_ONCE);
			const last = records.at(-1);
			if (last === undefined) break;
			offset = last.offset + 1;
			volume.records += records.length;
			for (const record of records) volume.bytes += sizeOf(record);
		}
	}
	return volumes;
}

function sizeOf({ key, value, headers }: LogRecord): number {
	const texts = [key ?? "", ...Object.entries(headers).flat()];
	return texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), value?.byteLength ?? 0);
}
