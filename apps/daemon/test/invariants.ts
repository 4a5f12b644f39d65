/** The invariants of the pipeline: what is stored compared with a recomputation from the log and the payment ledger. */

import { isDeepStrictEqual } from "node:util";
import { type Money, minorUnits, sumByCurrency } from "@orderdeck/contracts/money";
import { deadLetterTopic, GROUPS, ORDER_EVENT_TOPICS } from "@orderdeck/contracts/topics";
import type { LedgerEntry } from "@orderdeck/core/adapters/simulated-gateway/ledger";
import { isWhole, type OrderDocument, type PlacedEvent } from "@orderdeck/core/domain/order-document";
import { foldOrder } from "@orderdeck/core/domain/order-view";
import { totalsOf } from "@orderdeck/core/domain/totals";
import type { Collection, Collections } from "@orderdeck/core/ports/documents";
import type { EventLog, LogRecord } from "@orderdeck/core/ports/event-log";
import type { OrderStore } from "@orderdeck/core/ports/order-store";
import { decodeRecord } from "@orderdeck/core/wire/codec";
import { redriveGroupOf } from "@orderdeck/core/wire/dead-letter";
import { wrongHistory } from "./history-invariant.ts";

export interface Stored {
	readonly log: EventLog;
	readonly store: OrderStore;
	readonly ledger: readonly LedgerEntry[];
	/** Log and store share no transaction: an event may be in the log more than once, under the same id. */
	readonly atLeastOnce?: boolean;
}

const READ_SIZE = 5_000;

/** The violations, a sentence each; empty when all invariants hold. The pipeline must have drained. */
export async function violations(stored: Stored): Promise<string[]> {
	const events = await eventsInLog(stored.log);
	const byOrder = Map.groupBy(
		events.filter(({ event }) => event.type !== "INVENTORY_RESTOCKED"),
		({ event }) => event.key,
	);
	const deadLettered = await keysInDeadLetters(stored.log);
	const keys = [...byOrder.keys()];
	const views = await load(stored.store, "orders", keys);
	return [
		...unfinishedOrders(byOrder, views, deadLettered),
		...differingViews(byOrder, views),
		...(await missingHistory(stored.store, byOrder)),
		...(await wrongPayments(stored, keys, views)),
		...(await wrongStock(stored.store, events, views)),
		...(await wrongTotals(stored.store, byOrder)),
		...(await wrongHistory(stored.store, events)),
		...(stored.atLeastOnce === true ? [] : repeatedIds(events)),
		...(await openOffsets(stored.log)),
	];
}

async function eventsInLog(log: EventLog): Promise<PlacedEvent[]> {
	const events: PlacedEvent[] = [];
	for (const record of await recordsOf(log, ORDER_EVENT_TOPICS)) {
		// Only the group that failed handles it; to all others it is not there.
		if (redriveGroupOf(record) !== undefined) continue;
		const decoded = decodeRecord(record);
		if (decoded.kind === "event") events.push(decoded.placed);
	}
	return events;
}

/** All records of the topics, each partition in its order. */
export async function recordsOf(log: EventLog, topics: readonly string[]): Promise<LogRecord[]> {
	const records: LogRecord[] = [];
	for (const { topic, partition, earliest, end } of await log.bounds(topics)) {
		for (let offset = earliest; offset < end; ) {
			const read = await log.read({ topic, partition, offset }, READ_SIZE);
			if (read.length === 0) break;
			records.push(...read);
			offset = (read.at(-1)?.offset ?? end) + 1;
		}
	}
	return records;
}

async function keysInDeadLetters(log: EventLog): Promise<ReadonlySet<string>> {
	const records = await recordsOf(log, Object.values(GROUPS).map(deadLetterTopic));
	return new Set(records.flatMap(({ key }) => key ?? []));
}

