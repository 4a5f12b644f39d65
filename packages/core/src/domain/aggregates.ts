/**
 * Running totals and minutes, one document per input partition. The offset of the next record to count is in the same
 * document, so a redelivered batch adds nothing; readers sum the partitions.
 */

import { instantOf } from "@orderdeck/contracts/instant";
import type { CancelCause } from "@orderdeck/contracts/orders/entities";
import type { EventType } from "@orderdeck/contracts/topics";
import { type Countable, happenedAt } from "./countable.ts";
import type { PlacedEvent } from "./order-document.ts";
import { factsAfter, type PeriodFacts } from "./period-facts.ts";
import { Sales, type SalesByCountry } from "./sales.ts";

export interface Counts {
	readonly orders: number;
	readonly by_country: SalesByCountry;
	readonly events: Readonly<Partial<Record<EventType, number>>>;
	readonly cancelled: Readonly<Partial<Record<CancelCause, number>>>;
}
/** All that one input partition has seen. */
export interface Aggregate extends Counts {
	readonly topic: string;
	readonly partition: number;
	/** Offset of the next record to count: those below it are in. */
	readonly next_offset: number;
}
/**
 * One minute of one input partition. The documents form a ring: a minute takes the place of the one MINUTES_KEPT before it, so
 * their number is bounded. Those of an earlier version have no facts.
 */
export interface MinuteBucket extends Aggregate, Partial<PeriodFacts> {
	/** Its beginning, ms since the epoch. */
	readonly minute: number;
}

/** Minutes kept: twice the longest window of the Overview, so that it can be compared with the one before. */
export const MINUTES_KEPT = 120;
export const MINUTE_MS = 60_000;

interface Place {
	readonly topic: string;
	readonly partition: number;
}

export function aggregateKey(topic: string, partition: number): string {
	return `${topic}:${partition}`;
}

/** The beginning of the minute in which an event happened, ms since the epoch. */
export function minuteOf(placed: PlacedEvent): number {
	return Math.floor(happenedAt(placed) / MINUTE_MS) * MINUTE_MS;
}

/** The beginning of the minute of an ISO 8601 time, ms since the epoch. */
export function minuteStart(iso: string): number {
	return Math.floor(instantOf(iso) / MINUTE_MS) * MINUTE_MS;
}

/** The key of the ring's place for a minute. */
export function minuteKey(topic: string, partition: number, minute: number): string {
	return `${topic}:${partition}:${(minute / MINUTE_MS) % MINUTES_KEPT}`;
}

/** The aggregate after these records of its partition, in offset order. Records below `next_offset` add nothing. */
export function foldAggregate(aggregate: Readonly<Aggregate> | undefined, place: Place, records: readonly Countable[]): Aggregate {
	const draft = draftOf(aggregate);
	const { next_offset } = fold(draft, aggregate?.next_offset ?? 0, records);
	return { topic: place.topic, partition: place.partition, next_offset, ...countsOf(draft) };
}

/**
 * The bucket after these records of its partition and minute, in offset order. A bucket of an older minute starts from scratch, its offset too:
 * none of the newer minute's records can have been counted in it. Records of an older minute than the bucket's come too late for
 * the ring and leave it as it is.
 */
export function foldMinute(
	bucket: Readonly<MinuteBucket> | undefined,
	place: Place,
	minute: number,
	records: readonly Countable[],
): MinuteBucket {
	if (bucket !== undefined && bucket.minute > minute) return bucket;
	const same = bucket?.minute === minute ? bucket : undefined;
	const draft = draftOf(same);
	const { next_offset, added } = fold(draft, same?.next_offset ?? 0, records);
	const counts = { topic: place.topic, partition: place.partition, minute, next_offset, ...countsOf(draft) };
	// A minute that an earlier version began has no facts of its first records: it gets none.
	const facts = same === undefined || same.revised !== undefined ? factsAfter(factsOf(same), added) : {};
	return { ...counts, ...facts };
}

/** The counts of several documents added up. */
export function sumOf(parts: readonly Counts[]): Counts {
	const sum = draftOf(undefined);
	for (const part of parts) {
		sum.orders += part.orders;
		sum.sales.addStored(part.by_country);
		addCounts(sum.events, part.events);
		addCounts(sum.cancelled, part.cancelled);
	}
	return countsOf(sum);
}

interface Draft {
	orders: number;
	readonly sales: Sales;
	readonly events: Partial<Record<EventType, number>>;
	readonly cancelled: Partial<Record<CancelCause, number>>;
}

function draftOf(counts: Counts | undefined): Draft {
	const sales = new Sales();
	sales.addStored(counts?.by_country ?? {});
	return { orders: counts?.orders ?? 0, sales, events: { ...counts?.events }, cancelled: { ...counts?.cancelled } };
}

function countsOf({ orders, sales, events, cancelled }: Draft): Counts {
	return { orders, by_country: sales.stored(), events, cancelled };
}

/** Adds the records not counted yet. Returns them, and the offset after the last. */
function fold(draft: Draft, from: number, records: readonly Countable[]): { next_offset: number; added: Countable[] } {
	let next_offset = from;
	const added: Countable[] = [];
	for (const record of records) {
		if (record.offset < next_offset) continue;
		next_offset = record.offset + 1;
		if (!record.counted) continue;
		add(draft, record);
		added.push(record);
	}
	return { next_offset, added };
}

/** The facts that a minute has; undefined where it has none. */
export function factsOf({ amounts, cancellations, flagged, revised }: Partial<PeriodFacts> = {}): PeriodFacts | undefined {
	if (amounts === undefined || cancellations === undefined || flagged === undefined || revised === undefined) return undefined;
	return { amounts, cancellations, flagged, revised };
}

function add(draft: Draft, { event, cancels }: Countable): void {
	draft.events[event.type] = (draft.events[event.type] ?? 0) + 1;
	if (cancels !== undefined) draft.cancelled[cancels] = (draft.cancelled[cancels] ?? 0) + 1;
	if (event.type !== "ORDER_CREATED") return;
	draft.sales.addOrder(event.data);
	draft.orders += 1;
}

function addCounts<K extends string>(into: Partial<Record<K, number>>, from: Readonly<Partial<Record<K, number>>>): void {
	for (const key of Object.keys(from) as K[]) into[key] = (into[key] ?? 0) + (from[key] ?? 0);
}
