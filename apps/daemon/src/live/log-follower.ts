/** Follows topics from their ends, without a consumer group. Bounded: records that arrive faster than they are read are skipped and counted. */
import { setImmediate as yieldToOthers } from "node:timers/promises";
import { UnreadableRecord } from "@orderdeck/core/ports/errors";
import type { EventLog, LogRecord, Position } from "@orderdeck/core/ports/event-log";

export interface FollowedRecords {
	/** Grouped by partition, each partition's in offset order. */
	readonly records: readonly LogRecord[];
	/** Records skipped since the previous read. */
	readonly skipped: number;
	/** Records appended to each topic since the previous read, skipped or not. */
	readonly appended: ReadonlyMap<string, number>;
}

export interface LogFollower {
	/** The records appended since the previous read; the first read only finds the ends. Throws StoreError and keeps its positions then. */
	read(): Promise<FollowedRecords>;
}

export interface LogFollowerOptions {
	readonly log: Pick<EventLog, "bounds" | "read">;
	readonly topics: readonly string[];
	/** Limit of one read, over all partitions. */
	readonly maxRecords: number;
}

/** A partition's records since the previous read: `offset` is the first of them. */
interface Span extends Position {
	readonly end: number;
}

export function createLogFollower({ log, topics, maxRecords }: LogFollowerOptions): LogFollower {
	const positions = new Map<string, number>();
	let started = false;

	/** A partition that was added since the first read is followed from its start. */
	async function spansOf(): Promise<Span[]> {
		return (await log.bounds(topics)).map(({ topic, partition, earliest, end }) => {
			const from = positions.get(partitionKey({ topic, partition })) ?? (started ? earliest : end);
			return { topic, partition, end, offset: Math.min(from, end) };
		});
	}

	return {
		async read() {
			const spans = await spansOf();
			const backlog = spans.reduce((sum, span) => sum + span.end - span.offset, 0);
			const records: LogRecord[] = [];
			const appended = new Map<string, number>(topics.map((topic) => [topic, 0]));
			const next = new Map<string, number>();
			let skipped = 0;
			for (const span of spans) {
				const waiting = span.end - span.offset;
				const share = backlog <= maxRecords ? waiting : Math.max(1, Math.floor((maxRecords * waiting) / backlog));
				const passed = waiting - Math.min(share, waiting);
				const read = waiting === 0 ? [] : await readable(log, { ...span, offset: span.offset + passed }, share);
				records.push(...read);
				skipped += passed;
				appended.set(span.topic, (appended.get(span.topic) ?? 0) + passed + read.length);
				// Offsets are not counts: what is between the last record and the end has none, or is read next.
				next.set(partitionKey(span), (read.at(-1)?.offset ?? span.end - 1) + 1);
				if (waiting > 0) await yieldToOthers();
			}
			for (const [key, position] of next) positions.set(key, position);
			started = true;
			return { records, skipped, appended };
		},
	};
}

/** Nothing where the records cannot be decoded: their group reports it. */
async function readable(log: Pick<EventLog, "read">, position: Position, limit: number): Promise<readonly LogRecord[]> {
	try {
		return await log.read(position, limit);
	} catch (error) {
		if (error instanceof UnreadableRecord) return [];
		throw error;
	}
}

function partitionKey({ topic, partition }: { readonly topic: string; readonly partition: number }): string {
	return `${topic}:${partition}`;
}
