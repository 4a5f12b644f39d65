/**
 * The partitions assigned to a member of a group: for each the records that were fetched and are not committed, the position up to which they
 * were delivered, and which deliveries still count. Without I/O: its owner reports what happens.
 */
import type { Batch, Delivery, LogRecord, Position, TopicPartition } from "../../../ports/event-log.ts";
import { Epochs, type WithEpoch } from "../../epochs.ts";
import type { Fetched } from "../client/each-batch.ts";
import type { AssignedPartition } from "./fetch-watch.ts";

/** A partition, from when it was assigned until it is lost. */
interface PartitionState extends TopicPartition, WithEpoch {
	/** From the last commit on, or from the first fetch. */
	readonly records: LogRecord[];
	/** How many of them were delivered. */
	delivered: number;
	/** The offset that the next fetch must return; undefined until the first. */
	expected: number | undefined;
	/** The group has committed at least up to here. */
	committed: number;
	/** The offset after the last delivered record. */
	position: number;
	epoch: number;
}

export class Assignment {
	#memberId: string | undefined;
	#partitions = new Map<string, PartitionState>();
	#turn = 0;
	#waiting = 0;
	#waitingBytes = 0;

	/** Records fetched and not delivered. */
	get waiting(): number {
		return this.#waiting;
	}
	get waitingBytes(): number {
		return this.#waitingBytes;
	}

