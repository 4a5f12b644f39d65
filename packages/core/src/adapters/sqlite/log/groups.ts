/**
 * The consumer groups of the writer's process: who reads which partition from where, and what is committed. The partitions of a
 * group are dealt out anew whenever a member joins or leaves; a partition that changes hands starts from its committed offset, and the
 * commit of a delivery from before is refused with StaleCommit, as it is after a seek or a rewind.
 */
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { StaleCommit } from "../../../ports/errors.ts";
import type { Delivery, GroupOffset, Position } from "../../../ports/event-log.ts";
import type { Commit } from "../../../ports/unit-of-work.ts";
import { Epochs, type WithEpoch } from "../../epochs.ts";
import { transaction } from "../transaction.ts";
import type { Partition, Partitions, Reader } from "./partitions.ts";

/** A member of a group in this process. */
export interface Member {
	readonly name: string;
	readonly topics: readonly string[];
	/** There may be something to read, or the member's partitions have changed. */
	wake(): void;
}

/** A group's place in one partition. */
export interface Cursor extends Reader, WithEpoch {
	readonly group: Group;
	readonly partition: Partition;
	owner: Member;
	/** Offset of the next record to deliver. */
	position: number;
	epoch: number;
}

interface Group {
	readonly name: string;
	readonly members: Member[];
	readonly cursors: Map<Partition, Cursor>;
	readonly committed: Map<Partition, number>;
}

/** A commit that was found right and is now part of a transaction. */
export interface StagedCommit {
	readonly group: Group;
	readonly offsets: ReadonlyMap<Partition, number>;
}

const offsetRows = z.array(z.object({ grp: z.string(), slot: z.int(), committed: z.int() }));

export class Groups {
	readonly #sql: DatabaseSync;
	readonly #partitions: Partitions;
	readonly #groups = new Map<string, Group>();

	constructor(sql: DatabaseSync, partitions: Partitions) {
		this.#sql = sql;
		this.#partitions = partitions;
		const bySlot = new Map(partitions.all().map((partition) => [partition.slot, partition]));
		for (const { grp, slot, committed } of offsetRows.parse(sql.prepare("SELECT grp, slot, committed FROM group_offsets").all())) {
			const partition = bySlot.get(slot);
			if (partition !== undefined) this.#group(grp).committed.set(partition, committed);
		}
		// Members of a process that has ended are members no more.
		sql.exec("DELETE FROM group_members");
	}

