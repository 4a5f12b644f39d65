/** The event feed: what the topics of order events have in the log, as one list from a time or an offset on. */
import { AppError } from "@orderdeck/contracts/errors";
import type { FeedApi } from "@orderdeck/contracts/feed/api";
import type { LoggedEvent } from "@orderdeck/contracts/feed/entities";
import { positionIn } from "@orderdeck/contracts/feed/position";
import type { EventSelection } from "@orderdeck/contracts/feed/requests";
import { instantOf } from "@orderdeck/contracts/instant";
import { ORDER_EVENT_TOPICS, type OrderEventTopic, TOPIC_OF } from "@orderdeck/contracts/topics";
import { isoOf } from "@orderdeck/core/domain/instant";
import { isWhole } from "@orderdeck/core/domain/order-document";
import { UnreadableRecord } from "@orderdeck/core/ports/errors";
import type { Bounds, EventLog, Position } from "@orderdeck/core/ports/event-log";
import { loggedEventOf, unreadableEvent } from "@orderdeck/core/wire/logged-event";
import type { ApiDeps } from "./deps.ts";
import { lanesAt, positionsIn, positionsText } from "./event-cursor.ts";
import { boundsOf, hasOffset, missingRecord } from "./log-places.ts";
import { acceptedAtOf, comparePartitions, type Entry, readMerged } from "./merged-log.ts";

interface EventReadDeps extends Pick<ApiDeps, "clock"> {
	readonly log: Pick<EventLog, "read" | "bounds" | "firstSince">;
	readonly store: Pick<ApiDeps["store"], "get">;
}

/** One request reads no more than this, so that a filter that matches little keeps no other request waiting. */
const LIMITS = { records: 5_000, ms: 1_000 };

export function eventReads({ log, store, clock }: EventReadDeps): FeedApi {
	return {
		async listEvents({ limit, cursor, ...selection }) {
			const bounds = await log.bounds(topicsOf(selection));
			const known = cursor === undefined ? [] : positionsIn(selection, cursor);
			const lanes = await lanesAt(bounds, known, () => startOf(log, selection, bounds));
			const rowOf = (entry: Entry) => matching(eventAt(entry), entry, selection);
			const page = await readMerged({ log, now: clock.now }, lanes, { ...LIMITS, rows: limit, rowOf });
			return {
				events: await withOrders(store, page.rows),
				nextCursor: positionsText(selection, page.next, known),
				start: bounds.every((partition) => !lanes.some((lane) => isPast(lane, partition))),
				end: page.end,
				until: page.until === undefined ? null : isoOf(page.until),
			};
		},
	};
}

type Selection = Omit<EventSelection, "limit" | "cursor">;

/** Topics that can have what is selected. */
function topicsOf({ topic, type }: Selection): OrderEventTopic[] {
	const ofTypes = type?.map((each) => TOPIC_OF[each]);
	return ORDER_EVENT_TOPICS.filter((each) => (topic?.includes(each) ?? true) && (ofTypes?.includes(each) ?? true));
}

function eventAt(entry: Entry): LoggedEvent | undefined {
	return "record" in entry ? loggedEventOf(entry.record) : unreadableEvent(entry, entry.acceptedAt, entry.error.message);
}

/** Whether the list has left out records at the beginning of the partition. */
function isPast(lane: Position, { topic, partition, earliest }: Bounds): boolean {
	return lane.topic === topic && lane.partition === partition && lane.offset > earliest;
}

/** A record that cannot be decoded is of no type; it is of the order that its key names. */
function matching(event: LoggedEvent | undefined, entry: Entry, { type, order }: Selection): LoggedEvent | undefined {
	if (event === undefined) return undefined;
	if (type !== undefined && !type.some((each) => each === event.type)) return undefined;
	const key = "record" in entry && event.type === null ? entry.record.key : event.order_id;
	return order === undefined || key === order ? event : undefined;
}

/** Where the list begins in each partition. */
async function startOf(log: EventReadDeps["log"], { from, at }: Selection, bounds: readonly Bounds[]): Promise<Position[]> {
	const topics = [...new Set(bounds.map(({ topic }) => topic))];
	if (at !== undefined) return startAt(log, at, bounds, topics);
	if (from === undefined) return bounds.map(({ topic, partition, earliest }) => ({ topic, partition, offset: earliest }));
	const first = await log.firstSince(instantOf(from), topics);
	return bounds.map((partition) => placeIn(first, partition));
}

/** What is sorted after the record at the position: what was accepted at the same time in a partition before it in the order is not. */
async function startAt(log: EventReadDeps["log"], at: string, bounds: readonly Bounds[], topics: readonly string[]): Promise<Position[]> {
	const position = positionIn(at);
	if (position === undefined) throw new AppError("INVALID_INPUT", `${at} is no position in a topic of order events.`);
	const own = await boundsOf(log, position);
	const record = hasOffset(own, position.offset) ? await firstAt(log, position) : undefined;
	if (record === undefined) throw missingRecord(position, own);
	const [since, after] = await Promise.all([log.firstSince(record.timestamp, topics), log.firstSince(record.timestamp + 1, topics)]);
	return bounds.map((partition) => {
		const order = comparePartitions(partition, position);
		return order === 0 ? { ...position, offset: record.offset } : placeIn(order < 0 ? after : since, partition);
	});
}

/** The first record at or after the position, also one that cannot be read: the list has a row for it. */
async function firstAt(log: EventReadDeps["log"], position: Position): Promise<{ offset: number; timestamp: number } | undefined> {
	try {
		return (await log.read(position, 1))[0];
	} catch (error) {
		if (!(error instanceof UnreadableRecord)) throw error;
		return { offset: error.position.offset, timestamp: acceptedAtOf(error) ?? 0 };
	}
}

/** The end of the partition where it has none of them. */
function placeIn(first: readonly Position[], { topic, partition, end }: Bounds): Position {
	const found = first.find((each) => each.topic === topic && each.partition === partition);
	return { topic, partition, offset: found?.offset ?? end };
}

/** Country and money of the orders, where analytics-group has seen them: not every event states them. */
async function withOrders(store: EventReadDeps["store"], events: readonly LoggedEvent[]): Promise<LoggedEvent[]> {
	const ids = [...new Set(events.flatMap(({ order_id }) => (order_id === null ? [] : [order_id])))];
	const read = ids.length === 0 ? [] : await store.get("orders", ids);
	const orders = new Map(ids.map((id, place) => [id, read[place]?.doc]));
	return events.map((event) => {
		const order = event.order_id === null ? undefined : orders.get(event.order_id);
		if (order === undefined || !isWhole(order)) return event;
		return { ...event, country: order.country, amount: order.amount, currency: order.currency };
	});
}
