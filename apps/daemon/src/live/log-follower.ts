/** Follows topics from their ends, without a group. Bounded: what comes faster than it may be read is jumped over and counted. */
import { setImmediate as yieldToOthers } from "node:timers/promises";
import type { EventLog, LogRecord, Position } from "@orderdeck/core/ports/event-log";

export interface TailRead {
	/** By partition, each partition's in order. */
	readonly records: readonly LogRecord[];
	/** Records jumped over since the read before. */
	readonly skipped: number;
	/** Records appended to each topic since the read before, jumped over or not. */
	readonly appended: ReadonlyMap<string, number>;
}

export interface Tail {
	/** What has come since the read before; the first read only finds the ends. Throws StoreError, and then stays where it was. */
	read(): Promise<TailRead>;
}

export interface TailOptions {
	readonly log: EventLog;
	readonly topics: readonly string[];
	/** The most records of one read, over all partitions. */
	readonly maxRecords: number;
}

interface Span extends Position {
	readonly end: number;
}

export function createTail({ log, topics, maxRecords }: TailOptions): Tail {
	const positions = new Map<string, number>();
	return {
		async read() {
			const spans = (await log.bounds(topics)).map(({ topic, partition, end }) => {
				const from = positions.get(placeOf({ topic, partition }));
				return { topic, partition, end, offset: Math.min(from ?? end, end) };
			});
			const backlog = spans.reduce((sum, span) => sum + span.end - span.offset, 0);
			const records: LogRecord[] = [];
			for (const span of spans) {
				const waiting = span.end - span.offset;
				if (waiting === 0) continue;
				const share = backlog <= maxRecords ? waiting : Math.max(1, Math.floor((maxRecords * waiting) / backlog));
				records.push(...(await log.read({ ...span, offset: span.end - Math.min(share, waiting) }, share)));
				await yieldToOthers();
			}
			for (const span of spans) positions.set(placeOf(span), span.end);
			return { records, skipped: Math.max(0, backlog - records.length), appended: appendedOf(spans) };
		},
	};
}

function placeOf({ topic, partition }: { readonly topic: string; readonly partition: number }): string {
	return `${topic}:${partition}`;
}

function appendedOf(spans: readonly Span[]): Map<string, number> {
	const appended = new Map<string, number>();
	for (const { topic, offset, end } of spans) appended.set(topic, (appended.get(topic) ?? 0) + end - offset);
	return appended;
}
