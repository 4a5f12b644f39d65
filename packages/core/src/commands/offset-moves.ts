/** Where a reset would move the partitions of a group: the same for its preview and for the reset itself. */
import { AppError, invalidInput } from "@orderdeck/contracts/errors";
import { instantOf } from "@orderdeck/contracts/instant";
import type { OffsetMove, ResetTarget } from "@orderdeck/contracts/lag/offsets";
import { isoOf } from "../domain/instant.ts";
import { type MovablePartition, moveTo, type Target } from "../domain/offset-reset.ts";
import type { EventLog, TopicPartition } from "../ports/event-log.ts";

export type ReadableLog = Pick<EventLog, "groups" | "groupOffsets" | "bounds" | "read" | "firstSince">;

export interface ResetInput {
	readonly group: string;
	readonly to: ResetTarget;
	readonly topics?: readonly string[] | null | undefined;
	readonly partitions?: readonly number[] | null | undefined;
}

export interface Moves {
	readonly moves: readonly OffsetMove[];
	/** Partitions in the scope that have no target, as sentences. */
	readonly notes: readonly string[];
	/** Who reads a partition, by `topic/partition`; partitions that nobody reads are not among them. */
	readonly owners: ReadonlyMap<string, string>;
}

/** Throws NOT_FOUND for an unknown group, INVALID_INPUT for a scope or a target that is not the group's, StoreError. */
export async function movesOf(log: ReadableLog, input: ResetInput): Promise<Moves> {
	const { all, owners } = await partitionsOf(log, input.group);
	const selected = inScope(all, input);
	const notes: string[] = [];
	const moves: OffsetMove[] = [];
	const targetOf = await targets(log, input, selected);
	for (const partition of selected) {
		const target = await targetOf(partition);
		if (target === undefined) notes.push(`${partition.topic}/${partition.partition} has no target and stays where it is.`);
		else moves.push(moveTo(partition, target));
	}
	return { moves, notes, owners };
}

/** The group's partitions as they are now, by topic and number. Throws NOT_FOUND, StoreError. */
export async function partitionsOf(log: ReadableLog, group: string) {
	if (!(await log.groups()).includes(group)) throw new AppError("NOT_FOUND", `There is no consumer group ${group}.`);
	const offsets = await log.groupOffsets(group);
	const bounds = new Map((await log.bounds([...new Set(offsets.map(({ topic }) => topic))])).map((bound) => [keyOf(bound), bound]));
	const all = offsets.map(({ topic, partition, committed }): MovablePartition => {
		const bound = bounds.get(keyOf({ topic, partition }));
		if (bound === undefined) throw new AppError("UNAVAILABLE", `${topic}/${partition} cannot be read now; try again in a moment.`);
		return { topic, partition, committed, earliest: bound.earliest, end: bound.end };
	});
	const owners = new Map(
		offsets.flatMap((each) => {
			// While it rebalances, or where its members cannot be read, somebody may read it.
			const owner = each.owner ?? (each.ownership === "known" ? undefined : "members that are not known now");
			return owner === undefined ? [] : [[keyOf(each), owner] as const];
		}),
	);
	return { all: all.toSorted((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1)), owners };
}

function inScope(all: readonly MovablePartition[], { group, topics, partitions, to }: ResetInput): readonly MovablePartition[] {
	const own = [...new Set(all.map(({ topic }) => topic))];
	const unknown = topics?.find((topic) => !own.includes(topic));
	if (unknown !== undefined) throw invalidInput(["topics"], `${group} does not read ${unknown}; accepted: ${own.join(", ")}`);
	const selected = all.filter(({ topic, partition }) => (topics?.includes(topic) ?? true) && (partitions?.includes(partition) ?? true));
	const missing = partitions?.find((number) => !selected.some(({ partition }) => partition === number));
	if (missing !== undefined) throw invalidInput(["partitions"], `${group} reads no partition ${missing} there`);
	if (typeof to === "object" && "offsets" in to) {
		const foreign = to.offsets.find((position) => !selected.some((each) => keyOf(each) === keyOf(position)));
		if (foreign !== undefined) throw invalidInput(["to", "offsets"], `${group} does not read ${keyOf(foreign)}, or it is not in the scope`);
		return selected.filter((each) => to.offsets.some((position) => keyOf(position) === keyOf(each)));
	}
	return selected;
}

type TargetOf = (partition: MovablePartition) => Target | undefined | Promise<Target | undefined>;

async function targets(log: ReadableLog, { group, to }: ResetInput, selected: readonly MovablePartition[]): Promise<TargetOf> {
	if (to === "earliest") return ({ earliest }) => ({ offset: earliest });
	if (to === "latest") return ({ end }) => ({ offset: end });
	const positionOf = ({ committed, earliest }: MovablePartition) => Math.max(committed ?? earliest, earliest);
	if ("shift" in to) return (partition) => ({ offset: positionOf(partition) + to.shift });
	if ("time" in to) {
		const topics = [...new Set(selected.map(({ topic }) => topic))];
		const first = new Map((await log.firstSince(instantOf(to.time), topics)).map((record) => [keyOf(record), record]));
		return (partition) => {
			const record = first.get(keyOf(partition));
			// Nothing so young: all of it is older.
			if (record === undefined) return { offset: partition.end };
			return { offset: record.offset, found: { offset: record.offset, at: isoOf(record.timestamp) } };
		};
	}
	if ("skip" in to) {
		return async (partition) => {
			const [first] = await log.read({ ...partition, offset: positionOf(partition) }, 1);
			return { offset: first === undefined ? positionOf(partition) : first.offset + 1 };
		};
	}
	if ("offsets" in to) {
		const wanted = new Map(to.offsets.map((position) => [keyOf(position), position.offset]));
		return (partition) => {
			const offset = wanted.get(keyOf(partition));
			return offset === undefined ? undefined : { offset };
		};
	}
	if (to.copy_from === group) throw invalidInput(["to", "copy_from"], "must be another group");
	const { all } = await partitionsOf(log, to.copy_from);
	const copied = new Map(all.map((each) => [keyOf(each), each.committed]));
	return (partition) => {
		const offset = copied.get(keyOf(partition));
		return offset === undefined ? undefined : { offset };
	};
}

export function keyOf({ topic, partition }: TopicPartition): string {
	return `${topic}/${partition}`;
}
