import { StoreError, UnreadableRecord } from "../ports/errors.ts";
import type { EventLog, LogRecord, Position } from "../ports/event-log.ts";

/** The record of a dead letter; undefined where the log no longer has it, or cannot decode it. */
export async function letterRecord(log: Pick<EventLog, "read">, position: Position): Promise<LogRecord | undefined> {
	try {
		const [record] = await log.read(position, 1);
		return record?.offset === position.offset ? record : undefined;
	} catch (error) {
		if (error instanceof UnreadableRecord || (error instanceof StoreError && error.code === "UNKNOWN_TOPIC")) return undefined;
		throw error;
	}
}
