/** A member of a group: waits without polling, and takes from its partitions in turn. */
import { partitionOf } from "../../../domain/murmur2.ts";
import type { Batch, ConsumerOptions, GroupConsumer, LogRecord, Position } from "../../../ports/event-log.ts";
import { Epochs } from "../../epochs.ts";
import { guarded } from "../transaction.ts";
import type { Cursor, Groups, Member } from "./groups.ts";
import type { Partitions } from "./partitions.ts";

export function createConsumer(options: ConsumerOptions, groups: Groups, partitions: Partitions): GroupConsumer {
	const { group, maxRecords } = options;
	let paused = false;
	let closed = false;
	let turn = 0;
	let wake: (() => void) | undefined;
	const member: Member = { name: options.member, topics: options.topics, wake: () => wake?.() };
	groups.join(group, member);

	/** Resolves when there may be something to do, or `signal` aborts. */
	function change(signal: AbortSignal): Promise<void> {
		return new Promise((resolve) => {
			const done = (): void => {
				wake = undefined;
				signal.removeEventListener("abort", done);
				resolve();
			};
			wake = done;
			signal.addEventListener("abort", done, { once: true });
		});
	}

	function take(): Batch | undefined {
		const ready = groups.cursorsOf(group, member).filter((cursor) => waiting(cursor) > 0);
		// A batch that cannot hold a record of each partition begins with another one each time.
		turn = (turn + 1) % Math.max(1, ready.length);
		const records: LogRecord[] = [];
		const offsets: Position[] = [];
		const delivered: Cursor[] = [];
		for (const [cursor, share] of sharesOf([...ready.slice(turn), ...ready.slice(0, turn)])) {
			const read = share > 0 ? partitions.deliver(cursor.partition, cursor.position, share) : [];
			const last = read.at(-1);
			if (last === undefined) continue;
			for (const record of read) records.push(record);
			offsets.push(groups.advance(cursor, last.offset + 1));
			delivered.push(cursor);
		}
		return records.length === 0 ? undefined : { records, offsets, delivery: new Epochs(delivered) };
	}

	/**
	 * What lies in memory is the news of orders under way, or what another group has just read: it is taken whole. Of a backlog in the file
	 * each topic gives no more than its part of a batch, so that the groups stay together and few orders are under way at a time.
	 */
	function sharesOf(ready: readonly Cursor[]): [Cursor, number][] {
		const [near, far]: [[Cursor, number][], [Cursor, number][]] = [[], []];
		for (const cursor of ready) {
			const inMemory = partitions.inMemory(cursor.partition, cursor.position);
			if (inMemory > 0) near.push([cursor, inMemory]);
			else far.push([cursor, waiting(cursor)]);
		}
		const farTopics = new Set(far.map(([{ partition }]) => partition.topic)).size;
		const backlog = dealt(far, Math.ceil((maxRecords * farTopics) / options.topics.length));
		const left = maxRecords - backlog.reduce((sum, [, share]) => sum + share, 0);
		return [...dealt(near, Math.max(left, 0)), ...backlog];
	}

	return {
		group,
		async next(signal) {
			while (!signal.aborted && !closed) {
				// All groups look once a turn of the event loop, at what the whole turn before has brought: facts that belong together meet.
				await new Promise((resolve) => setImmediate(resolve));
				if (signal.aborted || closed) return undefined;
				const batch = paused ? undefined : guarded(take);
				if (batch !== undefined) return batch;
				await change(signal);
			}
			return undefined;
		},
		rewind() {
			for (const cursor of groups.cursorsOf(group, member)) groups.restart(cursor);
			wake?.();
		},
		pause() {
			paused = true;
		},
		resume() {
			paused = false;
			wake?.();
		},
		get paused() {
			return paused;
		},
		owns(key) {
			const [first = ""] = options.topics;
			const at = partitionOf(Buffer.from(key), partitions.of(first).length);
			return groups.cursorsOf(group, member).some(({ partition }) => partition.topic === first && partition.partition === at);
		},
		async [Symbol.asyncDispose]() {
			closed = true;
			groups.leave(group, member);
			wake?.();
		},
	};
}

function waiting({ position, partition }: Cursor): number {
	return partition.end - Math.max(position, partition.earliest);
}

/** All that each has, or else in proportion, so that the events of one order come together. */
function dealt(wanted: readonly [Cursor, number][], room: number): [Cursor, number][] {
	const total = wanted.reduce((sum, [, count]) => sum + count, 0);
	let left = room;
	return wanted.map(([cursor, count]) => {
		const share = total <= room ? count : Math.min(left, Math.ceil((count / total) * room));
		left -= share;
		return [cursor, share];
	});
}
