/**
 * A consumer group: its members, their partitions, and its offsets. Partitions are reassigned whenever a member joins or deregisters; one
 * that changes owner starts from its committed offset, and the commit of an earlier delivery is refused.
 */
import type { Delivery, GroupOffset, Position } from "../../../ports/event-log.ts";
import { Epochs, type WithEpoch } from "../../epochs.ts";
import type { GroupTables } from "./group-tables.ts";
import type { Partition, Partitions, Reader } from "./partitions.ts";

/** A member of a group in this process. */
export interface Member {
	readonly name: string;
	readonly topics: readonly string[];
	/** There may be something to read, or the member's partitions have changed. */
	wake(): void;
}

/** A partition that a member of the group owns. */
export interface PartitionState extends Reader, WithEpoch {
	readonly partition: Partition;
	owner: Member;
	/** Offset of the next record to deliver. */
	position: number;
	epoch: number;
}

export class Group {
	readonly name: string;
	readonly committed = new Map<Partition, number>();
	/** Counts the rebalances. */
	generation = 0;
	readonly #tables: GroupTables;
	readonly #partitions: Partitions;
	readonly #members: Member[] = [];
	readonly #states = new Map<Partition, PartitionState>();

	constructor(name: string, tables: GroupTables, partitions: Partitions) {
		this.name = name;
		this.#tables = tables;
		this.#partitions = partitions;
	}

	/** True when it has members or has committed. */
	get exists(): boolean {
		return this.#members.length > 0 || this.committed.size > 0;
	}

	/** Every partition of the topics that the group reads or has committed in. */
	offsets(): GroupOffset[] {
		const topics = new Set([...this.committed.keys(), ...this.#states.keys()].map(({ topic }) => topic));
		return [...topics].flatMap((topic) =>
			this.#partitions.of(topic).map((partition) => ({
				topic,
				partition: partition.partition,
				committed: this.committed.get(partition),
				owner: this.#states.get(partition)?.owner.name,
				ownership: "known",
			})),
		);
	}

	/** The lowest offset of the partition that the group has not consumed; its end when the group does not read the topic. */
	needed(partition: Partition): number {
		const { topic, earliest, end } = partition;
		const reads =
			this.#members.some(({ topics }) => topics.includes(topic)) || [...this.committed.keys()].some((known) => known.topic === topic);
		return reads ? (this.committed.get(partition) ?? earliest) : end;
	}

	join(member: Member): void {
		this.#members.push(member);
		this.reassign();
	}

	deregister(member: Member): void {
		const at = this.#members.indexOf(member);
		// Once the file is closed nothing is written: the next process that opens it clears the assignments.
		if (at < 0 || !this.#tables.isOpen) return;
		this.#members.splice(at, 1);
		this.reassign();
	}

	/** Round robin: each topic's partitions over the members that read it, in the order in which they joined. */
	reassign(): void {
		this.generation += 1;
		const owners = new Map<Partition, Member>();
		for (const topic of new Set(this.#members.flatMap((member) => member.topics))) {
			const readers = this.#members.filter((member) => member.topics.includes(topic));
			for (const partition of this.#partitions.of(topic)) {
				const owner = readers[partition.partition % readers.length];
				if (owner !== undefined) owners.set(partition, owner);
			}
		}
		for (const [partition, state] of this.#states) if (!owners.has(partition)) this.#revoke(state);
		for (const [partition, owner] of owners) this.#assign(partition, owner);
		this.#tables.writeAssignment(
			this.name,
			[...this.#states.values()].map(({ partition, owner }) => [partition.slot, owner.name] as const),
		);
		this.wakeAll();
	}

	statesOf(member: Member): PartitionState[] {
		return [...this.#states.values()].filter(({ owner }) => owner === member);
	}

	ownerOf(partition: Partition): Member | undefined {
		return this.#states.get(partition)?.owner;
	}

	/** Moves the position past what was delivered. Returns the position to commit for it. */
	advance(state: PartitionState, offset: number): Position {
		state.position = offset;
		evictConsumed(state.partition);
		const { topic, partition } = state.partition;
		return { topic, partition, offset };
	}

	/** Fences the deliveries of these partitions; the next ones start from the committed offsets. */
	restart(states: Iterable<PartitionState>): void {
		for (const state of states) {
			state.position = this.committed.get(state.partition) ?? state.partition.earliest;
			state.epoch += 1;
		}
	}

	/** As `restart`, for partitions that may have no owner. */
	restartAt(partitions: Iterable<Partition>): void {
		this.restart([...partitions].flatMap((partition) => this.#states.get(partition) ?? []));
		this.wakeAll();
	}

	/** Whether the delivery is current for the partition, and the offset lies past what is committed and not past what was delivered. */
	isCurrent(partition: Partition, offset: number, delivery: Delivery): boolean {
		const state = this.#states.get(partition);
		if (state === undefined || !Epochs.current(delivery, state)) return false;
		return offset > (this.committed.get(partition) ?? -1) && offset <= state.position;
	}

	wakeAll(): void {
		for (const member of this.#members) member.wake();
	}

	#assign(partition: Partition, owner: Member): void {
		const known = this.#states.get(partition);
		if (known?.owner === owner) return;
		const state: PartitionState = known ?? { partition, owner, position: 0, epoch: 0 };
		state.owner = owner;
		this.restart([state]);
		this.#states.set(partition, state);
		partition.readers.add(state);
	}

	#revoke(state: PartitionState): void {
		this.#states.delete(state.partition);
		state.partition.readers.delete(state);
		evictConsumed(state.partition);
	}
}

/** Evicts from the caches what every reader of the partition has read. */
function evictConsumed({ readers, recent, backlog, end }: Partition): void {
	let lowest = end;
	for (const { position } of readers) lowest = Math.min(lowest, position);
	recent.release(lowest);
	backlog.release(lowest);
}
