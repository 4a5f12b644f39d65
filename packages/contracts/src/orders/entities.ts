/** An order as it is stored and shown, its events, its payment and its shipment. Shapes are snake_case, as on the wire. */
import { z } from "zod";
import { amountSchema, idSchema, orderItemSchema } from "../events.ts";
import { EVENT_TYPES } from "../topics.ts";

/** Where an order stands. Derived by precedence from what has happened, never assigned. */
export const ORDER_STATUSES = ["CREATED", "CONFIRMED", "PAID", "PREPARED", "SHIPPED", "DELIVERED", "CANCELLED"] as const;

export const orderStatusSchema = z.enum(ORDER_STATUSES);

export type OrderStatus = z.infer<typeof orderStatusSchema>;

/** Why an order was cancelled. */
export const CANCEL_CAUSES = ["ARRIVED_CANCELLED", "PAYMENT_DECLINED", "OUT_OF_STOCK", "REQUESTED"] as const;

export const cancelCauseSchema = z.enum(CANCEL_CAUSES);

export type CancelCause = z.infer<typeof cancelCauseSchema>;

/** One event in an order's life, and where its record lies in the log. */
export const lifecycleEntrySchema = z.object({
	event_id: z.string(),
	type: z.enum(EVENT_TYPES),
	occurred_at: z.string(),
	topic: z.string(),
	partition: z.int(),
	offset: z.int(),
	/** The few facts the screens need without reading the event: reason, tracking id, alert score. */
	detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

export type LifecycleEntry = z.infer<typeof lifecycleEntrySchema>;

/**
 * The order view: the order's own fields, then what has happened to it. The order's fields are absent until its
 * ORDER_CREATED has been seen (events of other topics may come first); lists and reads leave such views out.
 */
export const orderViewSchema = z.looseObject({
	order_id: idSchema,
	customer_id: idSchema,
	amount: amountSchema,
	currency: z.string(),
	country: z.string(),
	status: orderStatusSchema,
	created_at: z.string(),
	source: z.string(),
	customer_email: z.string().optional(),
	items: z.array(orderItemSchema).optional(),
	/** When the log took the order in (its record's timestamp), ISO 8601. */
	processed_at: z.string(),
	kafka_partition: z.int(),
	kafka_offset: z.int(),
	/** Time of the newest event, ISO 8601. */
	updated_at: z.string(),
	flagged: z.boolean(),
	cancel: z.object({ cause: cancelCauseSchema, reason: z.string() }).optional(),
	lifecycle: z.array(lifecycleEntrySchema),
});

export type OrderView = z.infer<typeof orderViewSchema>;

/** One event of an order, with its whole body. */
export const orderEventRecordSchema = z.object({
	event_id: z.string(),
	type: z.enum(EVENT_TYPES),
	occurred_at: z.string(),
	topic: z.string(),
	partition: z.int(),
	offset: z.int(),
	/** Null for a body that is too large to be kept with the order, once the log no longer has it. */
	data: z.record(z.string(), z.unknown()).nullable(),
});

export type OrderEventRecord = z.infer<typeof orderEventRecordSchema>;

export const paymentSchema = z.object({
	order_id: idSchema,
	payment_id: z.string(),
	/**
	 * PROCESSING: about to be or being charged. PAID, FAILED, REFUNDED: known. REFUNDING: money is to be given back.
	 * CANCELLED: cancelled before a charge; none will be made.
	 */
	status: z.enum(["PROCESSING", "PAID", "FAILED", "REFUNDING", "REFUNDED", "CANCELLED"]),
	amount: amountSchema,
	/** Absent in records of an earlier version: then it is BASE_CURRENCY. */
	currency: z.string().optional(),
	country: z.string(),
	idempotency_key: z.string(),
	/** Set by a cancellation that came while the charge was in flight: what it takes must be given back. */
	cancel_requested: z.boolean().optional(),
	reason: z.string().optional(),
	updated_at: z.string(),
});

export type Payment = z.infer<typeof paymentSchema>;

export const shipmentSchema = z.object({
	order_id: idSchema,
	/** WAITING: paid or reserved, not both. CANCELLED wins against dispatch when it is written first, and only then. */
	status: z.enum(["WAITING", "CREATED", "DISPATCHED", "DELIVERED", "CANCELLED"]),
	paid: z.boolean(),
	reserved: z.boolean(),
	amount: amountSchema.optional(),
	/** Of the amount; absent where no event has stated it. */
	currency: z.string().optional(),
	carrier: z.string().optional(),
	tracking_id: z.string().optional(),
	/** When the next step (dispatch, delivery) is due, in ms since the epoch; null when nothing is due. */
	due_at: z.number().nullable(),
	updated_at: z.string(),
});

export type Shipment = z.infer<typeof shipmentSchema>;
