/** Follows topics from their ends, without a consumer group. Bounded: records that arrive faster than they are read are skipped and counted. */
import { setImmediate as yieldToOthers } from "node:timers/promises";
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
	readonly log: EventLog;
	readonly topics: readonly string[];
	/** Limit of one read, over all partitions. */
	readonly maxRecords: number;
}

interface Span extends Position {
	readonly end: number;
}

export function createLogFollower({ log, topics, maxRecords }: LogFollowerOptions): LogFollower {
	const positions = new Map<string, number>();
	return {
		async read() {
			const spans = (await log.bounds(topics)).map(({ topic, partition, end }) => {
				const from = positions.get(partitionKey({ topic, partition }));
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
			for (const span of spans) positions.set(partitionKey(span), span.end);
			return { records, skipped: Math.max(0, backlog - records.length), appended: appendedOf(spans) };
		},
	};
}

function partitionKey({ topic, partition }: { readonly topic: string; readonly partition: number }): string {
	return `${topic}:${partition}`;
}

function appendedOf(spans: readonly Span[]): Map<string, number> {
	const appended = new Map<string, number>();
	for (const { topic, offset, end } of spans) appended.set(topic, (appended.get(topic) ?? 0) + end - offset);
	return appended;
}
