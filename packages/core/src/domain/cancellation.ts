/** Why an order can no longer be cancelled. */

import type { ErrorCode } from "@orderdeck/contracts/errors";
import type { Id } from "@orderdeck/contracts/events";
import type { Reservation } from "@orderdeck/contracts/inventory/entities";
import type { OrderStatus, OrderView, Payment, Shipment } from "@orderdeck/contracts/orders/entities";

/** Where the order stands in each record; undefined where there is none. The view may be behind the others. */
export interface OrderStates {
	readonly view?: OrderStatus | undefined;
	readonly shipment?: Shipment["status"] | undefined;
	readonly payment?: Payment["status"] | undefined;
	readonly reservation?: Reservation["status"] | undefined;
}

export interface CancelRefusal {
	readonly code: Extract<ErrorCode, "ORDER_ALREADY_SHIPPED" | "ORDER_ALREADY_DELIVERED" | "ORDER_ALREADY_CANCELLED">;
	readonly message: string;
	/**
	 * False when the shipment was cancelled on request and the view does not show it yet: that request may have failed before its
	 * ORDER_CANCELLED was published. Publish it again before refusing; its id is the same, so a second one changes nothing.
	 */
	readonly announced: boolean;
}

/**
 * What stands against a cancellation; undefined when nothing does. What has left the house outranks a cancellation. Only the
 * compare-and-swap on the shipment decides the race: this checks what is known before it is tried.
 */
export function refusalOf(orderId: Id, states: OrderStates): CancelRefusal | undefined {
	const { view, shipment, payment, reservation } = states;
	if (shipment === "DELIVERED" || view === "DELIVERED") return refusal("ORDER_ALREADY_DELIVERED", orderId, "has been delivered");
	if (shipment === "DISPATCHED" || view === "SHIPPED" || reservation === "SETTLED") {
		return refusal("ORDER_ALREADY_SHIPPED", orderId, "has been shipped");
	}
	if (view === "CANCELLED") return refusal("ORDER_ALREADY_CANCELLED", orderId, "is already cancelled");
	if (payment === "FAILED") return refusal("ORDER_ALREADY_CANCELLED", orderId, "is cancelled: its payment was declined");
	if (reservation === "FAILED") return refusal("ORDER_ALREADY_CANCELLED", orderId, "is cancelled: it is out of stock");
	// Last, because shipping also cancels the shipment of an order that was declined or out of stock: those two announce themselves.
	if (shipment === "CANCELLED") return { ...refusal("ORDER_ALREADY_CANCELLED", orderId, "is already cancelled"), announced: false };
	return undefined;
}

function refusal(code: CancelRefusal["code"], orderId: Id, why: string): CancelRefusal {
	return { code, message: `Order ${orderId} ${why}.`, announced: true };
}

/** What has been charged when an order is cancelled. `pending`: the charge is in flight; what it takes is given back. */
export type CancelMoney = "not-charged" | "pending" | "charged";

export function moneyOf(payment: Payment["status"] | undefined): CancelMoney {
	switch (payment) {
		case "PROCESSING":
			return "pending";
		case "PAID":
		case "REFUNDING":
		case "REFUNDED":
			return "charged";
		case "FAILED":
		case "CANCELLED":
		case undefined:
			return "not-charged";
	}
}

/** What a cancellation does, by what has been charged. */
export const CANCELLED_WORDS: Readonly<Record<CancelMoney, string>> = {
	"not-charged": "cancelled; nothing was charged",
	pending: "cancelled; the pending charge will be refunded",
	charged: "cancelled; the charge is refunded",
};

/** The view of an order whose cancellation is decided and not yet in the log. Not to be stored: the fold of the event follows. */
export function cancelledView(view: Readonly<OrderView>, reason: string, at: string): OrderView {
	return { ...view, status: "CANCELLED", updated_at: at, cancel: { cause: "REQUESTED", reason } };
}
