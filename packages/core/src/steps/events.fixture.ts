/** For tests: events as the services would publish them. */
import { type EventData, type EventOf, eventId, type Order, type OrderEvent } from "@orderdeck/contracts/events";
import { type EventType, TOPIC_OF } from "@orderdeck/contracts/topics";
import { CATALOG } from "../domain/catalog.ts";
import { isoOf } from "../domain/instant.ts";

const NOON = Date.UTC(2026, 0, 5, 12);

/** An event as its service would publish it. */
export function happened<T extends EventType>(type: T, data: EventData<T>, at = NOON): EventOf<T> {
	const { order_id, product_id } = data as { order_id?: string | number; product_id?: string };
	const key = order_id ?? product_id ?? "";
	return { type, id: eventId(key, type), source: "test", time: isoOf(at), topic: TOPIC_OF[type], key: String(key), data };
}

/** An order of one laptop stand, unless `more` overrides it. */
export function orderBody(id: string | number, more: Partial<Order> = {}): Order {
	return {
		order_id: id,
		customer_id: 1000,
		amount: 45.99,
		currency: "USD",
		country: "US",
		status: "CREATED",
		created_at: "2026-01-05T12:00:00.000Z",
		source: "order-service",
		items: [{ product_id: "PROD-002", name: "Laptop Stand", price: 45.99, quantity: 1 }],
		...more,
	};
}
export function created(id: string | number, more: Partial<Order> = {}): OrderEvent {
	return happened("ORDER_CREATED", orderBody(id, more)) as OrderEvent;
}
export function cancelled(id: string | number, reason = "changed my mind"): OrderEvent {
	return happened("ORDER_CANCELLED", { order_id: id, reason }) as OrderEvent;
}
export function paid(id: string | number): OrderEvent {
	return happened("PAYMENT_PROCESSED", {
		order_id: id,
		status: "PAID",
		amount: 45.99,
		country: "US",
		timestamp: NOON / 1000,
	}) as OrderEvent;
}
export function paymentFailed(id: string | number): OrderEvent {
	const body = { order_id: id, status: "FAILED" as const, amount: 45.99, country: "US", timestamp: NOON / 1000, reason: "Card declined" };
	return happened("PAYMENT_FAILED", body) as OrderEvent;
}
export function refunded(id: string | number): OrderEvent {
	const body = { order_id: id, status: "REFUNDED" as const, amount: 45.99, country: "US", timestamp: NOON / 1000 };
	return happened("PAYMENT_REFUNDED", body) as OrderEvent;
}
export function inventory(id: string | number, status: "RESERVED" | "FAILED" | "RELEASED"): OrderEvent {
	return happened(`INVENTORY_${status}`, { order_id: id, status, items: [], amount: 45.99 }) as OrderEvent;
}
export function dispatched(id: string | number): OrderEvent {
	return happened("SHIPMENT_DISPATCHED", { order_id: id, status: "DISPATCHED" }) as OrderEvent;
}
/** Some units of a product. */
export function line(product_id: string, quantity: number) {
	const price = CATALOG.find((item) => item.product_id === product_id)?.price ?? 1;
	return { product_id, price, quantity };
}
