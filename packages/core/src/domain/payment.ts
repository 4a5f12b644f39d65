/**
 * The payment record, the one arbiter of cancel against charge. Pure: each function returns the record after what happened, and the
 * same reference when nothing changes. It is written by compare-and-swap only. `at` is ISO 8601.
 */

import { countryCode, currencyCode } from "@orderdeck/contracts/codes";
import type { Id } from "@orderdeck/contracts/events";
import type { Payment } from "@orderdeck/contracts/orders/entities";

/** What the payment gateway did with a charge. */
export type ChargeResult =
	| { readonly kind: "captured"; readonly paymentId: string }
	| { readonly kind: "declined"; readonly reason: string };

/** What a payment needs to know of its order. */
export interface OrderFacts {
	readonly order_id: Id;
	readonly amount: number;
	/** Undefined where it is unknown. */
	readonly currency?: string | undefined;
	readonly country: string;
}

/** The record to write before the gateway is called. */
export function openPayment(order: OrderFacts, at: string): Payment {
	return {
		order_id: order.order_id,
		payment_id: `pay-${order.order_id}`,
		status: "PROCESSING",
		amount: order.amount,
		...(order.currency === undefined ? {} : { currency: currencyCode(order.currency) }),
		country: countryCode(order.country),
		idempotency_key: `charge:${order.order_id}`,
		updated_at: at,
	};
}

/**
 * The order is not to be paid for. Before a charge: CANCELLED, and none will be made. `chargeStarted`: the gateway may have been called,
 * so the outcome decides, and what it takes is given back. Paid: to be given back.
 */
export function cancelPayment(
	payment: Readonly<Payment> | undefined,
	order: OrderFacts,
	at: string,
	{ chargeStarted }: { readonly chargeStarted: boolean },
): Payment {
	if (payment === undefined) return { ...openPayment(order, at), status: "CANCELLED" };
	switch (payment.status) {
		case "PROCESSING":
			if (!chargeStarted && payment.cancel_requested !== true) return { ...payment, status: "CANCELLED", updated_at: at };
			return payment.cancel_requested === true ? payment : { ...payment, cancel_requested: true, updated_at: at };
		case "PAID":
			return { ...payment, status: "REFUNDING", updated_at: at };
		case "FAILED":
		case "REFUNDING":
		case "REFUNDED":
		case "CANCELLED":
			return payment;
	}
}

/** The gateway has responded. */
export function settleCharge(payment: Readonly<Payment>, result: ChargeResult, at: string): Payment {
	if (payment.status !== "PROCESSING") return payment;
	if (result.kind === "declined") return { ...payment, status: "FAILED", reason: result.reason, updated_at: at };
	return { ...payment, status: payment.cancel_requested === true ? "REFUNDING" : "PAID", updated_at: at };
}

/** The gateway has given the money back. */
export function refundDone(payment: Readonly<Payment>, at: string): Payment {
	return payment.status === "REFUNDING" ? { ...payment, status: "REFUNDED", updated_at: at } : payment;
}
