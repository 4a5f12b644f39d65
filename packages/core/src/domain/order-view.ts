/**
 * The order view as a fold over a set of events. The same set, in any order and with any duplicates, gives the same bytes:
 * the lifecycle holds each event id once, everything else follows from it and from the order's own fields.
 */

import { countryCode, currencyCode } from "@orderdeck/contracts/codes";
import type { Id, Order, OrderEvent } from "@orderdeck/contracts/events";
import type { CancelCause, LifecycleEntry, OrderStatus, OrderView } from "@orderdeck/contracts/orders/entities";
import { byCause } from "@orderdeck/contracts/orders/lifecycle";
import { isoOf } from "./instant.ts";
import type { HistoryEntry, OrderDocument, PlacedEvent } from "./order-document.ts";
import { boundHistory, withHistory } from "./order-history.ts";

/**
 * The view after these events too, with their bodies. Events of other orders must not be given. Returns `view` itself when nothing is new.
 */
export function foldOrder(view: Readonly<OrderDocument> | undefined, events: readonly PlacedEvent[]): OrderDocument | undefined {
	return fold(view, events, withHistory, boundHistory);
}

/** As `foldOrder`, without the bodies: what lists and readers get. */
export function foldView(view: Readonly<OrderDocument> | undefined, events: readonly PlacedEvent[]): OrderDocument | undefined {
	return fold(
		view,
		events,
		(entry) => entry,
		(lifecycle) => lifecycle,
	);
}

function fold(
	view: Readonly<OrderDocument> | undefined,
	events: readonly PlacedEvent[],
	complete: (entry: LifecycleEntry, placed: PlacedEvent) => HistoryEntry,
	bound: (lifecycle: HistoryEntry[]) => HistoryEntry[],
): OrderDocument | undefined {
	let fields: Partial<OrderView> | undefined = view;
	const lifecycle = [...(view?.lifecycle ?? [])];
	let isNew = false;
	for (const placed of events) {
		const at = lifecycle.findIndex((entry) => entry.event_id === placed.event.id);
		const known = lifecycle[at];
		if (known !== undefined && !isEarlier(placed, known)) continue;
		const entry = complete(entryOf(placed), placed);
		lifecycle[known === undefined ? lifecycle.length : at] = entry;
		isNew = true;
		if (placed.event.type === "ORDER_CREATED") fields = fieldsOf(placed.event.data, placed);
	}
	const first = events[0];
	if (!isNew || first === undefined) return view;
	// Until the order itself has been seen its id is the key: events may spell the same id 42 or "42", whichever comes first.
	return documentOf(fields, view?.order_id ?? first.event.key, bound(lifecycle.sort(byCause)));
}

/** True when `entry` is the one that counts for this event: the first of its id in the log. */
export function isCanonical(view: Readonly<OrderDocument>, placed: PlacedEvent): boolean {
	const entry = view.lifecycle.find((known) => known.event_id === placed.event.id);
	return entry !== undefined && entry.offset === placed.offset && entry.partition === placed.partition;
}

/** Of two records of one event id the one that lies first counts, so that the choice does not depend on arrival. */
function isEarlier(placed: PlacedEvent, entry: LifecycleEntry): boolean {
	return placed.partition === entry.partition ? placed.offset < entry.offset : placed.partition < entry.partition;
}

/** As the order was received, its codes in their one form: lists filter by them. */
function fieldsOf(order: Readonly<Order>, placed: PlacedEvent): Partial<OrderView> {
	const { status: _arrived, isReplay: _replay, ...own } = order;
	const codes = { country: countryCode(own.country), currency: currencyCode(own.currency) };
	return { ...own, ...codes, processed_at: isoOf(placed.timestamp), kafka_partition: placed.partition, kafka_offset: placed.offset };
}

/** One order of keys, whatever came first. */
function documentOf(fields: Partial<OrderView> | undefined, orderId: Id, lifecycle: HistoryEntry[]): OrderDocument {
	const {
		status: _status,
		updated_at: _updated,
		flagged: _flagged,
		cancel: _cancel,
		lifecycle: _lifecycle,
		order_id,
		...own
	} = fields ?? {};
	const cancel = cancelOf(lifecycle);
	const status = statusOf(lifecycle, cancel?.cause);
	return {
		order_id: order_id ?? orderId,
		...own,
		status,
		updated_at: lifecycle.at(-1)?.occurred_at ?? "",
		flagged: lifecycle.some((entry) => entry.type === "FRAUD_ALERT_RAISED"),
		...(cancel !== undefined && status === "CANCELLED" ? { cancel } : {}),
		lifecycle,
	};
}

function entryOf({ event, partition, offset }: PlacedEvent): LifecycleEntry {
	const detail = detailOf(event);
	return {
		event_id: event.id,
		type: event.type,
		occurred_at: event.time,
		topic: event.topic,
		partition,
		offset,
		...(Object.keys(detail).length > 0 ? { detail } : {}),
	};
}

