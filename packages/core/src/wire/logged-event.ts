/** A record of the log as a line of the event feed. */
import type { LoggedEvent } from "@orderdeck/contracts/feed/entities";
import { isoOf } from "../domain/instant.ts";
import { detailOf } from "../domain/order-view.ts";
import type { LogRecord, Position } from "../ports/event-log.ts";
import { decodeRecord } from "./codec.ts";
import { eventOf, factsOf } from "./record-view.ts";

const NO_EVENT = { type: null, occurred_at: null, order_id: null, country: null, amount: null, currency: null, detail: undefined };

/** Undefined for what is no event: a tombstone, and an order of a replay, which groups skip. */
export function loggedEventOf(record: LogRecord): LoggedEvent | undefined {
	if (record.value === null) return undefined;
	const decoded = decodeRecord(record);
	if (decoded.kind === "replay") return undefined;
	if (decoded.kind === "poison") return unreadableEvent(record, record.timestamp, decoded.reason);
	const { event } = decoded.placed;
	const { type, time, order_id } = eventOf(decoded.placed);
	return {
		...placeOf(record),
		accepted_at: isoOf(record.timestamp),
		type,
		occurred_at: time,
		order_id,
		...factsOf(event.data),
		detail: detailOf(event),
		unreadable: null,
	};
}

/** `timestamp`: in ms since the epoch; undefined where it is not known. */
export function unreadableEvent(position: Position, timestamp: number | undefined, unreadable: string): LoggedEvent {
	return { ...placeOf(position), accepted_at: timestamp === undefined ? null : isoOf(timestamp), ...NO_EVENT, unreadable };
}

function placeOf({ topic, partition, offset }: Position): Position {
	return { topic, partition, offset };
}
