/**
 * The history of an order: the bodies of its events, kept with the entries of its lifecycle, so that they outlive the log and cost no write of
 * their own.
 *
 * What it may come to is bounded, by a rule that depends on the events alone and not on the order in which they arrive: ORDER_CREATED keeps its
 * body whatever its size (a record has at most 1 MiB), every other event one of up to 64 KiB, and of the fraud alerts, which other programs may
 * raise without limit, the 100 whose ids are the first keep theirs. So there are at most 8 MB; a Couchbase document may have 20.
 */
import type { LifecycleEntry, OrderView } from "@orderdeck/contracts/orders/entities";
import type { HistoryEntry, OrderDocument, PlacedEvent, WholeOrder } from "./order-document.ts";

/** The most bytes of a record whose body is kept with its order, unless it is an ORDER_CREATED. */
export const LARGE_BYTES = 65_536;
const MOST_ALERTS = 100;

/** One event of an order with its body. */
export interface OrderEventDocument extends Omit<LifecycleEntry, "detail"> {
	readonly order_id: string;
	readonly data: Readonly<Record<string, unknown>>;
}

/** The entry with the event's body, exactly as it was received. */
export function withHistory(entry: LifecycleEntry, { event, isLarge = false }: PlacedEvent): HistoryEntry {
	return isLarge && event.type !== "ORDER_CREATED" ? entry : { ...entry, data: event.data };
}

/** The entries, those of surplus alerts without their bodies. */
export function boundHistory(lifecycle: HistoryEntry[]): HistoryEntry[] {
	if (lifecycle.length <= MOST_ALERTS) return lifecycle;
	const alerts = lifecycle.flatMap(({ type, event_id }) => (type === "FRAUD_ALERT_RAISED" ? [event_id] : []));
	const surplus = new Set(alerts.toSorted().slice(MOST_ALERTS));
	return lifecycle.map((entry) => (surplus.has(entry.event_id) ? withoutData(entry) : entry));
}

/** The view alone: what lists, live data and callers get. */
export function viewOf(doc: Readonly<WholeOrder>): OrderView;
export function viewOf(doc: Readonly<OrderDocument>): OrderDocument;
export function viewOf(doc: Readonly<OrderDocument>): OrderDocument {
	return { ...doc, lifecycle: doc.lifecycle.map(withoutData) };
}

/** The events whose bodies the order has. `key` is the order's id as text. */
export function eventsIn(key: string, { lifecycle }: Pick<OrderDocument, "lifecycle">): OrderEventDocument[] {
	return lifecycle.flatMap(({ detail: _detail, data, ...entry }) => (data === undefined ? [] : [{ ...entry, order_id: key, data }]));
}

/**
 * The document with the bodies that documents of an earlier version hold, where it has none itself and would keep them; their size is that of
 * their JSON. Returns `doc` itself when it gets none.
 */
export function withEarlierEvents(doc: Readonly<OrderDocument>, events: readonly OrderEventDocument[]): OrderDocument {
	const small = events.filter(({ type, data }) => type === "ORDER_CREATED" || JSON.stringify(data).length <= LARGE_BYTES);
	const byId = new Map(small.map((event) => [event.event_id, event.data]));
	const lacks = (entry: HistoryEntry) => entry.data === undefined && byId.has(entry.event_id);
	if (!doc.lifecycle.some(lacks)) return doc;
	const lifecycle = doc.lifecycle.map((entry) => (lacks(entry) ? { ...entry, data: byId.get(entry.event_id) ?? {} } : entry));
	return { ...doc, lifecycle: boundHistory(lifecycle) };
}

function withoutData({ data: _data, ...entry }: HistoryEntry): LifecycleEntry {
	return entry;
}
