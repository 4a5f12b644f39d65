/** What is stored and shown: the order view, and everything beside it. Shapes are snake_case, as on the wire. */
import { z } from "zod";
import { amountSchema, idSchema, orderItemSchema } from "./events.ts";
import { EVENT_TYPES, ROLES } from "./topics.ts";

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
	data: z.record(z.string(), z.unknown()),
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
	country: z.string(),
	idempotency_key: z.string(),
	/** Set by a cancellation that came while the charge was in flight: what it takes must be given back. */
	cancel_requested: z.boolean().optional(),
	reason: z.string().optional(),
	updated_at: z.string(),
});
export type Payment = z.infer<typeof paymentSchema>;

export const stockLineSchema = z.object({ product_id: z.string(), quantity: z.int().positive() });
export type StockLine = z.infer<typeof stockLineSchema>;

export const reservationSchema = z.object({
	order_id: idSchema,
	/** SETTLED: dispatched, the stock has left. CANCELLED: cancelled before anything was reserved; nothing will be. */
	status: z.enum(["RESERVED", "FAILED", "RELEASED", "SETTLED", "CANCELLED"]),
	items: z.array(stockLineSchema),
	amount: amountSchema.optional(),
	reason: z.string().optional(),
	updated_at: z.string(),
});
export type Reservation = z.infer<typeof reservationSchema>;

/** What a product shows of itself. `available = on_hand − reserved`. */
export const productViewSchema = z.object({
	product_id: z.string(),
	name: z.string(),
	price: z.number(),
	on_hand: z.int(),
	reserved: z.int(),
	available: z.int(),
	shipped: z.int(),
	restocked: z.int(),
	initial: z.int(),
	reorder_point: z.int(),
	/** When the supplier's delivery is due, ISO 8601; null when none is under way. */
	restock_due_at: z.string().nullable(),
});
export type ProductView = z.infer<typeof productViewSchema>;

export const shipmentSchema = z.object({
	order_id: idSchema,
	/** WAITING: paid or reserved, not both. CANCELLED wins against dispatch when it is written first, and only then. */
	status: z.enum(["WAITING", "CREATED", "DISPATCHED", "DELIVERED", "CANCELLED"]),
	paid: z.boolean(),
	reserved: z.boolean(),
	amount: amountSchema.optional(),
	carrier: z.string().optional(),
	tracking_id: z.string().optional(),
	/** When the next step (dispatch, delivery) is due, in ms since the epoch; null when nothing is due. */
	due_at: z.number().nullable(),
	updated_at: z.string(),
});
export type Shipment = z.infer<typeof shipmentSchema>;

export const fraudAlertSchema = z.object({
	alert_id: z.string(),
	order_id: idSchema,
	rule: z.string(),
	reason: z.string(),
	score: z.number(),
	amount: amountSchema,
	country: z.string(),
	raised_at: z.string(),
	state: z.enum(["OPEN", "RESOLVED"]),
});
export type FraudAlert = z.infer<typeof fraudAlertSchema>;

/** One entry of the operator audit log. */
export const auditRecordSchema = z.object({
	audit_id: z.string(),
	at: z.string(),
	actor: z.string(),
	role: z.string(),
	action: z.string(),
	target: z.string(),
	before: z.unknown(),
	after: z.unknown(),
});
export type AuditRecord = z.infer<typeof auditRecordSchema>;

export const replayJobSchema = z.object({
	job_id: z.string(),
	state: z.enum(["RUNNING", "DONE", "CANCELLED", "FAILED"]),
	days: z.number(),
	topic: z.string(),
	from: z.string(),
	/** Orders the window holds when the job started; the denominator of progress. */
	total: z.int(),
	replayed: z.int(),
	started_at: z.string(),
	/** When it was last carried on. */
	updated_at: z.string().optional(),
	ended_at: z.string().nullable(),
	error: z.string().nullable(),
});
export type ReplayJob = z.infer<typeof replayJobSchema>;

/** OK · WARN: lag never falls · STALL: commits stand still under lag · STOP: no commits any more · REWIND: commits went back. */
export const LAG_STATUSES = ["OK", "WARN", "STALL", "STOP", "REWIND"] as const;
export type LagStatus = (typeof LAG_STATUSES)[number];

/** `none`: the group never committed here. `unknown`: it could not be read. Both are left out of sums. */
export const lagValueSchema = z.union([z.int().nonnegative(), z.literal("none"), z.literal("unknown")]);
export type LagValue = z.infer<typeof lagValueSchema>;

