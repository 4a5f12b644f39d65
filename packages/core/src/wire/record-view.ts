/** A record of the log as the API returns it. */
import type { NearbyRecord, RecordEvent, RecordGroup, RecordView } from "@orderdeck/contracts/records/entities";
import { VALUE_BYTES_SHOWN } from "@orderdeck/contracts/records/entities";
import { ORDER_EVENT_TOPICS } from "@orderdeck/contracts/topics";
import { isoOf } from "../domain/instant.ts";
import type { PlacedEvent } from "../domain/order-document.ts";
import type { Headers, LogRecord } from "../ports/event-log.ts";
import { type Decoded, decodeRecord } from "./codec.ts";
import { originalOf } from "./dead-letter.ts";
import { valueText } from "./value-text.ts";

/** Where a group has committed in the record's partition. */
export type GroupPosition = Omit<RecordGroup, "past">;

export interface RecordSurroundings {
	/** The records before it, by offset. */
	readonly before: readonly LogRecord[];
	readonly after: readonly LogRecord[];
	readonly range: RecordView["range"];
	/** The groups that read its topic. */
	readonly groups: readonly GroupPosition[];
}

const EVENT_TOPICS: ReadonlySet<string> = new Set(ORDER_EVENT_TOPICS);
/** Lines on each side of it. */
const NEARBY = 2;

export function recordViewOf(record: LogRecord, { before, after, range, groups }: RecordSurroundings): RecordView {
	const decoded = readAs(record);
	const nearby = [...before.slice(-NEARBY), record, ...after.slice(0, NEARBY)];
	return {
		topic: record.topic,
		partition: record.partition,
		offset: record.offset,
		timestamp: isoOf(record.timestamp),
		key: record.key,
		headers: { ...record.headers },
		size_bytes: record.value?.byteLength ?? 0,
		header_bytes: headerBytes(record.headers),
		...valueText(record.value, VALUE_BYTES_SHOWN),
		event: decoded?.kind === "event" ? eventOf(decoded.placed) : null,
		replayed: decoded?.kind === "replay",
		unreadable: decoded?.kind === "poison" ? decoded.reason : null,
		groups: groups.map((group) => ({ ...group, past: isPast(group, record.offset) })),
		range,
		previous: before.at(-1)?.offset ?? null,
		next: after[0]?.offset ?? null,
		nearby: nearby.map((each) => lineOf(each, groups)),
	};
}

/** Undefined on a topic that carries other things than the events of orders. A dead letter is read as the record that it was. */
function readAs(record: LogRecord): Decoded | undefined {
	const original = originalOf(record) ?? record;
	return EVENT_TOPICS.has(original.topic) ? decodeRecord(original) : undefined;
}

function isPast({ committed }: GroupPosition, offset: number): boolean | null {
	return committed === null ? null : committed > offset;
}

/** Names and values as the log has them, in UTF-8. */
function headerBytes(headers: Headers): number {
	return Object.entries(headers).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
}

export function eventOf({ event: { type, id, source, time, key } }: PlacedEvent): RecordEvent {
	return { type, id, source, time, order_id: type === "INVENTORY_RESTOCKED" ? null : key };
}

function lineOf(record: LogRecord, groups: readonly GroupPosition[]): NearbyRecord {
	const decoded = readAs(record);
	const event = decoded?.kind === "event" ? decoded.placed.event : undefined;
	const { country, amount, currency } = factsOf(event?.data);
	return {
		offset: record.offset,
		timestamp: isoOf(record.timestamp),
		size_bytes: record.value?.byteLength ?? 0,
		type: event?.type ?? null,
		order_id: decoded?.kind === "event" ? eventOf(decoded.placed).order_id : null,
		country,
		amount,
		currency,
		past: groups.flatMap((each) => (isPast(each, record.offset) === true ? [each.group] : [])),
	};
}

/** What the body states of an order's country and money. */
export function factsOf(data: object | undefined): Pick<NearbyRecord, "country" | "amount" | "currency"> {
	const { country, amount, currency }: { country?: unknown; amount?: unknown; currency?: unknown } = data ?? {};
	return {
		country: typeof country === "string" ? country : null,
		amount: typeof amount === "number" ? amount : null,
		currency: typeof currency === "string" ? currency : null,
	};
}
