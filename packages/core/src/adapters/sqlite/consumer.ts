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
		const ready = groups.cursorsOf(group, member).filter((cursor) => waiting(cursor) > 0);
		// A batch that cannot hold a record of each partition begins with another one each time.
		turn = (turn + 1) % Math.max(1, ready.length);
		const records: LogRecord[] = [];
		const offsets: Position[] = [];
		for (const [cursor, share] of sharesOf([...ready.slice(turn), ...ready.slice(0, turn)], maxRecords)) {
			const read = share > 0 ? partitions.read(cursor.partition, cursor.position, share) : [];
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

function waiting({ position, partition }: Cursor): number {
	return partition.end - Math.max(position, partition.earliest);
}

/** How many records each may give: all it has, or else in proportion, so that the events of one order come together. */
function sharesOf(cursors: readonly Cursor[], room: number): [Cursor, number][] {
	const total = cursors.reduce((sum, cursor) => sum + waiting(cursor), 0);
	let left = room;
	return cursors.map((cursor) => {
		const share = total <= room ? waiting(cursor) : Math.min(left, Math.ceil((waiting(cursor) / total) * room));
		left -= share;
		return [cursor, share];
	});
}
