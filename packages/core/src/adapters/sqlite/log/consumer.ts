/** A member of a group: waits without polling, and reads its partitions in turn. */
import { createBell } from "../../../async/bell.ts";
import { covers, type PauseScope, WHOLE_GROUP } from "../../../domain/group-pause.ts";
import { partitionOf } from "../../../domain/murmur2.ts";
import type { Batch, ConsumerOptions, Generation, GroupConsumer, LogRecord, Position, TopicPartition } from "../../../ports/event-log.ts";
import { Epochs } from "../../epochs.ts";
import { guarded } from "../transaction.ts";
import type { Member, PartitionState } from "./group.ts";
import type { Groups } from "./groups.ts";
import type { Partitions } from "./partitions.ts";

export function createConsumer(options: ConsumerOptions, groups: Groups, partitions: Partitions): GroupConsumer {
	const { maxRecords } = options;
	const group = groups.of(options.group);
	const bell = createBell();
	let paused: PauseScope | undefined;
	let closed = false;
	let turn = 0;
	/** How often what is paused has changed. */
	let changed = 0;
	let generation: Generation & { readonly of: string } = { of: "", owns };
	const member: Member = { name: options.member, topics: options.topics, wake: () => bell.ring() };
	group.join(member);

	function isPaused(place: TopicPartition): boolean {
		return paused !== undefined && covers(paused, place);
	}

	function take(): Batch | undefined {
		const ready = group.statesOf(member).filter((state) => waiting(state) > 0 && !isPaused(state.partition));
		// A batch too small for a record of each partition begins with a different one each time.
		turn = (turn + 1) % Math.max(1, ready.length);
		const records: LogRecord[] = [];
		const offsets: Position[] = [];
		const delivered: PartitionState[] = [];
		for (const [state, share] of sharesOf([...ready.slice(turn), ...ready.slice(0, turn)])) {
			const read = share > 0 ? partitions.deliver(state.partition, state.position, share) : [];
			const last = read.at(-1);
			if (last === undefined) continue;
			for (const record of read) records.push(record);
			offsets.push(group.advance(state, last.offset + 1));
			delivered.push(state);
		}
		return records.length === 0 ? undefined : { records, offsets, delivery: new Epochs(delivered) };
	}

	/**
	 * Records in memory are new, or another group has just read them: all of them are taken. Of a backlog in the file each topic contributes
	 * at most its share of a batch, so that the groups stay together and few orders are in progress at a time.
	 */
	function sharesOf(ready: readonly PartitionState[]): [PartitionState, number][] {
		const [near, far]: [[PartitionState, number][], [PartitionState, number][]] = [[], []];
		for (const state of ready) {
			const inMemory = partitions.inMemory(state.partition, state.position);
			if (inMemory > 0) near.push([state, inMemory]);
			else far.push([state, waiting(state)]);
		}
		const farTopics = new Set(far.map(([{ partition }]) => partition.topic)).size;
		const backlog = sharesWithin(far, Math.ceil((maxRecords * farTopics) / options.topics.length));
		const left = maxRecords - backlog.reduce((sum, [, share]) => sum + share, 0);
		return [...sharesWithin(near, Math.max(left, 0)), ...backlog];
	}

	function owns(key: string): boolean {
		const [first = ""] = options.topics;
		const at = partitionOf(Buffer.from(key), partitions.of(first).length);
		if (isPaused({ topic: first, partition: at })) return false;
		return group.statesOf(member).some(({ partition }) => partition.topic === first && partition.partition === at);
	}

	return {
		group: options.group,
		async next(signal) {
			while (!signal.aborted && !closed) {
				// All groups read once per turn of the event loop, what the whole previous turn has appended: events that belong together meet.
				await new Promise((resolve) => setImmediate(resolve));
				if (signal.aborted || closed) return undefined;
				const batch = guarded(take);
				if (batch !== undefined) return batch;
				await bell.wait(signal);
			}
			return undefined;
		},
		unreadable: [],
		rewind() {
			group.restart(group.statesOf(member));
			bell.ring();
		},
		pause(scope = WHOLE_GROUP) {
			paused = scope;
			changed += 1;
			bell.ring();
		},
		resume() {
			paused = undefined;
			changed += 1;
			bell.ring();
		},
		// Offsets are set here while members run: their deliveries are fenced.
		leave: async () => undefined,
		rejoin: () => undefined,
		get paused() {
			return paused;
		},
		get generation() {
			const of = `${group.generation}/${changed}`;
			if (generation.of !== of) generation = { of, owns: (key) => owns(key) };
			return generation;
		},
		async [Symbol.asyncDispose]() {
			closed = true;
			group.deregister(member);
			bell.ring();
		},
	};
}

function waiting({ position, partition }: PartitionState): number {
	return partition.end - Math.max(position, partition.earliest);
}

/** All that each has, or else in proportion, so that the events of one order arrive together. */
function sharesWithin(wanted: readonly [PartitionState, number][], room: number): [PartitionState, number][] {
	const total = wanted.reduce((sum, [, count]) => sum + count, 0);
	let left = room;
	return wanted.map(([state, count]) => {
		const share = total <= room ? count : Math.min(left, Math.ceil((count / total) * room));
		left -= share;
		return [state, share];
	});
}