async function load<C extends Collection>(
	store: OrderStore,
	collection: C,
	keys: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Collections[C]>>> {
	const docs = await store.get(collection, keys);
	return new Map(keys.flatMap((key, index) => (docs[index] === undefined ? [] : [[key, docs[index].doc] as const])));
}

type ByOrder = ReadonlyMap<string, readonly PlacedEvent[]>;
type Views = ReadonlyMap<string, OrderDocument>;

/** Every accepted order ends DELIVERED or CANCELLED, or is named in a dead-letter topic. */
function unfinishedOrders(byOrder: ByOrder, views: Views, deadLettered: ReadonlySet<string>): string[] {
	return [...byOrder.keys()]
		.filter((key) => !["DELIVERED", "CANCELLED"].includes(views.get(key)?.status ?? "") && !deadLettered.has(key))
		.map((key) => `order ${key} ends as ${views.get(key)?.status ?? "no view"}`);
}

/** The stored view is the fold over the order's events in the log, byte for byte, in whatever order they are folded. */
function differingViews(byOrder: ByOrder, views: Views): string[] {
	return [...byOrder].flatMap(([key, events]) => {
		const stored = JSON.stringify(views.get(key));
		const same =
			JSON.stringify(foldOrder(undefined, events)) === stored && JSON.stringify(foldOrder(undefined, events.toReversed())) === stored;
		return same
			? []
			: [`the view of order ${key} is not the fold over its events: ${stored} against ${JSON.stringify(foldOrder(undefined, events))}`];
	});
}

async function missingHistory(store: OrderStore, byOrder: ByOrder): Promise<string[]> {
	const missing = [...byOrder].map(async ([key, events]) => {
		const stored = new Set((await store.orderEvents(key)).map(({ event_id }) => event_id));
		return [...new Set(events.map(({ event }) => event.id))].filter((id) => !stored.has(id));
	});
	return (await Promise.all(missing)).flat().map((id) => `event ${id} is in the log and not in the history`);
}

/** One capture for each order; only payments of delivered orders are kept. */
async function wrongPayments({ store, ledger }: Stored, keys: readonly string[], views: Views): Promise<string[]> {
	const payments = await load(store, "payments", keys);
	const byOrder = Map.groupBy(
		ledger.filter((entry) => entry.captured),
		(entry) => entry.orderId,
	);
	const wrong: string[] = [];
	for (const key of keys) {
		const captures = byOrder.get(key) ?? [];
		if (captures.length > 1) wrong.push(`order ${key} was captured ${captures.length} times`);
		const kept = captures.filter((capture) => !capture.refunded).map(({ amountMinor, currency }) => `${amountMinor} ${currency}`);
		const view = views.get(key);
		const due = view !== undefined && isWhole(view) && view.status === "DELIVERED" ? [`${minorUnits(view)} ${view.currency}`] : [];
		if (kept.join() !== due.join()) wrong.push(`order ${key} is ${view?.status}, and "${kept}" was kept where "${due}" is due`);
		const status = payments.get(key)?.status;
		if (captures[0] !== undefined && status !== (captures[0].refunded ? "REFUNDED" : "PAID")) {
			wrong.push(`order ${key} was ${captures[0].refunded ? "refunded" : "captured"} and its payment is ${status}`);
		}
	}
	return wrong;
}

/** Stock adds up and is never negative; what was shipped is what was delivered. */
async function wrongStock(store: OrderStore, events: readonly PlacedEvent[], views: Views): Promise<string[]> {
	const shipped = new Map<string, number>();
	for (const view of views.values()) {
		if (!isWhole(view) || view.status !== "DELIVERED") continue;
		for (const item of view.items ?? []) shipped.set(item.product_id, (shipped.get(item.product_id) ?? 0) + item.quantity);
	}
	const delivered = new Map<string, number>();
	for (const event of new Map(events.map(({ event }) => [event.id, event])).values()) {
		if (event.type !== "INVENTORY_RESTOCKED") continue;
		delivered.set(event.key, (delivered.get(event.key) ?? 0) + event.data.quantity);
	}
	return (await store.products()).flatMap(({ doc }) => {
		const wrong: string[] = [];
		const held = Object.values(doc.reservations).reduce((sum, units) => sum + units, 0);
		if (doc.on_hand + doc.shipped !== doc.initial + doc.restocked + (doc.adjusted ?? 0)) wrong.push("does not add up");
		if (doc.reserved < 0 || doc.reserved > doc.on_hand) wrong.push(`${doc.reserved} reserved of ${doc.on_hand} on hand`);
		if (doc.reserved !== held) wrong.push(`${doc.reserved} reserved, ${held} by reservations`);
		if (held !== 0) wrong.push(`${held} units are held by orders that have ended`);
		if (doc.shipped !== (shipped.get(doc.product_id) ?? 0))
			wrong.push(`${doc.shipped} shipped, ${shipped.get(doc.product_id) ?? 0} delivered`);
		if (doc.restocked !== (delivered.get(doc.product_id) ?? 0))
			wrong.push(`${doc.restocked} restocked, ${delivered.get(doc.product_id) ?? 0} by events`);
		return wrong.map((what) => `product ${doc.product_id}: ${what}`);
	});
}

/** Totals equal a recount of the log. */
async function wrongTotals(store: OrderStore, byOrder: ByOrder): Promise<string[]> {
	const totals = totalsOf(await store.aggregates(), "USD");
	let orders = 0;
	const amounts: Money[] = [];
	const types: Record<string, number> = {};
	for (const events of byOrder.values()) {
		const unique = new Map(events.map(({ event }) => [event.id, event]));
		for (const event of unique.values()) {
			types[event.type] = (types[event.type] ?? 0) + 1;
			if (event.type !== "ORDER_CREATED") continue;
			orders += 1;
			amounts.push(event.data);
		}
	}
	const wrong: string[] = [];
	if (totals.order_count !== orders) wrong.push(`${totals.order_count} orders counted, ${orders} in the log`);
	const sales = Object.fromEntries(Object.entries(totals.by_currency).map(([currency, sum]) => [currency, sum.sales]));
	if (!isDeepStrictEqual(sales, sumByCurrency(amounts))) {
		wrong.push(`sales of ${JSON.stringify(sales)}, ${JSON.stringify(sumByCurrency(amounts))} in the log`);
	}
	for (const [type, count] of Object.entries(types)) {
		const counted = Object.entries(totals.events).find(([name]) => name === type)?.[1];
		if (counted !== count) wrong.push(`${counted} events ${type} counted, ${count} in the log`);
	}
	return wrong;
}

/** Order ids never repeat: each order is created once. */
function repeatedIds(events: readonly PlacedEvent[]): string[] {
	const created = events.filter(({ event }) => event.type === "ORDER_CREATED");
	return [...Map.groupBy(created, ({ event }) => event.id)]
		.filter(([, copies]) => copies.length > 1)
		.map(([id, copies]) => `${id} was appended ${copies.length} times`);
}

async function openOffsets(log: EventLog): Promise<string[]> {
	const wrong: string[] = [];
	const ends = new Map(
		(await log.bounds((await log.topics()).map(({ topic }) => topic))).map(({ topic, partition, end }) => [`${topic}/${partition}`, end]),
	);
	for (const group of Object.values(GROUPS)) {
		for (const { topic, partition, committed } of await log.groupOffsets(group)) {
			const end = ends.get(`${topic}/${partition}`) ?? 0;
			if ((committed ?? 0) !== end) wrong.push(`${group} committed ${committed} of ${end} in ${topic}/${partition}`);
		}
	}
	return wrong;
}
