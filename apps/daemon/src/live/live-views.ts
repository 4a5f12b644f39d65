/**
 * From followed records to the newest state of the orders that they change. A view is the stored one with all followed events of its order
 * folded over it. Analytics folds the same events into the store, but later: it batches its writes, and may lag or be stopped, while an
 * accepted order must reach the console within 250 ms. The stored copy alone would be late; this one is bounded and lost with the process.
 */
import { setImmediate as yieldToOthers } from "node:timers/promises";
import type { FraudAlert } from "@orderdeck/contracts/fraud/entities";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { GROUPS } from "@orderdeck/contracts/topics";
import { listedAlert, raisedAlert } from "@orderdeck/core/domain/alert";
import { isOver } from "@orderdeck/core/domain/alert-order";
import { isWhole, type OrderDocument, type PlacedEvent } from "@orderdeck/core/domain/order-document";
import { viewOf } from "@orderdeck/core/domain/order-history";
import { foldView } from "@orderdeck/core/domain/order-view";
import type { DocumentReader } from "@orderdeck/core/ports/documents";
import type { LogRecord } from "@orderdeck/core/ports/event-log";
import { decodeRecord } from "@orderdeck/core/wire/codec";
import { redriveGroupOf } from "@orderdeck/core/wire/dead-letter";
import { LRUCache } from "lru-cache";

export interface Changes {
	readonly orders: readonly OrderView[];
	readonly alerts: readonly FraudAlert[];
	/** Changed orders beyond the limit. */
	readonly omitted: number;
}

export interface LiveViews {
	/** The changed orders, at most `limit`: newly created ones first, then the last changed. Throws StoreError. */
	changesOf(records: readonly LogRecord[], limit: number): Promise<Changes>;
	/** Records were skipped: from here on views start from the stored ones again. */
	forget(): void;
	/** Orders whose events are held. */
	readonly size: number;
}

/** Orders whose followed events are held; the longest unchanged one is dropped first. */
const ORDERS_HELD = 5_000;
/** An order with more events than any life cycle has is read from the store again. */
const EVENTS_HELD = 64;
/** Records decoded, and views read or folded, before yielding to the event loop. */
const SLICE = 50;

export interface LiveViewsDeps {
	readonly store: DocumentReader;
	/** Of an alert that states none, where its order is unknown. */
	readonly baseCurrency: string;
}

export function createLiveViews({ store, baseCurrency }: LiveViewsDeps): LiveViews {
	const held = new LRUCache<string, readonly PlacedEvent[]>({ max: ORDERS_HELD });

	/** The stored views of the orders whose creation was not followed. */
	const storedViews = async (ids: readonly string[]) => {
		const incomplete = ids.filter((id) => !held.peek(id)?.some(({ event }) => event.type === "ORDER_CREATED"));
		const stored = new Map<string, Readonly<OrderDocument>>();
		for (let at = 0; at < incomplete.length; at += SLICE) {
			const slice = incomplete.slice(at, at + SLICE);
			const docs = await store.get("orders", slice);
			for (const [index, id] of slice.entries()) {
				const doc = docs[index]?.doc;
				if (doc !== undefined) stored.set(id, viewOf(doc));
			}
			await yieldToOthers();
		}
		return stored;
	};

	const hold = (id: string, placed: PlacedEvent) => {
		const events = [...(held.get(id) ?? []), placed];
		if (events.length <= EVENTS_HELD) held.set(id, events);
		else held.delete(id);
	};

	return {
		get size() {
			return held.size;
		},
		forget: () => held.clear(),
		async changesOf(records, limit) {
			const events = await decode(records);
			const touched = new Map<string, boolean>();
			for (const placed of events) {
				const id = placed.event.key;
				hold(id, placed);
				const created = touched.get(id) === true || placed.event.type === "ORDER_CREATED";
				touched.delete(id);
				touched.set(id, created);
			}
			const chosen = chooseFrom(touched, limit);
			const stored = await storedViews(chosen);
			const orders = chosen.flatMap((id) => {
				const view = foldView(stored.get(id), held.peek(id) ?? []);
				return view !== undefined && isWhole(view) ? [view] : [];
			});
			const known = new Map(orders.map((order) => [String(order.order_id), order]));
			const alerts = events.flatMap(({ event }) => {
				const order = known.get(event.key);
				const alert = raisedAlert(event, order?.currency ?? baseCurrency);
				return alert === undefined ? [] : [listedAlert({ ...alert, stoppable: order === undefined || !isOver(order) })];
			});
			return { orders, alerts, omitted: touched.size - chosen.length };
		},
	};
}

/** The events of orders among the records, oldest first; without replays, undecodable records, and those redriven for another group than analytics. */
async function decode(records: readonly LogRecord[]): Promise<PlacedEvent[]> {
	const events: PlacedEvent[] = [];
	for (const [index, record] of records.entries()) {
		if ((redriveGroupOf(record) ?? GROUPS.analytics) !== GROUPS.analytics) continue;
		const decoded = decodeRecord(record);
		if (decoded.kind === "event" && decoded.placed.event.type !== "INVENTORY_RESTOCKED") events.push(decoded.placed);
		if (index % SLICE === SLICE - 1) await yieldToOthers();
	}
	return events.toSorted((a, b) => a.timestamp - b.timestamp);
}

function chooseFrom(touched: ReadonlyMap<string, boolean>, limit: number): string[] {
	const newestFirst = [...touched].toReversed();
	return [...newestFirst.filter(([, created]) => created), ...newestFirst.filter(([, created]) => !created)]
		.slice(0, limit)
		.map(([id]) => id)
		.toReversed();
}
