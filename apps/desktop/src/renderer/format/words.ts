/** Contract values in words. */
import type { Waiting } from "@orderdeck/contracts/lag/entities";
import type { CancelCause, OrderStatus } from "@orderdeck/contracts/orders/entities";
import { EVENT_LABEL, type EventType } from "@orderdeck/contracts/topics";
import { known } from "./known.ts";
import { countText } from "./number.ts";

const COUNTRY_NAMES = new Intl.DisplayNames("en", { type: "region" });

/** `Germany` for `DE`; what is no region code stays as it came. */
export function countryName(code: string): string {
	return /^[A-Z]{2}$/.test(code) ? (COUNTRY_NAMES.of(code) ?? code) : code;
}

export const ORDER_STATUS_WORD: Record<OrderStatus, string> = {
	CREATED: "Created",
	CONFIRMED: "Confirmed",
	PAID: "Paid",
	PREPARED: "Prepared",
	SHIPPED: "Shipped",
	DELIVERED: "Delivered",
	CANCELLED: "Cancelled",
};

/** `Paid`; a status that this console does not know, as a phrase. */
export function orderStatusWord(status: OrderStatus): string {
	return known(ORDER_STATUS_WORD, status) ?? reasonWords(status);
}

/** `Payment processed`; an event that this console does not know, as a phrase. */
export function eventWord(type: EventType): string {
	return known(EVENT_LABEL, type) ?? reasonWords(type);
}

export const CANCEL_CAUSE_WORD: Record<CancelCause, string> = {
	ARRIVED_CANCELLED: "cancelled at source",
	PAYMENT_DECLINED: "payment declined",
	OUT_OF_STOCK: "out of stock",
	REQUESTED: "on request",
};

/** `payment declined`; a cause that this console does not know, as a phrase. */
export function cancelCauseWord(cause: CancelCause): string {
	return known(CANCEL_CAUSE_WORD, cause) ?? reasonWords(cause).toLowerCase();
}

const REASON_WORDS: Record<string, string> = { HIGH_AMOUNT_RISKY_COUNTRY: "High amount, risky country" };

/** A reason code as a phrase: `VELOCITY_LIMIT` → `Velocity limit`. */
export function reasonWords(reason: string): string {
	const known = REASON_WORDS[reason];
	if (known !== undefined) return known;
	const words = reason.replaceAll("_", " ").toLowerCase();
	return /^[A-Z0-9_]+$/.test(reason) ? words.charAt(0).toUpperCase() + words.slice(1) : reason;
}

/** `1 order`, `2 orders`. */
export function counted(count: number, one: string, many = `${one}s`): string {
	return `${countText(count)} ${count === 1 ? one : many}`;
}

/** `1 order waiting`, `2 orders waiting`, `5,000+ orders waiting`. */
export function ordersWaiting({ orders, at_least }: Pick<Waiting, "orders" | "at_least">): string {
	return `${countText(orders, at_least)} ${orders === 1 && !at_least ? "order" : "orders"} waiting`;
}
