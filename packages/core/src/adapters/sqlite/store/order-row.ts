/**
 * An order as its row has it: the view, with its lifecycle in a short form, and in a column of their own the bodies of its events, which lists
 * do not read. Rows of earlier versions have the entries of their lifecycle as the document has them.
 */
import { TOPIC_OF } from "@orderdeck/contracts/topics";
import type { HistoryEntry, OrderDocument } from "../../../domain/order-document.ts";

/** Of an entry whose id and topic follow from its order and type: type, time, partition, offset, and its detail where it has one. */
type ShortEntry = readonly [
	type: HistoryEntry["type"],
	occurredAt: string,
	partition: number,
	offset: number,
	detail?: HistoryEntry["detail"],
];

/** The row's document. */
export function viewText(doc: Readonly<OrderDocument>): string {
	return JSON.stringify({ ...doc, lifecycle: doc.lifecycle.map((entry) => shortened(entry, doc.order_id)) });
}

/** The row's bodies, in the order of the lifecycle and null where an event has none; null for an order without any. */
export function historyText({ lifecycle }: Readonly<OrderDocument>): string | null {
	return lifecycle.some(({ data }) => data !== undefined) ? JSON.stringify(lifecycle.map(({ data }) => data ?? null)) : null;
}

/** The view in a row's document: an OrderView where the order itself has been seen. The text is what this module made, so it needs no schema. */
export function viewIn<D extends OrderDocument>(text: string): D {
	const doc: D & { lifecycle: (ShortEntry | HistoryEntry)[] } = JSON.parse(text);
	doc.lifecycle = doc.lifecycle.map((entry) => (isShort(entry) ? restored(entry, doc.order_id) : entry));
	return doc;
}

/** The whole document of a row. */
export function documentIn(text: string, history: string | null): OrderDocument {
	const doc = viewIn(text);
	if (history === null) return doc;
	const bodies: readonly (HistoryEntry["data"] | null)[] = JSON.parse(history);
	for (const [index, entry] of doc.lifecycle.entries()) {
		const data = bodies[index];
		if (data !== undefined && data !== null) entry.data = data;
	}
	return doc;
}

function shortened({ data: _data, ...entry }: HistoryEntry, orderId: OrderDocument["order_id"]): ShortEntry | HistoryEntry {
	const { event_id, type, occurred_at, topic, partition, offset, detail } = entry;
	if (event_id !== `${orderId}:${type}` || topic !== TOPIC_OF[type]) return entry;
	return detail === undefined ? [type, occurred_at, partition, offset] : [type, occurred_at, partition, offset, detail];
}

function restored([type, occurred_at, partition, offset, detail]: ShortEntry, orderId: OrderDocument["order_id"]): HistoryEntry {
	const entry = { event_id: `${orderId}:${type}`, type, occurred_at, topic: TOPIC_OF[type], partition, offset };
	return detail === undefined ? entry : { ...entry, detail };
}

function isShort(entry: ShortEntry | HistoryEntry): entry is ShortEntry {
	return Array.isArray(entry);
}
