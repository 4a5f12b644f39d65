/**
 * payments-group: charges an order once, and refunds it when the order is not fulfilled. The payment record is PROCESSING, durably,
 * before the gateway is called; the result of a call that was interrupted is queried from the gateway by the order's idempotency key.
 */

import { type EventOf, eventId } from "@orderdeck/contracts/events";
import type { Payment } from "@orderdeck/contracts/orders/entities";
import { type EventType, GROUPS, TOPICS } from "@orderdeck/contracts/topics";
import { isoOf } from "../domain/instant.ts";
import type { PlacedEvent } from "../domain/order-document.ts";
import type { ChargeResult } from "../domain/payment.ts";
import { cancelPayment, openPayment, refundDone, settleCharge } from "../domain/payment.ts";
import { type Effects, NO_EFFECTS, type Step, type StepDeps } from "../runtime/step.ts";
import type { OutgoingEvent } from "../wire/outgoing-event.ts";
import { Cancellations } from "./cancellations.ts";
import { Documents } from "./documents.ts";
import { type NewOrders, newOrders } from "./new-orders.ts";

export const paymentsStep: Step = {
	group: GROUPS.payments,
	topics: [TOPICS.orders, TOPICS.inventory],
	async handle(batch, deps) {
		const relevant = batch.filter(({ event }) => ACTS_ON.has(event.type));
		return relevant.length === 0 ? NO_EFFECTS : decide(relevant, newOrders(relevant), deps);
	},
};

/** `unread`: the keys that are taken to have no payment. Where one has, its insert is refused and all are read. */
async function decide(batch: readonly PlacedEvent[], unread: NewOrders, deps: StepDeps): Promise<Effects> {
	const keys = batch.map(({ event }) => event.key).filter((key) => !unread.has(key));
	const payments = await Documents.read("payments", keys, deps);
	const cancellations = await Cancellations.read(batch, deps);
	for (const { event } of batch) advance(event, payments, cancellations, deps);
	return { ...opening(batch, payments, cancellations, deps), again: () => decide(batch, new Map(), deps) };
}

const ACTS_ON: ReadonlySet<EventType> = new Set(["ORDER_CREATED", "ORDER_CANCELLED", "INVENTORY_FAILED"]);

function advance(event: PlacedEvent["event"], payments: Documents<"payments">, cancellations: Cancellations, deps: StepDeps): void {
	const now = isoOf(deps.clock.now());
	const payment = payments.get(event.key);
	switch (event.type) {
		case "ORDER_CREATED":
			if (event.data.status !== "CANCELLED" && payment === undefined) payments.set(event.key, openPayment(event.data, now));
			return;
		case "ORDER_CANCELLED":
			if (!cancellations.claim(event)) return;
			break;
		case "INVENTORY_FAILED":
			break;
		default:
			return;
	}
	const { amount = 0, currency } = payment ?? (event.type === "INVENTORY_FAILED" ? event.data : {});
	const facts = { order_id: event.data.order_id, amount, currency, country: payment?.country ?? "" };
	payments.set(event.key, cancelPayment(payment, facts, now, { chargeStarted: payments.wasThere(event.key) }));
}

/** First part: records what is about to be charged or refunded. */
function opening(batch: readonly PlacedEvent[], payments: Documents<"payments">, cancellations: Cancellations, deps: StepDeps): Effects {
	const keys = [...new Set(batch.map(({ event }) => event.key))];
	const status = (key: string) => payments.get(key)?.status;
	const charging = keys.filter((key) => status(key) === "PROCESSING");
	const refunding = keys.filter((key) => status(key) === "REFUNDING");
	const events = charging.flatMap((key) =>
		payments.wasThere(key) && deps.atomic ? [] : announce("PAYMENT_PROCESSING", payments.get(key), deps),
	);
	// Where writes and events are not one transaction, a redelivery finds the record written and its event possibly lost.
	const again = deps.atomic ? [] : keys.flatMap((key) => (payments.wasThere(key) ? announceAgain(payments.get(key), deps) : []));
	// Claims first, where each write stands alone: one that is lost must not find the payment cancelled.
	const effects = { writes: [...cancellations.writes(), ...payments.writes()], events: [...events, ...again] };
	if (charging.length === 0 && refunding.length === 0) return effects;
	const interrupted = new Set(charging.filter((key) => payments.wasThere(key)));
	if (charging.length === 0) return { ...effects, next: () => refund(refunding, deps) };
	return {
		...effects,
		async next(versions) {
			const opened = payments.after(effects.writes, versions);
			const open = charging.flatMap((key) => opened.get(key) ?? []);
			const results = await allResponses(open, (payment) => resultOf(payment, interrupted.has(String(payment.order_id)), deps));
			return settle(opened, results, refunding, deps);
		},
	};
}

