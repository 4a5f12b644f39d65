/** Replay: the orders of the last days written again, into a separate topic, marked so that no live group processes them. */
import { eventId } from "@orderdeck/contracts/events";
import type { JobResult } from "@orderdeck/contracts/jobs/entities";
import { isoOf } from "../../domain/instant.ts";
import { eventsIn, type OrderEventDocument } from "../../domain/order-history.ts";
import { type Replay, replayInputSchema } from "../../domain/replay-job.ts";
import type { DocumentReader } from "../../ports/documents.ts";
import type { NewRecord } from "../../ports/event-log.ts";
import type { OrderQueries } from "../../ports/queries/orders.ts";
import type { Page } from "../../ports/queries/page.ts";
import type { CommandContext } from "../context.ts";
import { pagesKind } from "./kind.ts";

type Store = DocumentReader & Pick<OrderQueries, "scanOrders">;

/**
 * A page of orders is written in one unit of work with the job's progress where that is atomic. Where it is not, the records come first: after a
 * crash between the two a page is written again, under the same event ids.
 */
export const replayKind = pagesKind(replayInputSchema, async (context, { input, startedAt, cursor, limit }) => {
	const page = await ordersOf(context.store, { from: input.from, started_at: startedAt }, { limit, cursor });
	const records = await replayRecords(context, page.items, input.topic);
	return { records, failed: page.items.length - records.length, next: page.next };
});

/** The ids of the replay's orders, oldest created first. */
async function ordersOf(
	store: Pick<OrderQueries, "scanOrders">,
	{ from, started_at }: Pick<Replay, "from" | "started_at">,
	at: { readonly limit: number; readonly cursor: string | undefined },
): Promise<Page<string>> {
	const page = await store.scanOrders({ from, to: started_at }, at);
	// Orders that arrive while the job runs do not belong to it: otherwise it might never catch up with a fast producer.
	const own = page.items.filter((order) => order.processed_at <= started_at);
	return {
		items: own.map((order) => String(order.order_id)),
		next: own.length === 0 && page.items.length > 0 ? undefined : page.next,
	};
}

/** The orders as they arrived, marked as replayed. */
async function replayRecords(
	{ store, clock }: Pick<CommandContext, "store" | "clock">,
	orderIds: readonly string[],
	topic: string,
): Promise<NewRecord[]> {
	const created = await createdEvents(store, orderIds);
	return [...created.values()].map(({ order_id, type, event_id, data }) => {
		return {
			topic,
			key: order_id,
			value: Buffer.from(JSON.stringify({ ...data, isReplay: true })),
			headers: {
				ce_specversion: "1.0",
				ce_type: type,
				ce_id: `${event_id}:replay`,
				ce_source: "orderdeck-replay",
				ce_time: isoOf(clock.now()),
				"content-type": "application/json",
			},
		};
	});
}

const NOTHING = { lifecycle: [] };

/** The orders' own events by the orders' ids, in the order of the ids; without those that are kept no longer. */
async function createdEvents(store: DocumentReader, orderIds: readonly string[]): Promise<ReadonlyMap<string, OrderEventDocument>> {
	if (orderIds.length === 0) return new Map();
	const orders = await store.get("orders", orderIds);
	const kept = orderIds.map((id, index) => eventsIn(id, orders[index]?.doc ?? NOTHING).find(({ type }) => type === "ORDER_CREATED"));
	const lacking = orderIds.filter((_, index) => kept[index] === undefined).map((id) => eventId(id, "ORDER_CREATED"));
	const earlier = lacking.length === 0 ? [] : await store.get("order_events", lacking);
	const byOrder = new Map(earlier.flatMap((read) => (read === undefined ? [] : [[read.doc.order_id, read.doc] as const])));
	const found = orderIds.map((id, index) => [id, kept[index] ?? byOrder.get(id)] as const);
	return new Map(found.flatMap(([id, event]) => (event === undefined ? [] : [[id, event] as const])));
}

/** A replay's place in the list of its results: how many come before, and the cursor of the scan. */
export interface ResultPlace {
	readonly before: number;
	readonly scan: string | undefined;
}

/** What became of the replay's next orders, and where those after them begin; undefined at the end. Which they are follows from its range of dates. */
export async function replayResults(
	store: Store,
	replay: Replay,
	{ before, scan, limit }: ResultPlace & { readonly limit: number },
): Promise<{ readonly results: readonly JobResult[]; readonly next: ResultPlace | undefined }> {
	const page = await ordersOf(store, replay, { limit, cursor: scan });
	const events = await createdEvents(store, page.items);
	const later = replay.state === "RUNNING" ? "pending" : "skipped";
	const results = page.items.map((id, index): JobResult => {
		if (before + index >= replay.passed) return { id, outcome: later, code: null, why: null };
		if (events.has(id)) return { id, outcome: "done", code: null, why: `written to ${replay.topic}` };
		return { id, outcome: "failed", code: "NOT_FOUND", why: "The event of this order's creation is kept no longer." };
	});
	return { results, next: page.next === undefined ? undefined : { before: before + page.items.length, scan: page.next } };
}
