/** analytics-group: writes the order view with its history, the alerts, and the totals. */
import { GROUPS, ORDER_EVENT_TOPICS, PARTITIONS, TOPICS } from "@orderdeck/contracts/topics";
import { type Aggregate, aggregateKey, foldAggregate, foldMinute, type MinuteBucket, minuteKey, minuteOf } from "../domain/aggregates.ts";
import type { Countable } from "../domain/countable.ts";
import { type EarlierForm, inCurrencies } from "../domain/earlier-aggregates.ts";
import { isoOf } from "../domain/instant.ts";
import type { OrderDocument, PlacedEvent } from "../domain/order-document.ts";
import { cancelCauseOf, foldOrder, isCanonical } from "../domain/order-view.ts";
import { foldQuarters, hourOf, quartersKey } from "../domain/quarters.ts";
import { totalsOf } from "../domain/totals.ts";
import type { Step, StepDeps } from "../runtime/step.ts";
import type { TotalsEvent } from "../wire/outgoing-event.ts";
import { foldAlerts } from "./alerts.ts";
import { Documents } from "./documents.ts";

export const analyticsStep: Step = {
	group: GROUPS.analytics,
	topics: ORDER_EVENT_TOPICS,
	async handle(batch, deps) {
		const views = await foldViews(batch, deps);
		const counted = batch.map((placed) => countableOf(placed, views.get(placed.event.key)));
		const totals = await foldTotals(counted, deps);
		const minutes = await foldMinutes(counted, deps);
		const quarters = await foldHours(counted, deps);
		const alerts = await foldAlerts(batch.filter(isOrders), views, deps);
		return {
			// Alerts before views: whoever has read an alert in a view finds it. Quarter hours before minutes: minutes without them were counted by
			// an earlier version (`history-start.ts`).
			writes: [...alerts.writes(), ...views.writes(), ...totals.writes(), ...quarters.writes(), ...minutes.writes()],
			// Another partition's totals may be read just before they change; the next event has them.
			events: counted.some(isNewOrder) ? [totalsEvent(totals, deps)] : [],
		};
	},
};

/** A delivery of stock belongs to no order. */
function isOrders({ event }: PlacedEvent): boolean {
	return event.type !== "INVENTORY_RESTOCKED";
}

async function foldViews(batch: readonly PlacedEvent[], deps: StepDeps): Promise<Documents<"orders">> {
	const byOrder = Map.groupBy(batch.filter(isOrders), (placed) => placed.event.key);
	const views = await Documents.read("orders", byOrder.keys(), deps);
	for (const [key, events] of byOrder) {
		const view = foldOrder(views.get(key), events);
		if (view !== undefined) views.set(key, view);
	}
	return views;
}

/** A second copy of an event counts for nothing, wherever it is in the log; the first one in the view counts. */
function countableOf(placed: PlacedEvent, view: OrderDocument | undefined): Countable {
	if (view === undefined) return { ...placed, counted: !isOrders(placed) };
	if (!isCanonical(view, placed)) return { ...placed, counted: false };
	const cancels = isFirstCancel(view, placed) ? cancelCauseOf(placed.event) : undefined;
	return { ...placed, counted: true, cancels, flags: isFirstAlert(view, placed) };
}

const CANCELLING: ReadonlySet<string> = new Set(["ORDER_CANCELLED", "PAYMENT_FAILED", "INVENTORY_FAILED"]);

/** An order with two causes of cancellation is counted under the first; what came after the dispatch cancels nothing. */
function isFirstCancel(view: OrderDocument, { event }: PlacedEvent): boolean {
	if (view.status !== "CANCELLED") return false;
	const first = view.lifecycle.find((entry) => CANCELLING.has(entry.type) || entry.detail?.status === "CANCELLED");
	return first?.event_id === event.id;
}

