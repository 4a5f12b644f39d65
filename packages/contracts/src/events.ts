/**
 * The wire contract of every message: a JSON body per event type, and the envelope that travels in headers
 * (CloudEvents Kafka protocol binding, binary content mode). Unknown fields are kept.
 */
import { z } from "zod";
import { alertFactSchema, fraudCancelSchema } from "./fraud/facts.ts";
import type { EventType, OrderEventTopic } from "./topics.ts";

/** An id as text: the record key and the document id. Any text of this length, never trimmed or changed. */
export const idTextSchema = z
	.string()
	.min(1, "must be at least 1 character")
	.max(128, "must be at most 128 characters")
	.refine((id) => id.isWellFormed(), "must be well-formed Unicode");
/** Ids arrive as an integer or a string; `String(id)` is the same id as text. */
export const idSchema = z.union([z.int().nonnegative(), z.string().min(1).max(128)]);
export type Id = z.infer<typeof idSchema>;

const ISO_DATE_TIME =
	/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?$/;

/** ISO 8601 date and time; with `Z`, an offset, or neither (then it is UTC); up to nanoseconds. The day exists in its month. */
export const isoDateTimeSchema = z
	.string()
	.regex(ISO_DATE_TIME, "must be an ISO 8601 date and time such as 2024-01-15T10:30:00Z")
	.refine((iso) => !ISO_DATE_TIME.test(iso) || isRealDay(iso), "must be a day that exists in its month");

/** Date.parse takes February 30 for March 2. */
function isRealDay(iso: string): boolean {
	const day = Number(iso.slice(8, 10));
	// Day 0 of the next month is the last of this one.
	return day <= 28 || day <= new Date(Date.UTC(Number(iso.slice(0, 4)), Number(iso.slice(5, 7)), 0)).getUTCDate();
}

/** An amount of money in units of its currency, such as 249.99. */
export const amountSchema = z.number().min(0).max(1e9);
export const countrySchema = z.string().min(1).max(64);
const currencySchema = z.string().min(1).max(8);

export const orderItemSchema = z.looseObject({
	product_id: z.string().min(1).max(128),
	name: z.string().max(512).optional(),
	price: amountSchema,
	quantity: z.int().positive().max(1_000_000),
});
export type OrderItem = z.infer<typeof orderItemSchema>;

/** The body of `ORDER_CREATED`: the order as its producer wrote it. */
export const orderSchema = z.looseObject({
	order_id: idSchema,
	customer_id: idSchema,
	amount: amountSchema,
	currency: currencySchema,
	country: countrySchema,
	status: z.enum(["CREATED", "CONFIRMED", "CANCELLED"]),
	created_at: isoDateTimeSchema,
	source: z.string().max(256),
	customer_email: z.string().max(320).optional(),
	items: z.array(orderItemSchema).max(1000).optional(),
	isReplay: z.boolean().optional(),
});
export type Order = z.infer<typeof orderSchema>;

const ORDER_STATUSES: ReadonlySet<unknown> = new Set(orderSchema.shape.status.options);

/**
 * Whether `orderSchema` accepts the body unchanged. True only if it does; false proves nothing. Four groups read every order, and this costs a
 * tenth of the schema.
 */
export function isPlainOrder(body: unknown): body is Order {
	if (!isPlainObject(body)) return false;
	const { order_id, customer_id, amount, currency, country, status, created_at, source, customer_email, items, isReplay } = body;
	return (
		isId(order_id) &&
		isId(customer_id) &&
		isAmount(amount) &&
		isText(currency, 1, 8) &&
		isText(country, 1, 64) &&
		ORDER_STATUSES.has(status) &&
		typeof created_at === "string" &&
		ISO_DATE_TIME.test(created_at) &&
		isRealDay(created_at) &&
		isText(source, 0, 256) &&
		(customer_email === undefined || isText(customer_email, 0, 320)) &&
		(items === undefined || (Array.isArray(items) && items.length <= 1000 && items.every(isPlainItem))) &&
		(isReplay === undefined || typeof isReplay === "boolean")
	);
}

function isPlainItem(item: unknown): boolean {
	if (!isPlainObject(item)) return false;
	const { product_id, name, price, quantity } = item;
	return (
		isText(product_id, 1, 128) &&
		(name === undefined || isText(name, 0, 512)) &&
		isAmount(price) &&
		Number.isInteger(quantity) &&
		(quantity as number) > 0 &&
		(quantity as number) <= 1_000_000
	);
}

/** The schema drops an own `__proto__`. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value) && !Object.hasOwn(value, "__proto__");
}

function isId(id: unknown): boolean {
	return typeof id === "number" ? Number.isSafeInteger(id) && id >= 0 : isText(id, 1, 128);
}

function isAmount(amount: unknown): boolean {
	return typeof amount === "number" && amount >= 0 && amount <= 1e9;
}

function isText(text: unknown, least: number, most: number): boolean {
	return typeof text === "string" && text.length >= least && text.length <= most;
}

export const orderCancelledSchema = z.looseObject({
	order_id: idSchema,
	status: z.literal("CANCELLED").optional(),
	reason: z.string().max(1000).optional(),
	cancelled_by: z.string().max(256).optional(),
	/** Where `cancelled_by` confirmed it as fraud. Another shape, which another program may write, is left out. */
	fraud: fraudCancelSchema.optional().catch(undefined),
	isReplay: z.boolean().optional(),
});

