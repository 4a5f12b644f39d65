/**
 * kafkajs may go on sending heartbeats and yet not fetch a partition that it holds (kafkajs #659, #1456): nobody else gets it, and its lag
 * grows for ever. So what a member was given is compared with what there is.
 */
import type { EventLog, Position, TopicPartition } from "../../../ports/event-log.ts";

/** A partition that is held: `next` is the offset that the next fetch must bring, undefined until the first has come. */
export interface HeldPartition extends TopicPartition {
	readonly next: number | undefined;
}

export interface FetchWatch {
	/**
	 * The place of a record that lay there at the last look already and has not been fetched since; undefined when there is none. Rejects
	 * when Kafka is away.
	 */
	look(held: readonly HeldPartition[]): Promise<Position | undefined>;
	/** The next look is the first again: meanwhile there was no reason to fetch. */
	forget(): void;
}

export function createFetchWatch(group: string, log: Pick<EventLog, "groupOffsets" | "bounds" | "read">): FetchWatch {
	let before = new Map<string, number>();

	/** Where the group stands where nothing has been fetched yet: at its commit, or at the beginning. */
	async function beginnings(held: readonly HeldPartition[]): Promise<ReadonlyMap<string, number>> {
		if (held.every(({ next }) => next !== undefined)) return new Map();
		const offsets = await log.groupOffsets(group);
		return new Map(offsets.map((place) => [keyOf(place), place.committed ?? 0]));
	}

	/** The places from which on there is something to fetch. */
	async function behind(held: readonly HeldPartition[]): Promise<Position[]> {
		const begins = await beginnings(held);
		const bounds = await log.bounds([...new Set(held.map(({ topic }) => topic))]);
		const known = new Map(bounds.map((bound) => [keyOf(bound), bound]));
		return held.flatMap((place) => {
			const { earliest, end } = known.get(keyOf(place)) ?? { earliest: 0, end: 0 };
			const offset = Math.max(place.next ?? begins.get(keyOf(place)) ?? 0, earliest);
			return end > offset ? [{ topic: place.topic, partition: place.partition, offset }] : [];
		});
	}

	return {
		async look(held) {
			const places = await behind(held);
			const still = places.filter((place) => before.get(keyOf(place)) === place.offset);
			before = new Map(places.map((place) => [keyOf(place), place.offset]));
			for (const place of still) {
				// What lies before the end may be marks only, or wait for the end of a transaction.
				if ((await log.read(place, 1)).length > 0) return place;
			}
			return undefined;
		},
		forget() {
			before = new Map();
		},
	};
}

function keyOf({ topic, partition }: TopicPartition): string {
	return `${topic}/${partition}`;
}