	names(): string[] {
		return [...this.#groups.values()].filter(({ members, committed }) => members.length > 0 || committed.size > 0).map(({ name }) => name);
	}

	/** Every partition of the topics that the group reads or has committed in. */
	offsets(name: string): GroupOffset[] {
		const group = this.#groups.get(name);
		if (group === undefined) return [];
		const topics = new Set([...group.committed.keys(), ...group.cursors.keys()].map(({ topic }) => topic));
		return [...topics].flatMap((topic) =>
			this.#partitions.of(topic).map((partition) => ({
				topic,
				partition: partition.partition,
				committed: group.committed.get(partition),
				owner: group.cursors.get(partition)?.owner.name,
			})),
		);
	}

	/** What no group that reads the partition's topic may lose: the lowest offset that one of them has still to read. */
	needed(partition: Partition): number {
		let needed = partition.end;
		for (const { committed, members } of this.#groups.values()) {
			const reads =
				members.some(({ topics }) => topics.includes(partition.topic)) ||
				[...committed.keys()].some(({ topic }) => topic === partition.topic);
			if (reads) needed = Math.min(needed, committed.get(partition) ?? partition.earliest);
		}
		return needed;
	}

	join(name: string, member: Member): void {
		this.#group(name).members.push(member);
		this.#deal(this.#group(name));
	}

	leave(name: string, member: Member): void {
		const group = this.#group(name);
		const at = group.members.indexOf(member);
		// When the file is closed already, whoever opens it next finds no members.
		if (at < 0 || !this.#sql.isOpen) return;
		group.members.splice(at, 1);
		this.#deal(group);
	}

	/** Topics have come: those who wait for them get their partitions. */
	dealAll(): void {
		for (const group of this.#groups.values()) if (group.members.length > 0) this.#deal(group);
	}

	cursorsOf(name: string, member: Member): Cursor[] {
		return [...this.#group(name).cursors.values()].filter(({ owner }) => owner === member);
	}

	/** Moves the cursor past what it delivered; answers the position to commit for it. */
	advance(cursor: Cursor, offset: number): Position {
		cursor.position = offset;
		release(cursor.partition);
		const { topic, partition } = cursor.partition;
		return { topic, partition, offset };
	}

	/** Deliveries made so far no longer count; the next starts from what is committed. */
	restart(cursor: Cursor): void {
		cursor.position = cursor.group.committed.get(cursor.partition) ?? cursor.partition.earliest;
		cursor.epoch += 1;
	}

	/** Throws StaleCommit for a delivery that no longer counts. */
	check({ group: name, offsets, delivery }: Commit): void {
		const group = this.#group(name);
		for (const position of offsets) {
			if (!isCurrent(group, this.#partitions.at(position), position, delivery)) throw new StaleCommit(name, position);
		}
	}

	/** Writes the offsets; part of the caller's transaction. Throws StaleCommit for a delivery that no longer counts. */
	stage(commit: Commit): StagedCommit {
		this.check(commit);
		const group = this.#group(commit.group);
		const staged = new Map<Partition, number>();
		for (const position of commit.offsets) {
			const partition = this.#partitions.at(position);
			this.#write(group, partition, position.offset);
			staged.set(partition, position.offset);
		}
		return { group, offsets: staged };
	}

	/** The staged offsets are durable. */
	publish({ group, offsets }: StagedCommit): void {
		for (const [partition, offset] of offsets) group.committed.set(partition, offset);
	}

	seek(name: string, positions: readonly Position[]): void {
		const group = this.#group(name);
		const targets = new Map(
			positions.map((position) => {
				const partition = this.#partitions.at(position);
				return [partition, Math.min(Math.max(position.offset, partition.earliest), partition.end)];
			}),
		);
		transaction(this.#sql, () => {
			for (const [partition, offset] of targets) this.#write(group, partition, offset);
		});
		this.publish({ group, offsets: targets });
		for (const partition of targets.keys()) {
			const cursor = group.cursors.get(partition);
			if (cursor !== undefined) this.restart(cursor);
		}
		for (const member of group.members) member.wake();
	}

	/** Wakes all who read one of these. */
	wake(partitions: ReadonlySet<Partition>): void {
		const members = new Set<Member>();
		for (const group of this.#groups.values()) {
			for (const partition of partitions) {
				const owner = group.cursors.get(partition)?.owner;
				if (owner !== undefined) members.add(owner);
			}
		}
		for (const member of members) member.wake();
	}

	#write({ name }: Group, { slot }: Partition, offset: number): void {
		this.#upsert.run(name, slot, offset);
	}

	get #upsert() {
		this.#prepared ??= this.#sql.prepare(
			"INSERT INTO group_offsets (grp, slot, committed) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET committed = excluded.committed",
		);
		return this.#prepared;
	}
	#prepared: ReturnType<DatabaseSync["prepare"]> | undefined;

	#group(name: string): Group {
		const known = this.#groups.get(name);
		if (known !== undefined) return known;
		const group = { name, members: [], cursors: new Map(), committed: new Map() };
		this.#groups.set(name, group);
		return group;
	}

	/** Each topic's partitions go round among the members that read it, in the order in which they joined. */
	#deal(group: Group): void {
		const topics = new Set(group.members.flatMap((member) => member.topics));
		const owners = new Map<Partition, Member>();
		for (const topic of topics) {
			const readers = group.members.filter((member) => member.topics.includes(topic));
			for (const partition of this.#partitions.of(topic)) {
				const owner = readers[partition.partition % readers.length];
				if (owner !== undefined) owners.set(partition, owner);
			}
		}
		for (const [partition, cursor] of group.cursors) {
			if (owners.has(partition)) continue;
			group.cursors.delete(partition);
			partition.readers.delete(cursor);
			release(partition);
		}
		for (const [partition, owner] of owners) this.#assign(group, partition, owner);
		this.#recordMembers(group);
		for (const member of group.members) member.wake();
	}

	#assign(group: Group, partition: Partition, owner: Member): void {
		const known = group.cursors.get(partition);
		if (known?.owner === owner) return;
		const cursor: Cursor = known ?? { group, partition, owner, position: 0, epoch: 0 };
		cursor.owner = owner;
		this.restart(cursor);
		group.cursors.set(partition, cursor);
		partition.readers.add(cursor);
	}

	/** For those who read the file: who reads what. */
	#recordMembers({ name, cursors }: Group): void {
		transaction(this.#sql, () => {
			this.#sql.prepare("DELETE FROM group_members WHERE grp = ?").run(name);
			const insert = this.#sql.prepare("INSERT INTO group_members (grp, slot, member) VALUES (?, ?, ?)");
			for (const [{ slot }, { owner }] of cursors) insert.run(name, slot, owner.name);
		});
	}
}

/** Whether the delivery still counts for the partition, and the position lies past what is committed and not past what was delivered. */
function isCurrent({ committed, cursors }: Group, partition: Partition, { offset }: Position, delivery: Delivery): boolean {
	const cursor = cursors.get(partition);
	if (cursor === undefined || !Epochs.current(delivery, cursor)) return false;
	return offset > (committed.get(partition) ?? -1) && offset <= cursor.position;
}

/** Gives up what every reader of the partition has read. */
function release({ readers, recent, backlog, end }: Partition): void {
	let lowest = end;
	for (const { position } of readers) lowest = Math.min(lowest, position);
	recent.release(lowest);
	backlog.release(lowest);
}