const unixSeconds = z.number().nonnegative();

export const paymentEventSchema = z.looseObject({
	order_id: idSchema,
	status: z.enum(["PROCESSING", "PAID", "FAILED", "REFUNDED"]),
	amount: amountSchema,
	currency: currencySchema.optional(),
	country: countrySchema,
	timestamp: unixSeconds,
	payment_id: z.string().max(256).optional(),
	reason: z.string().max(1000).optional(),
	isReplay: z.boolean().optional(),
});

const stockLineSchema = z.looseObject({
	product_id: z.string().min(1).max(128),
	quantity: z.int().positive(),
});

/** The body of INVENTORY_RESERVED, _FAILED and _RELEASED. */
export const inventoryEventSchema = z.looseObject({
	order_id: idSchema,
	status: z.enum(["RESERVED", "FAILED", "RELEASED"]),
	items: z.array(stockLineSchema).max(1000),
	amount: amountSchema.optional(),
	currency: currencySchema.optional(),
	reason: z.string().max(1000).optional(),
	isReplay: z.boolean().optional(),
});

export const inventoryRestockedSchema = z.looseObject({
	product_id: z.string().min(1).max(128),
	status: z.literal("RESTOCKED").optional(),
	quantity: z.int().positive(),
	source: z.string().max(256).optional(),
	isReplay: z.boolean().optional(),
});

export const shippingEventSchema = z.looseObject({
	order_id: idSchema,
	status: z.enum(["CREATED", "DISPATCHED", "DELIVERED"]),
	carrier: z.string().max(256).optional(),
	tracking_id: z.string().max(256).optional(),
	/** Of SHIPMENT_CREATED: when it is to be dispatched. Until then the order can be stopped. */
	dispatch_due_at: isoDateTimeSchema.optional().catch(undefined),
	amount: amountSchema.optional(),
	currency: currencySchema.optional(),
	isReplay: z.boolean().optional(),
});

export const fraudAlertEventSchema = z.looseObject({
	order_id: idSchema,
	reason: z.string().min(1).max(256),
	amount: amountSchema,
	currency: currencySchema.optional(),
	country: countrySchema,
	alert_id: z.string().max(256).optional(),
	rule: z.string().max(256).optional(),
	rule_version: z.int().positive().optional().catch(undefined),
	/** What raised it. Facts of another shape, which another program may write, are left out. */
	facts: z.array(alertFactSchema).max(16).optional().catch(undefined),
	score: z.number().min(0).max(100).optional(),
	raised_at: isoDateTimeSchema.optional(),
	isReplay: z.boolean().optional(),
});

/** The body schema of each event type. */
export const EVENT_SCHEMAS = {
	ORDER_CREATED: orderSchema,
	ORDER_CANCELLED: orderCancelledSchema,
	PAYMENT_PROCESSING: paymentEventSchema,
	PAYMENT_PROCESSED: paymentEventSchema,
	PAYMENT_FAILED: paymentEventSchema,
	PAYMENT_REFUNDED: paymentEventSchema,
	INVENTORY_RESERVED: inventoryEventSchema,
	INVENTORY_FAILED: inventoryEventSchema,
	INVENTORY_RELEASED: inventoryEventSchema,
	INVENTORY_RESTOCKED: inventoryRestockedSchema,
	SHIPMENT_CREATED: shippingEventSchema,
	SHIPMENT_DISPATCHED: shippingEventSchema,
	SHIPMENT_DELIVERED: shippingEventSchema,
	FRAUD_ALERT_RAISED: fraudAlertEventSchema,
} as const satisfies Record<EventType, z.ZodType>;

export type EventData<T extends EventType> = z.infer<(typeof EVENT_SCHEMAS)[T]>;

/** One event, as steps see it: the CloudEvents attributes beside the plain body. */
export type EventOf<T extends EventType> = {
	readonly type: T;
	/** Deterministic: `<order_id>:<type>[:n]`. Consumers drop an id they have applied. */
	readonly id: string;
	readonly source: string;
	/** When it happened, ISO 8601 with `Z`. */
	readonly time: string;
	readonly topic: OrderEventTopic;
	/** The record key: `String(order_id)`; for INVENTORY_RESTOCKED the product id. */
	readonly key: string;
	readonly data: Readonly<EventData<T>>;
};
/** Any event of an order's life, discriminated by `type`. */
export type OrderEvent = { [T in EventType]: EventOf<T> }[EventType];

/** The body of `order-analytics`: totals count every order received. `total_sales` is in `currency`; `by_currency` has all currencies. */
export const totalsSchema = z.looseObject({
	total_sales: z.number(),
	order_count: z.int().nonnegative(),
	currency: z.string().optional(),
	by_currency: z.record(z.string(), z.object({ orders: z.int(), sales: z.number() })).optional(),
});

/** The deterministic id of an event. `n` distinguishes several of one type on one order (a fraud rule's id, say). */
export function eventId(orderId: Id, type: EventType, n?: string | number): string {
	return n === undefined ? `${orderId}:${type}` : `${orderId}:${type}:${n}`;
}
