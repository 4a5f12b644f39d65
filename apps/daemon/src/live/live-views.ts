/**
 * From tailed records to the newest state of what they touch. A view is the stored one with all events tailed of its order folded
 * over it, so it does not depend on how far analytics has come.
 */
import { setImmediate as yieldToOthers } from "node:timers/promises";
import type { FraudAlert } from "@orderdeck/contracts/fraud/entities";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { fraudAlertOf } from "@orderdeck/core/domain/fraud-alert";
import { foldOrder, isWhole, type OrderDocument, type PlacedEvent } from "@orderdeck/core/domain/order-view";
import type { LogRecord } from "@orderdeck/core/ports/event-log";
import type { OrderStore } from "@orderdeck/core/ports/order-store";
import { decodeRecord } from "@orderdeck/core/wire/codec";

export interface Changes {
	readonly orders: readonly OrderView[];
	readonly alerts: readonly FraudAlert[];
	/** Orders that changed and were left out to stay bounded. */
	readonly omitted: number;
}

export interface LiveViews {
	/** Of orders that changed, at most `limit`: those just created first, then those changed last. Throws StoreError. */
	changesOf(records: readonly LogRecord[], limit: number): Promise<Changes>;
	/** Records have been jumped over: from here on views begin at the stored ones again. */
	forget(): void;
	/** Orders whose events are held. */
	readonly size: number;
}

/** Orders whose tailed events are held; the longest unchanged goes first. */
const ORDERS_HELD = 5_000;
/** An order with more events than a life has is read from the store again. */
const EVENTS_HELD = 64;
/** Records decoded, and views read or folded, before others get their turn. */
const SLICE = 50;

export function createLiveViews(store: Pick<OrderStore, "get">): LiveViews {
	const held = new Map<string, readonly PlacedEvent[]>();

	/** The stored views of those orders whose beginning was not tailed. */
	const storedViews = async (ids: readonly string[]) => {
		const unborn = ids.filter((id) => !held.get(id)?.some(({ event }) => event.type === "ORDER_CREATED"));
		const stored = new Map<string, Readonly<OrderDocument>>();
		for (let at = 0; at < unborn.length; at += SLICE) {
			const slice = unborn.slice(at, at + SLICE);
			const docs = await store.get("orders", slice);
			for (const [index, id] of slice.entries()) {
				const doc = docs[index]?.doc;
				if (doc !== undefined) stored.set(id, doc);
			}
			await yieldToOthers();
		}
		return stored;
	};

	const hold = (id: string, placed: PlacedEvent) => {
		const events = [...(held.get(id) ?? []), placed];
		held.delete(id);
		if (events.length <= EVENTS_HELD) held.set(id, events);
		const oldest = held.keys().next();
		if (held.size > ORDERS_HELD && !oldest.done) held.delete(oldest.value);
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
				const view = foldOrder(stored.get(id), held.get(id) ?? []);
				return view !== undefined && isWhole(view) ? [view] : [];
			});
			return { orders, alerts: events.flatMap(({ event }) => fraudAlertOf(event) ?? []), omitted: touched.size - chosen.length };
		},
	};
}

/** The events of orders among the records, oldest first; replays and what cannot be read are no news. */
async function decode(records: readonly LogRecord[]): Promise<PlacedEvent[]> {
	const events: PlacedEvent[] = [];
	for (const [index, record] of records.entries()) {
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
