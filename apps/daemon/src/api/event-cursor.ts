/** The cursor of the event feed: the next offset of each partition, by topic. */
import type { EventSelection } from "@orderdeck/contracts/feed/requests";
import { decodeCursor, encodeCursor } from "@orderdeck/core/adapters/cursor";
import type { Bounds, Position, TopicPartition } from "@orderdeck/core/ports/event-log";
import { z } from "zod";
import type { LaneBounds, LanePosition } from "./merged-log.ts";

type Selection = Omit<EventSelection, "limit" | "cursor">;

/** Topic and offsets in turn: `orders`, `5k.0..3!`. By partition, in base 36; nothing for one that was not read, `!` for one that is stopped. */
const partsSchema = z.array(z.string());
const OFFSET = /^([0-9a-z]{1,11})(!?)$/;

function listName({ from, at, topic, type, order }: Selection): string {
	return `events ${JSON.stringify([from, at, topic?.toSorted(), type?.toSorted(), order].map((each) => each ?? null))}`;
}

/** Partitions that could not be read this time keep where they were. */
export function positionsText(selection: Selection, next: readonly LanePosition[], before: readonly LanePosition[]): string {
	const kept = before.filter((each) => !next.some((lane) => isSamePartition(lane, each)));
	const byTopic = Map.groupBy([...next, ...kept], ({ topic }) => topic);
	return encodeCursor(
		listName(selection),
		[...byTopic].flatMap(([topic, lanes]) => [topic, offsetsText(lanes)]),
	);
}

function offsetsText(lanes: readonly LanePosition[]): string {
	const texts: string[] = [];
	for (const { partition, offset, stopped } of lanes) texts[partition] = `${offset.toString(36)}${stopped ? "!" : ""}`;
	return Array.from(texts, (text) => text ?? "").join(".");
}

/** Throws BadCursor for one that is not of this list. */
export function positionsIn(selection: Selection, cursor: string): LanePosition[] {
	const parts = decodeCursor(listName(selection), cursor, partsSchema);
	return parts.flatMap((topic, place) => (place % 2 === 0 ? offsetsIn(topic, parts[place + 1] ?? "") : []));
}

function offsetsIn(topic: string, text: string): LanePosition[] {
	return text.split(".").flatMap((part, partition) => {
		const [, offset, stopped] = OFFSET.exec(part) ?? [];
		return offset === undefined ? [] : [{ topic, partition, offset: Number.parseInt(offset, 36), stopped: stopped === "!" }];
	});
}

/** The partitions to read: from where they are known to continue, those that are new from the start of the list. */
export async function lanesAt(
	bounds: readonly Bounds[],
	known: readonly LanePosition[],
	startOf: () => Promise<readonly Position[]>,
): Promise<LaneBounds[]> {
	const isNew = (partition: TopicPartition) => !known.some((each) => isSamePartition(each, partition));
	const start = bounds.some(isNew) ? await startOf() : [];
	return bounds.flatMap((partition) => {
		const { end } = partition;
		const own = known.find((each) => isSamePartition(each, partition));
		if (own !== undefined) return [{ ...own, end }];
		const first = start.find((each) => isSamePartition(each, partition));
		return first === undefined ? [] : [{ ...first, stopped: false, end }];
	});
}

function isSamePartition(a: TopicPartition, b: TopicPartition): boolean {
	return a.topic === b.topic && a.partition === b.partition;
}
