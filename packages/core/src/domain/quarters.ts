/**
 * Quarter hours, kept for 400 days. One document holds an hour of one partition: up to four quarter hours, of all topics, because one member of
 * the group reads a partition of all of them. So a batch rewrites one small document per partition, and thirty days are read in
 * few. It follows from the set of the records alone: an hour counted again from the log has the same bytes.
 */

import type { CancelCause } from "@orderdeck/contracts/orders/entities";
import type { EventType } from "@orderdeck/contracts/topics";
import type { Counts } from "./aggregates.ts";
import { type Countable, happenedAt } from "./countable.ts";
import { isoOf } from "./instant.ts";
import { cancelCauseOf } from "./order-view.ts";
import { factsAfter, type PeriodFacts } from "./period-facts.ts";
import { Sales } from "./sales.ts";

export const QUARTER_MS = 900_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
/** How long quarter hours are kept. */
export const HISTORY_KEPT_MS = 400 * DAY_MS;

/**
 * `cancelled` counts events by the cause that each of them is: an order that was declined and out of stock counts under both, since which
 * of two topics is read first must not matter here.
 */
export interface Quarter extends Counts, PeriodFacts {
	/** Its beginning, ms since the epoch. */
	readonly at: number;
}
export interface QuarterHours {
	readonly partition: number;
	/** The beginning of the hour in UTC, ms since the epoch. */
	readonly hour: number;
	/** Set where counting began within the hour, ms since the epoch: what happened before is not in it. */
	readonly since?: number;
	/** By topic, the offset of the next record to count. */
	readonly next: Readonly<Record<string, number>>;
	/** Oldest first; one in which nothing was counted is not among them. */
	readonly quarters: readonly Quarter[];
}

/** The keys of successive hours sort in the order of time. */
export function quartersKey(hour: number, partition: number): string {
	return `${hourPrefix(hour)}:${partition}`;
}

/** What the keys of an hour begin with, such as `2026-11-28T10`. */
export function hourPrefix(hour: number): string {
	return isoOf(hour).slice(0, 13);
}

/** The beginning of the first hour that begins at or after this time, ms since the epoch. */
export function nextHour(at: number): number {
	return Math.ceil(at / HOUR_MS) * HOUR_MS;
}

/** The hour in whose document the record is counted; undefined where it happened before what is kept at the time the log took it in. */
export function hourOf(record: Countable): number | undefined {
	const at = happenedAt(record);
	return at < record.timestamp - HISTORY_KEPT_MS ? undefined : startOf(at, HOUR_MS);
}

/** The document after these records of its partition and hour, of each topic in offset order. Those counted before add nothing. */
export function foldQuarters(
	doc: Readonly<QuarterHours> | undefined,
	{ partition, hour }: { readonly partition: number; readonly hour: number },
	records: readonly Countable[],
): QuarterHours {
	const next = new Map(Object.entries(doc?.next ?? {}));
	const fresh: Countable[] = [];
	for (const record of records) {
		const { event, offset, counted } = record;
		if (!counted || offset < (next.get(event.topic) ?? 0)) continue;
		next.set(event.topic, offset + 1);
		fresh.push(record);
	}
	if (doc !== undefined && fresh.length === 0) return doc;
	const quarters = new Map(doc?.quarters.map((quarter) => [quarter.at, quarter]));
	for (const [at, of] of Map.groupBy(fresh, (record) => startOf(happenedAt(record), QUARTER_MS))) {
		quarters.set(at, foldQuarter(quarters.get(at), at, of));
	}
	return {
		partition,
		hour,
		...(doc?.since === undefined ? {} : { since: doc.since }),
		next: Object.fromEntries([...next].toSorted(byKey)),
		quarters: [...quarters.values()].toSorted((a, b) => a.at - b.at),
	};
}

function foldQuarter(quarter: Readonly<Quarter> | undefined, at: number, records: readonly Countable[]): Quarter {
	const sales = new Sales();
	sales.addStored(quarter?.by_country ?? {});
	let orders = quarter?.orders ?? 0;
	const events = { ...quarter?.events };
	const cancelled = { ...quarter?.cancelled };
	for (const { event } of records) {
		events[event.type] = (events[event.type] ?? 0) + 1;
		const cause = cancelCauseOf(event);
		if (cause !== undefined) cancelled[cause] = (cancelled[cause] ?? 0) + 1;
		if (event.type !== "ORDER_CREATED") continue;
		sales.addOrder(event.data);
		orders += 1;
	}
	return {
		at,
		orders,
		by_country: sales.stored(),
		events: inOrder<EventType>(events),
		cancelled: inOrder<CancelCause>(cancelled),
		...factsAfter(quarter, records),
	};
}

function startOf(at: number, unit: number): number {
	return Math.floor(at / unit) * unit;
}

function inOrder<K extends string>(counts: Readonly<Partial<Record<K, number>>>): Partial<Record<K, number>> {
	return Object.fromEntries(Object.entries(counts).toSorted(byKey)) as Partial<Record<K, number>>;
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
	return a < b ? -1 : 1;
}