/** Alerts of an order come by one partition: the first in the log is known when it is read, whatever else has been. */
function isFirstAlert(view: OrderDocument, { event, offset }: PlacedEvent): boolean {
	const isAlert = event.type === "FRAUD_ALERT_RAISED";
	return isAlert && view.lifecycle.every((entry) => entry.type !== "FRAUD_ALERT_RAISED" || entry.offset >= offset);
}

function isNewOrder({ counted, event }: Countable): boolean {
	return counted && event.type === "ORDER_CREATED";
}

const ORDERS_AGGREGATES = Array.from({ length: PARTITIONS }, (_, partition) => aggregateKey(TOPICS.orders, partition));

async function foldTotals(records: readonly Countable[], deps: StepDeps): Promise<Documents<"aggregates">> {
	const byPlace = Map.groupBy(records, ({ event, partition }) => aggregateKey(event.topic, partition));
	const totals = await Documents.read("aggregates", [...byPlace.keys(), ...ORDERS_AGGREGATES], deps);
	for (const [key, counted] of byPlace) {
		totals.set(key, foldAggregate(current<Aggregate>(totals.get(key), deps), partitionOf(counted), counted));
	}
	return totals;
}

function totalsEvent(totals: Documents<"aggregates">, deps: StepDeps): TotalsEvent {
	const aggregates = ORDERS_AGGREGATES.flatMap((key) => totals.get(key) ?? []);
	const { total_sales, order_count, currency, by_currency } = totalsOf(aggregates, deps.settings.baseCurrency);
	return {
		type: "TOTALS_UPDATED",
		id: `totals:${order_count}`,
		source: "analytics-service",
		time: isoOf(deps.clock.now()),
		topic: "order-analytics",
		key: "totals",
		data: { total_sales, order_count, currency, by_currency },
	};
}

async function foldMinutes(records: readonly Countable[], deps: StepDeps): Promise<Documents<"minutes">> {
	const byMinute = Map.groupBy(records, (record) => `${aggregateKey(record.event.topic, record.partition)}@${minuteOf(record)}`);
	const groups = [...byMinute.values()].map((counted) => {
		const place = partitionOf(counted);
		const minute = minuteOf(counted[0] as Countable);
		return { counted, place, minute, key: minuteKey(place.topic, place.partition, minute) };
	});
	const minutes = await Documents.read(
		"minutes",
		groups.map(({ key }) => key),
		deps,
	);
	// Two minutes of one batch may share a slot of the ring: in time order the newer one wins.
	for (const { counted, place, minute, key } of groups.toSorted((a, b) => a.minute - b.minute)) {
		minutes.set(key, foldMinute(current<MinuteBucket>(minutes.get(key), deps), place, minute, counted));
	}
	return minutes;
}

/** One document for each partition and hour; what has already been counted in it leaves it as it is. */
async function foldHours(records: readonly Countable[], deps: StepDeps): Promise<Documents<"quarters">> {
	const placed = records.flatMap((record) => {
		const hour = record.counted ? hourOf(record) : undefined;
		return hour === undefined ? [] : [{ record, hour, key: quartersKey(hour, record.partition) }];
	});
	const byHour = Map.groupBy(placed, ({ key }) => key);
	const quarters = await Documents.read("quarters", byHour.keys(), deps);
	for (const [key, group] of byHour) {
		const { hour, record } = group[0] as (typeof placed)[number];
		const counted = group.map((each) => each.record);
		quarters.set(key, foldQuarters(quarters.get(key), { partition: record.partition, hour }, counted));
	}
	return quarters;
}

function current<T extends Aggregate>(counts: T | EarlierForm<T> | undefined, { settings }: StepDeps): T | undefined {
	return counts === undefined ? undefined : inCurrencies(counts, settings.baseCurrency);
}

function partitionOf(records: readonly Countable[]): { topic: string; partition: number } {
	const first = records[0] as Countable;
	return { topic: first.event.topic, partition: first.partition };
}
