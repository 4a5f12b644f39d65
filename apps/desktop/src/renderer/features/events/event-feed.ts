/** Events out of order views: what the stream carries of an order's life, as a list across topics, newest first. */

import { idTextSchema } from "@orderdeck/contracts/events";
import type { LifecycleEntry, OrderView } from "@orderdeck/contracts/orders/entities";
import { EVENT_TYPES, type EventType, ORDER_EVENT_TOPICS, type OrderEventTopic } from "@orderdeck/contracts/topics";
import { z } from "zod";
import { epochOf } from "../../format/time.ts";
import type { FeedRules } from "../../live/feed.ts";

export interface EventRow {
	/** The position of its record: two records never share one. */
	readonly id: string;
	readonly at: number;
	readonly orderId: string;
	readonly amount: number;
	readonly currency: string;
	readonly country: string;
	readonly entry: LifecycleEntry;
}

const id = idTextSchema.optional().catch(undefined);
const text = z.string().trim().min(1).max(200).optional().catch(undefined);

/** The filters as they stand in the address. What is not understood is left out. */
export const eventSearchSchema = z.object({ topic: text, type: text, of: id, event: text, order: id });
export type EventSearch = z.infer<typeof eventSearchSchema>;

export interface EventFilters {
	readonly topics?: readonly OrderEventTopic[];
	readonly types?: readonly EventType[];
	/** An order's id. */
	readonly of?: string;
}

function known<T extends string>(csv: string | undefined, words: readonly T[]): T[] {
	const named = (csv ?? "").split(",");
	return words.filter((word) => named.includes(word));
}

export function eventFiltersOf(search: EventSearch): EventFilters {
	const topics = known(search.topic, ORDER_EVENT_TOPICS);
	const types = known(search.type, EVENT_TYPES);
	return {
		...(topics.length > 0 ? { topics } : {}),
		...(types.length > 0 ? { types } : {}),
		...(search.of === undefined ? {} : { of: search.of }),
	};
}

/** The events of these orders' lives. */
export function eventsOf(orders: readonly OrderView[]): EventRow[] {
	return orders.flatMap((order) =>
		order.lifecycle.map((entry) => ({
			id: `${entry.topic}/${entry.partition}@${entry.offset}`,
			at: epochOf(entry.occurred_at),
			orderId: String(order.order_id),
			amount: order.amount,
			currency: order.currency,
			country: order.country,
			entry,
		})),
	);
}

export function newestEventFirst(a: EventRow, b: EventRow): number {
	if (a.at !== b.at) return b.at - a.at;
	return a.id === b.id ? 0 : a.id < b.id ? 1 : -1;
}

export function matchesEvent(row: EventRow, { topics, types, of }: EventFilters): boolean {
	if (topics !== undefined && !topics.some((topic) => topic === row.entry.topic)) return false;
	if (types !== undefined && !types.includes(row.entry.type)) return false;
	return of === undefined || row.orderId === of;
}

/** An event never changes: what is known is never replaced. */
export function eventRules(filters: EventFilters): FeedRules<EventRow> {
	return { idOf: (row) => row.id, compare: newestEventFirst, matches: (row) => matchesEvent(row, filters), supersedes: () => false };
}