/**
 * Second part: the results of the charges are recorded on the versions that were opened. A cancellation that arrived while a charge was in
 * flight has made another one: then all are read and settled again, with the same results.
 */
function settle(
	payments: Documents<"payments">,
	results: ReadonlyMap<string, ChargeResult>,
	refunding: readonly string[],
	deps: StepDeps,
): Effects {
	const keys = [...results.keys()];
	const events: OutgoingEvent[] = [];
	for (const [key, result] of results) {
		const payment = payments.get(key);
		if (payment === undefined) continue;
		const settled = settleCharge(payment, result, isoOf(deps.clock.now()));
		payments.set(key, settled);
		events.push(...announce(result.kind === "captured" ? "PAYMENT_PROCESSED" : "PAYMENT_FAILED", settled, deps));
	}
	const toRefund = [...refunding, ...keys.filter((key) => payments.get(key)?.status === "REFUNDING")];
	const again = async () => settle(await Documents.read("payments", keys, deps), results, refunding, deps);
	const effects = { writes: payments.writes(), events, again };
	return toRefund.length === 0 ? effects : { ...effects, next: () => refund(toRefund, deps) };
}

/**
 * The gateway's response for each payment, by order. When one fails, this rejects only after the others have completed: a retry queries
 * their results, and must not do so while they are in flight.
 */
async function allResponses<T>(
	payments: readonly Readonly<Payment>[],
	request: (payment: Readonly<Payment>) => Promise<T>,
): Promise<ReadonlyMap<string, T>> {
	const responses = payments.map(async (payment) => [String(payment.order_id), await request(payment)] as const);
	await Promise.allSettled(responses);
	return new Map(await Promise.all(responses));
}

async function resultOf(payment: Readonly<Payment>, interrupted: boolean, deps: StepDeps): Promise<ChargeResult> {
	const { idempotency_key: idempotencyKey, order_id, amount, currency = deps.settings.baseCurrency } = payment;
	const known = interrupted ? await deps.gateway.find(idempotencyKey) : undefined;
	return known ?? deps.gateway.charge({ idempotencyKey, orderId: String(order_id), amount, currency });
}

/** Last part: refunds what was charged for orders that are not fulfilled. */
async function refund(keys: readonly string[], deps: StepDeps): Promise<Effects> {
	const payments = await Documents.read("payments", keys, deps);
	await allResponses([...payments.values()], (payment) => deps.gateway.refund(payment.idempotency_key));
	const events: OutgoingEvent[] = [];
	for (const key of keys) {
		const payment = payments.get(key);
		if (payment?.status !== "REFUNDING") continue;
		const refunded = refundDone(payment, isoOf(deps.clock.now()));
		payments.set(key, refunded);
		events.push(...announce("PAYMENT_REFUNDED", refunded, deps));
	}
	return { writes: payments.writes(), events };
}

type PaymentEventType = "PAYMENT_PROCESSING" | "PAYMENT_PROCESSED" | "PAYMENT_FAILED" | "PAYMENT_REFUNDED";
const WIRE_STATUS = {
	PAYMENT_PROCESSING: "PROCESSING",
	PAYMENT_PROCESSED: "PAID",
	PAYMENT_FAILED: "FAILED",
	PAYMENT_REFUNDED: "REFUNDED",
} as const satisfies Record<PaymentEventType, EventOf<PaymentEventType>["data"]["status"]>;

const PUBLISHED_BY_STATUS: Record<Payment["status"], readonly PaymentEventType[]> = {
	PROCESSING: [],
	PAID: ["PAYMENT_PROCESSING", "PAYMENT_PROCESSED"],
	FAILED: ["PAYMENT_PROCESSING", "PAYMENT_FAILED"],
	REFUNDING: ["PAYMENT_PROCESSING", "PAYMENT_PROCESSED"],
	REFUNDED: ["PAYMENT_PROCESSING", "PAYMENT_PROCESSED", "PAYMENT_REFUNDED"],
	CANCELLED: [],
};

function announceAgain(payment: Readonly<Payment> | undefined, deps: StepDeps): OutgoingEvent[] {
	return payment === undefined ? [] : PUBLISHED_BY_STATUS[payment.status].flatMap((type) => announce(type, payment, deps));
}

function announce(type: PaymentEventType, payment: Readonly<Payment> | undefined, deps: StepDeps): OutgoingEvent[] {
	if (payment === undefined) return [];
	const { order_id, amount, currency, country, payment_id, reason } = payment;
	const now = deps.clock.now();
	const data = {
		order_id,
		status: WIRE_STATUS[type],
		amount,
		...(currency === undefined ? {} : { currency }),
		country,
		timestamp: now / 1000,
		payment_id,
		...(reason === undefined ? {} : { reason }),
	};
	return [
		{ type, id: eventId(order_id, type), source: "payment-service", time: isoOf(now), topic: "payments", key: String(order_id), data },
	];
}
