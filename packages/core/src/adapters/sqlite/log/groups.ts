/** The consumer groups of the writer's process, and their commits. */
import type { DatabaseSync } from "node:sqlite";
import { StaleCommit } from "../../../ports/errors.ts";
import type { GroupOffset, Position } from "../../../ports/event-log.ts";
import type { Commit } from "../../../ports/unit-of-work.ts";
import { Group, type Member } from "./group.ts";
import { GroupTables } from "./group-tables.ts";
import type { Partition, Partitions } from "./partitions.ts";

/** Checked offsets that are part of the current transaction. */
export interface StagedCommit {
	readonly group: Group;
	readonly offsets: ReadonlyMap<Partition, number>;
}

export class Groups {
	readonly #tables: GroupTables;
	readonly #partitions: Partitions;
	readonly #groups = new Map<string, Group>();

	constructor(sql: DatabaseSync, partitions: Partitions) {
		this.#tables = new GroupTables(sql);
		this.#partitions = partitions;
		const bySlot = new Map(partitions.all().map((partition) => [partition.slot, partition]));
		for (const { group, slot, committed } of this.#tables.offsets()) {
			const partition = bySlot.get(slot);
			if (partition !== undefined) this.of(group).committed.set(partition, committed);
		}
		// The members were those of an earlier process.
		this.#tables.clearAssignments();
	}

	/** The group of this name, which may have neither members nor offsets yet. */
	of(name: string): Group {
		const known = this.#groups.get(name);
		if (known !== undefined) return known;
		const group = new Group(name, this.#tables, this.#partitions);
		this.#groups.set(name, group);
		return group;
	}

	names(): string[] {
		return [...this.#groups.values()].filter(({ exists }) => exists).map(({ name }) => name);
	}

	offsets(name: string): GroupOffset[] {
		return this.#groups.get(name)?.offsets() ?? [];
	}

	/** The lowest offset of the partition that a group which reads its topic has not consumed. */
	needed(partition: Partition): number {
		return [...this.#groups.values()].reduce((lowest, group) => Math.min(lowest, group.needed(partition)), partition.end);
	}

	/** After topics were created: members that subscribe to them get their partitions. */
	reassignAll(): void {
		for (const group of this.#groups.values()) group.reassign();
	}

	/** Throws StaleCommit for a delivery that is no longer current. */
	check({ group: name, offsets, delivery }: Commit): void {
		const group = this.of(name);
		for (const position of offsets) {
			if (!group.isCurrent(this.#partitions.at(position), position.offset, delivery)) throw new StaleCommit(name, position);
		}
	}

	/** Checks and writes the offsets; part of the caller's transaction. Throws StaleCommit. */
	stage(commit: Commit): StagedCommit {
		this.check(commit);
		const offsets = new Map(commit.offsets.map((position) => [this.#partitions.at(position), position.offset]));
		for (const [{ slot }, committed] of offsets) this.#tables.writeOffset({ group: commit.group, slot, committed });
		return { group: this.of(commit.group), offsets };
	}

	/** The staged offsets are durable. */
	publish({ group, offsets }: StagedCommit): void {
		for (const [partition, offset] of offsets) group.committed.set(partition, offset);
	}

	/** Commits the positions, within the bounds of their partitions, and fences all deliveries of them. */
	seek(name: string, positions: readonly Position[]): void {
		const group = this.of(name);
		const offsets = new Map(
			positions.map((position) => {
				const partition = this.#partitions.at(position);
				return [partition, Math.min(Math.max(position.offset, partition.earliest), partition.end)];
			}),
		);
		this.#tables.writeOffsets([...offsets].map(([{ slot }, committed]) => ({ group: name, slot, committed })));
		this.publish({ group, offsets });
		group.restartAt(offsets.keys());
	}

	/** Wakes the members that read one of the partitions. */
	wake(partitions: ReadonlySet<Partition>): void {
		const members = new Set<Member>();
		for (const group of this.#groups.values()) {
			for (const partition of partitions) {
				const owner = group.ownerOf(partition);
				if (owner !== undefined) members.add(owner);
			}
		}
		for (const member of members) member.wake();
	}
}