/** The few facts that screens show of an event without its body. */
export function detailOf(event: OrderEvent): NonNullable<LifecycleEntry["detail"]> {
	switch (event.type) {
		case "ORDER_CREATED":
			return event.data.status === "CREATED" ? {} : { status: event.data.status };
		case "ORDER_CANCELLED":
			return present({ reason: event.data.reason, by: event.data.cancelled_by, verdict: event.data.fraud?.verdict });
		case "PAYMENT_PROCESSING":
		case "PAYMENT_PROCESSED":
		case "PAYMENT_FAILED":
		case "PAYMENT_REFUNDED":
			return present({ payment_id: event.data.payment_id, reason: event.data.reason });
		case "INVENTORY_RESERVED":
		case "INVENTORY_FAILED":
		case "INVENTORY_RELEASED":
			return present({ reason: event.data.reason });
		case "SHIPMENT_CREATED": {
			const { carrier, tracking_id, dispatch_due_at } = event.data;
			return present({ carrier, tracking_id, dispatch_due_at });
		}
		case "SHIPMENT_DISPATCHED":
		case "SHIPMENT_DELIVERED":
			return present({ carrier: event.data.carrier, tracking_id: event.data.tracking_id });
		case "FRAUD_ALERT_RAISED":
			return present({ reason: event.data.reason, rule: event.data.rule, score: event.data.score });
		case "INVENTORY_RESTOCKED":
			return { product_id: event.data.product_id, quantity: event.data.quantity };
	}
}

function present(values: Readonly<Record<string, string | number | undefined>>): Record<string, string | number> {
	const kept: Record<string, string | number> = {};
	for (const [name, value] of Object.entries(values)) if (value !== undefined) kept[name] = value;
	return kept;
}

/** By precedence: what has been dispatched outranks a cancellation, a cancellation outranks progress. */
function statusOf(lifecycle: readonly LifecycleEntry[], cause: CancelCause | undefined): OrderStatus {
	const has = (type: LifecycleEntry["type"]) => lifecycle.some((entry) => entry.type === type);
	if (has("SHIPMENT_DELIVERED")) return "DELIVERED";
	if (has("SHIPMENT_DISPATCHED")) return "SHIPPED";
	if (cause !== undefined) return "CANCELLED";
	// A shipment is made of what is paid and reserved, so it implies both where their events have not arrived yet.
	if (has("SHIPMENT_CREATED")) return "PREPARED";
	if (has("PAYMENT_PROCESSED")) return has("INVENTORY_RESERVED") ? "PREPARED" : "PAID";
	return lifecycle.some((entry) => entry.type === "ORDER_CREATED" && entry.detail?.status === "CONFIRMED") ? "CONFIRMED" : "CREATED";
}

/** What cancels an order, strongest first. The reason is the sentence shown. */
function cancelOf(lifecycle: readonly LifecycleEntry[]): { cause: CancelCause; reason: string } | undefined {
	const find = (type: LifecycleEntry["type"]) => lifecycle.find((entry) => entry.type === type);
	if (find("ORDER_CREATED")?.detail?.status === "CANCELLED") return { cause: "ARRIVED_CANCELLED", reason: "Cancelled at source" };
	const requested = find("ORDER_CANCELLED");
	if (requested !== undefined) return { cause: "REQUESTED", reason: String(requested.detail?.reason ?? "Cancelled on request") };
	const failed = find("PAYMENT_FAILED");
	if (failed !== undefined) return { cause: "PAYMENT_DECLINED", reason: String(failed.detail?.reason ?? "Payment declined") };
	const short = find("INVENTORY_FAILED");
	if (short !== undefined) return { cause: "OUT_OF_STOCK", reason: String(short.detail?.reason ?? "Out of stock") };
	return undefined;
}

/** The cause for which this event would cancel its order; undefined when it cancels nothing. */
export function cancelCauseOf(event: OrderEvent): CancelCause | undefined {
	switch (event.type) {
		case "ORDER_CREATED":
			return event.data.status === "CANCELLED" ? "ARRIVED_CANCELLED" : undefined;
		case "ORDER_CANCELLED":
			return "REQUESTED";
		case "PAYMENT_FAILED":
			return "PAYMENT_DECLINED";
		case "INVENTORY_FAILED":
			return "OUT_OF_STOCK";
		default:
			return undefined;
	}
}

/** When the order is to be dispatched, ISO 8601; null where that is not scheduled, or the order can no longer be stopped. */
export function dispatchDueAt({ status, lifecycle }: Pick<OrderView, "status" | "lifecycle">): string | null {
	if (status === "SHIPPED" || status === "DELIVERED" || status === "CANCELLED") return null;
	const due = lifecycle.find(({ type }) => type === "SHIPMENT_CREATED")?.detail?.dispatch_due_at;
	return typeof due === "string" ? due : null;
}
