/** Positions in the log as callers name them, and how those without a record are refused. */
import { AppError } from "@orderdeck/contracts/errors";
import { StoreError, UnreadableRecord } from "@orderdeck/core/ports/errors";
import type { Bounds, EventLog, LogRecord, Position, TopicPartition } from "@orderdeck/core/ports/event-log";

/** Throws NOT_FOUND for a partition that does not exist. */
export async function boundsOf(log: Pick<EventLog, "bounds">, place: TopicPartition): Promise<Bounds> {
	const bounds = (await log.bounds([place.topic])).find(({ partition }) => partition === place.partition);
	if (bounds === undefined) throw new AppError("NOT_FOUND", `There is no partition ${nameOf(place)}.`);
	return bounds;
}

/** What a partition has, in words. */
export function heldWords({ earliest, end }: Bounds): string {
	return earliest === end ? `it is empty, its next offset is ${end}` : `it has offsets ${earliest} to ${end - 1}`;
}

export function missingRecord(position: Position, bounds: Bounds): AppError {
	const { offset } = position;
	const within = hasOffset(bounds, offset) ? "; this one has no record, as the marker of a transaction has none" : "";
	return new AppError("NOT_FOUND", `There is no record ${nameOf(position)} @ ${offset}: ${heldWords(bounds)}${within}.`);
}

/** Whether the offset is within the bounds; it may have no record all the same. */
export function hasOffset({ earliest, end }: Bounds, offset: number): boolean {
	return offset >= earliest && offset < end;
}

/** As the log's `read`, with its refusals as the caller gets them. */
export async function readFrom(log: Pick<EventLog, "read">, position: Position, limit: number): Promise<readonly LogRecord[]> {
	try {
		return await log.read(position, limit);
	} catch (error) {
		if (error instanceof UnreadableRecord) throw new AppError("UNREADABLE_RECORD", `${error.message}.`, { cause: error });
		if (error instanceof StoreError && error.code === "UNKNOWN_TOPIC") throw new AppError("NOT_FOUND", `There is no ${nameOf(position)}.`);
		throw error;
	}
}

function nameOf({ topic, partition }: TopicPartition): string {
	return `${topic}/${partition}`;
}
