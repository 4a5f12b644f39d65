/** Rows of the event feed: out of order views, newest first, as the stream carries them, or as the log has them. */

import { idTextSchema, isoDateTimeSchema } from "@orderdeck/contracts/events";
import type { LoggedEvent } from "@orderdeck/contracts/feed/entities";
import { positionIn, positionText } from "@orderdeck/contracts/feed/position";
import type { LifecycleEntry, OrderView } from "@orderdeck/contracts/orders/entities";
import { causalPlace } from "@orderdeck/contracts/orders/lifecycle";
import { EVENT_TYPES, type EventType, ORDER_EVENT_TOPICS, type OrderEventTopic } from "@orderdeck/contracts/topics";
import { z } from "zod";
import { epochOf } from "../../format/time.ts";
import type { FeedRules } from "../../live/feed.ts";

export interface EventRow {
	/** The position of its record: two records never share one. */
	readonly id: string;
	/** When it happened; in a list of the log when the log accepted it. Ms since the epoch, NaN where it is not known. */
	readonly at: number;
	/** Undefined for what belongs to no order. */
	readonly orderId: string | undefined;
	readonly country: string | undefined;
	readonly amount: number | undefined;
	readonly currency: string | undefined;
	readonly place: EventPosition;
	/** Undefined for a record that cannot be decoded; `unreadable` then states why. */
	readonly type: EventType | undefined;
	/** ISO 8601. */
	readonly occurredAt: string | undefined;
	readonly detail: LifecycleEntry["detail"];
	readonly unreadable: string | undefined;
}

type EventPosition = Pick<LifecycleEntry, "topic" | "partition" | "offset">;

const id = idTextSchema.optional().catch(undefined);
const text = z.string().trim().min(1).max(200).optional().catch(undefined);

/** The filters as they stand in the address. What is not understood is left out. */
export const eventSearchSchema = z.object({
	topic: text,
	type: text,
	of: id,
	/** Where the list begins, one of the two; without it the list is live. */
	from: isoDateTimeSchema.optional().catch(undefined),
	at: z
		.string()
		.refine((position) => positionIn(position) !== undefined)
		.optional()
		.catch(undefined),
	event: text,
	order: id,
});
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

/** What happens to an order: what is of none is in the log, and in no live list. */
export const LIVE_TYPES: readonly EventType[] = EVENT_TYPES.filter((type) => type !== "INVENTORY_RESTOCKED");

export function eventFiltersOf(search: EventSearch): EventFilters {
	const topics = known(search.topic, ORDER_EVENT_TOPICS);
	const types = known(search.type, eventStartOf(search) === undefined ? LIVE_TYPES : EVENT_TYPES);
	return {
		...(topics.length > 0 ? { topics } : {}),
		...(types.length > 0 ? { types } : {}),
		...(search.of === undefined ? {} : { of: search.of }),
	};
}

/** A list of the log from a time or a position on. */
export type EventStart = { readonly from: string } | { readonly at: string };

/** Undefined for the live list. */
export function eventStartOf({ from, at }: Pick<EventSearch, "from" | "at">): EventStart | undefined {
	if (at !== undefined) return { at };
	return from === undefined ? undefined : { from };
}

/** The events of these orders' lives. */
export function eventsOf(orders: readonly OrderView[]): EventRow[] {
	return orders.flatMap((order) =>
		order.lifecycle.map((entry) => ({
			id: positionText(entry),
			at: epochOf(entry.occurred_at),
			orderId: String(order.order_id),
			amount: order.amount,
			currency: order.currency,
			country: order.country,
			place: placeOf(entry),
			type: entry.type,
			occurredAt: entry.occurred_at,
			detail: entry.detail,
			unreadable: undefined,
		})),
	);
}

/** An event as the log has it. */
export function loggedRow(event: LoggedEvent): EventRow {
	return {
		id: positionText(event),
		at: event.accepted_at === null ? Number.NaN : epochOf(event.accepted_at),
		orderId: event.order_id ?? undefined,
		amount: event.amount ?? undefined,
		currency: event.currency ?? undefined,
		country: event.country ?? undefined,
		place: placeOf(event),
		type: event.type ?? undefined,
		occurredAt: event.occurred_at ?? undefined,
		detail: event.detail,
		unreadable: event.unreadable ?? undefined,
	};
}

function placeOf({ topic, partition, offset }: EventPosition): EventPosition {
	return { topic, partition, offset };
}

/** Of the same millisecond, what can only follow stands above what it follows. */
export function newestEventFirst(a: EventRow, b: EventRow): number {
	if (a.at !== b.at) return b.at - a.at;
	const later = causalPlaceOf(b) - causalPlaceOf(a);
	if (later !== 0) return later;
	return a.id === b.id ? 0 : a.id < b.id ? 1 : -1;
}

/** A record that cannot be decoded has no type, and stands below. */
function causalPlaceOf({ type }: EventRow): number {
	return type === undefined ? -1 : causalPlace(type);
}

export function matchesEvent(row: EventRow, { topics, types, of }: EventFilters): boolean {
	if (topics !== undefined && !topics.some((topic) => topic === row.place.topic)) return false;
	if (types !== undefined && !types.some((type) => type === row.type)) return false;
	return of === undefined || row.orderId === of;
}

/** An event never changes: what is known is never replaced. */
export function eventRules(filters: EventFilters): FeedRules<EventRow> {
	return { idOf: (row) => row.id, compare: newestEventFirst, matches: (row) => matchesEvent(row, filters), supersedes: () => false };
}
