/** The history as it is shown: the quarter hours or minutes of all partitions added up by bucket. */

import type { HistoryPoint } from "@orderdeck/contracts/analytics/entities";
import type { EventType } from "@orderdeck/contracts/topics";
import { factsOf, type MinuteBucket } from "./aggregates.ts";
import { type EarlierForm, inCurrencies } from "./earlier-aggregates.ts";
import { isoOf } from "./instant.ts";
import { type AmountRange, covering } from "./period-facts.ts";
import type { Quarter, QuarterHours } from "./quarters.ts";
import { Sales } from "./sales.ts";
import type { TimeBucket } from "./time-buckets.ts";
import { countriesOf, currenciesOf } from "./totals.ts";

type CountedEvents = Readonly<Partial<Record<EventType, number>>>;

/** Sums by bucket. What is in none of the buckets is left out; buckets with nothing in them have no point. */
export class History {
	readonly #buckets: readonly TimeBucket[];
	readonly #sums = new Map<TimeBucket, BucketSum>();

	/** `buckets`: oldest first, one after the other. */
	constructor(buckets: readonly TimeBucket[]) {
		this.#buckets = buckets;
	}

	addHour({ since, quarters }: Readonly<QuarterHours>): void {
		if (since !== undefined) this.#sumAt(since)?.beginsAt(since);
		for (const quarter of quarters) this.#sumAt(quarter.at)?.add(quarter);
	}

	/** Money of an earlier version is in `baseCurrency`. */
	addMinute(stored: MinuteBucket | EarlierForm<MinuteBucket>, baseCurrency: string): void {
		const minute: MinuteBucket = inCurrencies(stored, baseCurrency);
		const { events, cancelled } = minute;
		// A minute that an earlier version counted: its events state as much.
		const cancellations = cancellationsIn(events, cancelled.ARRIVED_CANCELLED);
		const counted = { amounts: {}, cancellations, flagged: events.FRAUD_ALERT_RAISED ?? 0, revised: minute.minute };
		this.#sumAt(minute.minute)?.add({ ...minute, at: minute.minute, ...(factsOf(minute) ?? counted) });
	}

	/** Oldest first. Money is in `currency`. Buckets that end after `until` (ms) are partial. */
	points({ currency, until }: { readonly currency: string; readonly until: number }): HistoryPoint[] {
		return this.#buckets.flatMap((bucket) => {
			const sum = this.#sums.get(bucket);
			return sum === undefined || sum.isEmpty ? [] : [sum.point(bucket, currency, until)];
		});
	}

	#sumAt(at: number): BucketSum | undefined {
		const bucket = bucketAt(this.#buckets, at);
		if (bucket === undefined) return undefined;
		const sum = this.#sums.get(bucket) ?? new BucketSum();
		this.#sums.set(bucket, sum);
		return sum;
	}
}

class BucketSum {
	readonly #sales = new Sales();
	readonly #events: Partial<Record<EventType, number>> = {};
	readonly #amounts = new Map<string, AmountRange | undefined>();
	#orders = 0;
	#flagged = 0;
	#cancelled = 0;
	#revised = 0;
	#since = Number.NEGATIVE_INFINITY;
	isEmpty = true;

	add(part: Quarter): void {
		this.isEmpty = false;
		this.#sales.addStored(part.by_country);
		this.#orders += part.orders;
		this.#flagged += part.flagged;
		this.#cancelled += part.cancellations;
		this.#revised = Math.max(this.#revised, part.revised);
		for (const type of Object.keys(part.events) as EventType[]) this.#events[type] = (this.#events[type] ?? 0) + (part.events[type] ?? 0);
		for (const [code, range] of Object.entries(part.amounts)) this.#amounts.set(code, covering(this.#amounts.get(code), range));
	}

	beginsAt(since: number): void {
		this.#since = Math.max(this.#since, since);
	}

	point({ start, end }: TimeBucket, currency: string, until: number): HistoryPoint {
		const stored = this.#sales.stored();
		const by_currency = currenciesOf(stored);
		const range = this.#amounts.get(currency);
		return {
			at: isoOf(start),
			orders: this.#orders,
			sales: by_currency[currency]?.sales ?? 0,
			cancelled: this.#cancelled,
			refunded: this.#events.PAYMENT_REFUNDED ?? 0,
			flagged: this.#flagged,
			by_country: countriesOf(stored, currency),
			by_currency,
			by_status: statusesOf(this.#events, this.#cancelled),
			min: range?.min ?? null,
			max: range?.max ?? null,
			partial: end > until || this.#since > start,
			revised_at: isoOf(this.#revised),
			events: this.#events,
		};
	}
}

/** How many orders reached each status, by the event that leads to it. */
function statusesOf(events: CountedEvents, cancelled: number): HistoryPoint["by_status"] {
	const reached = {
		CREATED: events.ORDER_CREATED,
		PAID: events.PAYMENT_PROCESSED,
		PREPARED: events.SHIPMENT_CREATED,
		SHIPPED: events.SHIPMENT_DISPATCHED,
		DELIVERED: events.SHIPMENT_DELIVERED,
		CANCELLED: cancelled,
	};
	return Object.fromEntries(Object.entries(reached).filter(([, count]) => (count ?? 0) > 0));
}

function cancellationsIn(events: CountedEvents, arrived = 0): number {
	return arrived + (events.ORDER_CANCELLED ?? 0) + (events.PAYMENT_FAILED ?? 0) + (events.INVENTORY_FAILED ?? 0);
}

/** The bucket that holds the time, by binary search. */
function bucketAt(buckets: readonly TimeBucket[], at: number): TimeBucket | undefined {
	let [low, high] = [0, buckets.length];
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((buckets[middle] as TimeBucket).end <= at) low = middle + 1;
		else high = middle;
	}
	const found = buckets[low];
	return found !== undefined && found.start <= at ? found : undefined;
}