/** `seconds`: when the lag is gone at the present rates; `steady`: nothing to drain; `not-draining`: never, at the present rates. */
export const etaSchema = z.discriminatedUnion("kind", [
	z.object({ kind: z.literal("steady") }),
	z.object({ kind: z.literal("draining"), seconds: z.number() }),
	z.object({ kind: z.literal("not-draining") }),
	z.object({ kind: z.literal("unknown") }),
]);
export type Eta = z.infer<typeof etaSchema>;

export const partitionLagSchema = z.object({
	topic: z.string(),
	partition: z.int(),
	committed: z.int().nullable(),
	end: z.int(),
	lag: lagValueSchema,
	/** Age of the first record not consumed; 0 when there is none; null when unknown. */
	lag_seconds: z.number().nullable(),
	consume_rate: z.number().nullable(),
	produce_rate: z.number().nullable(),
	status: z.enum(LAG_STATUSES),
	eta: etaSchema,
	owner: z.string().nullable(),
});
export type PartitionLag = z.infer<typeof partitionLagSchema>;

/** What waits behind a group, in orders and money. `at_least` when the scan was cut short. */
export const waitingSchema = z.object({
	orders: z.int(),
	amount: z.number(),
	oldest_order_id: idSchema.nullable(),
	oldest_at: z.string().nullable(),
	at_least: z.boolean(),
});
export type Waiting = z.infer<typeof waitingSchema>;

export const groupLagSchema = z.object({
	group: z.string(),
	status: z.enum(LAG_STATUSES),
	paused: z.boolean(),
	/** Sum over partitions whose lag is a number; null when there is none such. */
	lag: z.int().nullable(),
	lag_seconds: z.number().nullable(),
	consume_rate: z.number().nullable(),
	produce_rate: z.number().nullable(),
	eta: etaSchema,
	waiting: waitingSchema,
	members: z.array(z.string()),
	sampled_at: z.string(),
	partitions: z.array(partitionLagSchema),
});
export type GroupLag = z.infer<typeof groupLagSchema>;

/** One past sample of a group, for sparklines and charts. `at` in ms since the epoch. */
export const lagPointSchema = z.object({ at: z.number(), lag: z.number().nullable(), lag_seconds: z.number().nullable() });
export type LagPoint = z.infer<typeof lagPointSchema>;

/** One role of a daemon, as its operator sees it. */
export const serviceStatusSchema = z.object({
	role: z.enum(ROLES),
	state: z.enum(["running", "paused", "backing-off", "stopped"]),
	instance: z.string(),
	version: z.string(),
	started_at: z.string(),
	/** Records (producer: orders; api: requests) handled since the start. */
	handled: z.int(),
	per_second: z.number(),
	retries: z.int(),
	dead_letters: z.int(),
	last_error: z.string().nullable(),
	/** When this was so: others tell of themselves every few seconds. */
	seen_at: z.string(),
	/** How often, in the last day, a process with this role was started anew without having ended as it should; null where that is not counted. */
	restarts: z.int().nullable(),
});
export type ServiceStatus = z.infer<typeof serviceStatusSchema>;

export const producerStateSchema = z.object({ running: z.boolean(), rate: z.number(), produced: z.int(), topic: z.string() });
export type ProducerState = z.infer<typeof producerStateSchema>;

/** One minute of the pipeline, by the minute in which things happened. `minute` is ms since the epoch. */
export const minutePointSchema = z.object({
	minute: z.number(),
	orders: z.int(),
	sales: z.number(),
	by_country: z.record(z.string(), z.object({ orders: z.int(), sales: z.number() })),
	/** Events of each type that the minute saw. */
	events: z.partialRecord(z.enum(EVENT_TYPES), z.int()),
	cancelled: z.partialRecord(cancelCauseSchema, z.int()),
});
export type MinutePoint = z.infer<typeof minutePointSchema>;

/** Totals since the beginning. Money in units of currency, two decimals. */
export const totalsViewSchema = z.object({
	total_sales: z.number(),
	order_count: z.int(),
	by_country: z.record(z.string(), z.object({ orders: z.int(), sales: z.number() })),
	events: z.partialRecord(z.enum(EVENT_TYPES), z.int()),
	cancelled: z.partialRecord(cancelCauseSchema, z.int()),
});
export type TotalsView = z.infer<typeof totalsViewSchema>;
