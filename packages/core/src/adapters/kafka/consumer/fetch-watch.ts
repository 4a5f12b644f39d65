/**
 * kafkajs may send heartbeats without fetching a partition that is assigned to it (kafkajs #659, #1456): no other member reads it, and its lag
 * grows without limit. So what was fetched is compared with the log.
 */
import { UnreadableRecord } from "../../../ports/errors.ts";
import type { EventLog, Position, TopicPartition } from "../../../ports/event-log.ts";

/** `next` is the offset that the next fetch must return; undefined until the first fetch. */
export interface AssignedPartition extends TopicPartition {
	readonly next: number | undefined;
}

export interface FetchWatch {
	/**
	 * The position of a record that was there at the last check already and has not been fetched since; undefined when there is none. Rejects
	 * when Kafka is unavailable.
	 */
	check(assigned: readonly AssignedPartition[]): Promise<Position | undefined>;
	/** The next check is the first again: meanwhile there was no reason to fetch. */
	reset(): void;
}

export function createFetchWatch(group: string, log: Pick<EventLog, "groupOffsets" | "bounds" | "read">): FetchWatch {
	let previous = new Map<string, number>();

	/** Where partitions that were not fetched yet start: at the group's commit, or at 0. */
	async function startOffsets(assigned: readonly AssignedPartition[]): Promise<ReadonlyMap<string, number>> {
		if (assigned.every(({ next }) => next !== undefined)) return new Map();
		const offsets = await log.groupOffsets(group);
		return new Map(offsets.map((at) => [keyOf(at), at.committed ?? 0]));
	}

	/** The positions from which on there is something to fetch. */
	async function unfetched(assigned: readonly AssignedPartition[]): Promise<Position[]> {
		const starts = await startOffsets(assigned);
		const bounds = await log.bounds([...new Set(assigned.map(({ topic }) => topic))]);
		const known = new Map(bounds.map((bound) => [keyOf(bound), bound]));
		return assigned.flatMap((at) => {
			const { earliest, end } = known.get(keyOf(at)) ?? { earliest: 0, end: 0 };
			const offset = Math.max(at.next ?? starts.get(keyOf(at)) ?? 0, earliest);
			return end > offset ? [{ topic: at.topic, partition: at.partition, offset }] : [];
		});
	}

	/** Before the end there may be only control records; and a member does not fetch on where records cannot be decoded. */
	async function isReadable(position: Position): Promise<boolean> {
		try {
			return (await log.read(position, 1)).length > 0;
		} catch (error) {
			if (error instanceof UnreadableRecord) return false;
			throw error;
		}
	}

	return {
		async check(assigned) {
			const positions = assigned.length === 0 ? [] : await unfetched(assigned);
			const still = positions.filter((position) => previous.get(keyOf(position)) === position.offset);
			previous = new Map(positions.map((position) => [keyOf(position), position.offset]));
			for (const position of still) if (await isReadable(position)) return position;
			return undefined;
		},
		reset() {
			previous = new Map();
		},
	};
}

function keyOf({ topic, partition }: TopicPartition): string {
	return `${topic}/${partition}`;
}
