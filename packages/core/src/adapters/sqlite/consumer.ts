/** A member of a group: waits without polling, and takes from its partitions in turn. */
import type { Batch, ConsumerOptions, GroupConsumer, LogRecord, Position } from "../../ports/event-log.ts";
import type { Cursor, Groups, Member } from "./groups.ts";
import type { Partitions } from "./partitions.ts";
import { guarded } from "./transaction.ts";

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
		const ready = groups.cursorsOf(group, member).filter((cursor) => cursor.position < cursor.partition.end);
		if (ready.length === 0) return undefined;
		// A batch that cannot hold a record of each partition begins with another one each time.
		turn = (turn + 1) % ready.length;
		const chosen = [...ready.slice(turn), ...ready.slice(0, turn)].slice(0, maxRecords);
		const records: LogRecord[] = [];
		const offsets: Position[] = [];
		for (const [cursor, share] of fairShares(chosen, maxRecords)) {
			const read = partitions.read(cursor.partition, cursor.position, share);
			const last = read.at(-1);
			if (last === undefined) continue;
			for (const record of read) records.push(record);
			offsets.push(groups.advance(cursor, last.offset + 1));
		}
		return records.length === 0 ? undefined : { records, offsets };
	}

	return {
		group,
		async next(signal) {
			while (!signal.aborted && !closed) {
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
		async [Symbol.asyncDispose]() {
			closed = true;
			groups.leave(group, member);
			wake?.();
		},
	};
}

/** How many records each may give: all alike, and what one does not have goes to the others. */
function fairShares(cursors: readonly Cursor[], room: number): [Cursor, number][] {
	const waiting = ({ position, partition }: Cursor): number => partition.end - Math.max(position, partition.earliest);
	let left = room;
	return cursors
		.toSorted((a, b) => waiting(a) - waiting(b))
		.map((cursor, index) => {
			const share = Math.min(waiting(cursor), Math.ceil(left / (cursors.length - index)));
			left -= share;
			return [cursor, share];
		});
}