	/** The partitions, each with the offset that its next fetch must return. */
	get partitions(): readonly AssignedPartition[] {
		return [...this.#partitions.values()].map(({ topic, partition, expected }) => ({ topic, partition, next: expected }));
	}

	/**
	 * A rebalance. A member that keeps its member id was part of every generation before, so no other member has read a partition that stays
	 * with it: the partition keeps its position. All others start from what is committed.
	 */
	join(memberId: string, assigned: Readonly<Record<string, readonly number[]>>): void {
		const before = memberId === this.#memberId ? this.#partitions : new Map<string, PartitionState>();
		const after = new Map<string, PartitionState>();
		for (const topic in assigned) {
			for (const partition of assigned[topic] ?? []) {
				const key = `${topic}/${partition}`;
				after.set(key, before.get(key) ?? newPartitionState(topic, partition));
			}
		}
		this.#memberId = memberId;
		this.#partitions = after;
		this.#recount();
	}

	/** This member has left the group, or was fenced. */
	end(): void {
		this.#memberId = undefined;
		this.#partitions.clear();
		this.#recount();
	}

	/** False when the log is shorter than what was read of it: the topic was created again, and the partition starts over. */
	accept({ topic, partition, records, end }: Fetched): boolean {
		const state = this.#partitions.get(`${topic}/${partition}`);
		const first = records[0];
		if (state === undefined || first === undefined) return true;
		const shorter = state.expected !== undefined && first.offset < state.expected && end < state.expected;
		if (shorter) {
			restartAt(state, first.offset);
			this.#recount();
		}
		if (state.expected === undefined) {
			state.committed = first.offset;
			state.position = first.offset;
		}
		// After a rebalance kafkajs fetches from the committed offset on, and so again what is here already.
		for (const record of records) {
			if (record.offset < (state.expected ?? 0)) continue;
			state.records.push(record);
			state.expected = record.offset + 1;
			this.#waiting += 1;
			this.#waitingBytes += record.value?.byteLength ?? 0;
		}
		return !shorter;
	}

	/** As `waiting` and `waitingBytes`, of the partitions that `includes` selects. */
	waitingIn(includes: (place: TopicPartition) => boolean): { readonly waiting: number; readonly waitingBytes: number } {
		return waitingOf([...this.#partitions.values()].filter(includes));
	}

	/**
	 * Up to `max` records of the partitions that `includes` selects, an equal share of each as far as possible; undefined when there are none.
	 */
	take(max: number, includes: (place: TopicPartition) => boolean = () => true): Batch | undefined {
		const ready = [...this.#partitions.values()].filter((state) => undelivered(state) > 0 && includes(state));
		if (ready.length === 0) return undefined;
		// A batch that cannot contain a record of each partition starts with a different one each time.
		this.#turn = (this.#turn + 1) % ready.length;
		const records: LogRecord[] = [];
		const offsets: Position[] = [];
		const delivered: PartitionState[] = [];
		for (const [state, share] of sharesOf([...ready.slice(this.#turn), ...ready.slice(0, this.#turn)], max)) {
			const part = state.records.slice(state.delivered, state.delivered + share);
			const last = part.at(-1);
			if (last === undefined) continue;
			for (const record of part) {
				records.push(record);
				this.#waitingBytes -= record.value?.byteLength ?? 0;
			}
			this.#waiting -= part.length;
			state.delivered += part.length;
			state.position = last.offset + 1;
			offsets.push({ topic: state.topic, partition: state.partition, offset: state.position });
			delivered.push(state);
		}
		return { records, offsets, delivery: new Epochs(delivered) };
	}

	/** What was delivered and is not committed will be delivered again. */
	rewind(): void {
		for (const state of this.#partitions.values()) {
			state.delivered = 0;
			state.position = state.committed;
			state.epoch += 1;
		}
		this.#recount();
	}

	has({ topic, partition }: TopicPartition): boolean {
		return this.#partitions.has(`${topic}/${partition}`);
	}

	/** Whether the partition has not been lost or rewound since the delivery, and the position is delivered and not committed. */
	stands({ topic, partition, offset }: Position, delivery: Delivery): boolean {
		const state = this.#partitions.get(`${topic}/${partition}`);
		if (state === undefined || !Epochs.current(delivery, state)) return false;
		return offset > state.committed && offset <= state.position;
	}

	/** The positions are committed; the records before them are dropped. */
	markCommitted(positions: readonly Position[]): void {
		for (const { topic, partition, offset } of positions) {
			const state = this.#partitions.get(`${topic}/${partition}`);
			if (state === undefined || offset <= state.committed) continue;
			const after = state.records.findIndex((record) => record.offset >= offset);
			const done = after < 0 ? state.records.length : after;
			state.records.splice(0, done);
			state.delivered = Math.max(0, state.delivered - done);
			state.committed = offset;
		}
	}

	#recount(): void {
		const { waiting, waitingBytes } = waitingOf(this.#partitions.values());
		this.#waiting = waiting;
		this.#waitingBytes = waitingBytes;
	}
}

function waitingOf(states: Iterable<PartitionState>): { readonly waiting: number; readonly waitingBytes: number } {
	let [waiting, waitingBytes] = [0, 0];
	for (const state of states) {
		waiting += undelivered(state);
		for (let at = state.delivered; at < state.records.length; at += 1) waitingBytes += state.records[at]?.value?.byteLength ?? 0;
	}
	return { waiting, waitingBytes };
}

function newPartitionState(topic: string, partition: number): PartitionState {
	return { topic, partition, records: [], delivered: 0, expected: undefined, committed: 0, position: 0, epoch: 0 };
}

function restartAt(state: PartitionState, offset: number): void {
	state.records.length = 0;
	Object.assign(state, { delivered: 0, expected: undefined, committed: offset, position: offset, epoch: state.epoch + 1 });
}

function undelivered({ records, delivered }: PartitionState): number {
	return records.length - delivered;
}

/** An equal share for each; what some do not need goes to the others, in order. */
function sharesOf(ready: readonly PartitionState[], max: number): [PartitionState, number][] {
	const equal = Math.max(1, Math.floor(max / ready.length));
	let left = max;
	const shares = ready.map((state): [PartitionState, number] => {
		const share = Math.min(undelivered(state), equal, left);
		left -= share;
		return [state, share];
	});
	return shares.map(([state, share]) => {
		const more = Math.min(undelivered(state) - share, left);
		left -= more;
		return [state, share + more];
	});
}
