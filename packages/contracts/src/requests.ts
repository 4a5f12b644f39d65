/** Inputs and outputs of the API's procedures. Messages say what is accepted: they are shown to the caller. */
import { z } from "zod";
import {
	auditRecordSchema,
	fraudAlertSchema,
	groupLagSchema,
	minutePointSchema,
	orderEventRecordSchema,
	orderStatusSchema,
	orderViewSchema,
	productViewSchema,
	replayJobSchema,
	serviceStatusSchema,
	totalsViewSchema,
} from "./entities.ts";
import { countrySchema, isoDateTimeSchema } from "./events.ts";

/** An object of these fields and no others: an unknown one is refused by name, and the answer says which there are. */
const only = <S extends Readonly<Record<string, z.ZodType>>>(shape: S) =>
	z.strictObject(shape, {
		error: (issue) =>
			issue.code === "unrecognized_keys" ? `is not known here; accepted: ${Object.keys(shape).join(", ")}` : "must be an object of fields",
	});

const limitSchema = z.int("must be a whole number from 1 to 500").min(1, "must be at least 1").max(500, "must be at most 500").default(50);
const cursorSchema = z.string().min(1, "must be a nextCursor of this list").max(1024, "must be a nextCursor of this list").optional();
const moneyFilterSchema = z
	.number("must be an amount such as 249.99")
	.min(0, "must be at least 0")
	.max(1e9, "must be at most 1000000000")
	.optional();
const listOf = <T extends z.ZodType>(item: T) => z.array(item).min(1, "must name at least one").max(64, "must name at most 64").optional();
const pathIdSchema = z.string().min(1).max(128, "must be at most 128 characters");

/** Filters of an order list. Newest first; ties by id, descending. */
export const listOrdersSchema = only({
	limit: limitSchema,
	cursor: cursorSchema,
	status: listOf(orderStatusSchema),
	country: listOf(countrySchema),
	minAmount: moneyFilterSchema,
	maxAmount: moneyFilterSchema,
	from: isoDateTimeSchema.optional(),
	to: isoDateTimeSchema.optional(),
	flagged: z.boolean("must be true or false").optional(),
	customer: z.string().min(1).max(128).optional(),
	/** An order id, a customer id, or a part of the e-mail or of an item's name. */
	q: z.string().min(1).max(200).optional(),
});
export const orderPageSchema = z.object({ orders: z.array(orderViewSchema), nextCursor: z.string().nullable() });

export const orderIdInputSchema = only({ id: pathIdSchema });
export const orderEventsSchema = z.object({ events: z.array(orderEventRecordSchema) });

/** Where an order waits. `behind` counts the records before it in its partition. */
export const whereIsSchema = z.object({
	stage: z.enum(["payment", "inventory", "shipping", "dispatch", "delivery", "done"]),
	group: z.string().nullable(),
	topic: z.string().nullable(),
	partition: z.int().nullable(),
	offset: z.int().nullable(),
	behind: z.int().nullable(),
	since: z.string().nullable(),
});

/** A new order. The price must be the catalogue's. */
export const createOrderSchema = only({
	customerId: z.union(
		[z.int().nonnegative(), z.string().min(1).max(128)],
		"must be a whole number that is not negative, or a text of 1 to 128 characters",
	),
	customerEmail: z.email("must be an e-mail address").max(320).optional(),
	country: z
		.string()
		.regex(/^[A-Z]{2}$/, "must be a two-letter country code such as DE")
		.default("US"),
	items: z
		.array(
			only({
				productId: z.string("must be a product id such as PROD-001").min(1).max(128),
				name: z.string().max(512).optional(),
				price: z.number("must be the catalogue's price, a number").positive("must be more than 0"),
				quantity: z.int("must be a whole number from 1 to 1000").min(1, "must be at least 1").max(1000, "must be at most 1000"),
			}),
			"must be a list of items",
		)
		.min(1, "must hold at least one item")
		.max(50, "must hold at most 50 items"),
});
export const cancelOrderSchema = only({
	id: pathIdSchema,
	reason: z.string().trim().min(1, "must say why").max(1000, "must be at most 1000 characters").default("Cancelled by an operator"),
});

export const replaySchema = only({
	days: z.number("must be a number of days from 0 to 365").positive("must be more than 0").max(365, "must be at most 365").default(7),
	topic: z
		.string()
		.regex(/^[A-Za-z0-9._-]{1,249}$/, "must be a topic name: 1 to 249 of A-Z a-z 0-9 . _ -")
		.default("orders-replay"),
});
export const replayIdSchema = only({ id: pathIdSchema });

export const restockSchema = only({
	id: pathIdSchema,
	quantity: z.int("must be a whole number from 1 to 100000").min(1, "must be at least 1").max(100_000, "must be at most 100000"),
});

export const setProducerSchema = only({
	running: z.boolean().optional(),
	rate: z
		.number("must be orders per second, 0.1 to 10000")
		.min(0.1, "must be at least 0.1")
		.max(10_000, "must be at most 10000")
		.optional(),
});

export const listAlertsSchema = only({
	limit: limitSchema,
	cursor: cursorSchema,
	state: z.enum(["OPEN", "RESOLVED"]).default("OPEN"),
	/** Worst first: score, then amount, then age. */
	order: z.enum(["worst", "newest"]).default("worst"),
});
/** `open` and `open_amount` count all open alerts, not only this page. */
export const alertPageSchema = z.object({
	alerts: z.array(fraudAlertSchema.extend({ order_status: orderStatusSchema.nullable() })),
	nextCursor: z.string().nullable(),
	open: z.int(),
	open_amount: z.number(),
});

export const listAuditSchema = only({ limit: limitSchema, cursor: cursorSchema });
export const auditPageSchema = z.object({ records: z.array(auditRecordSchema), nextCursor: z.string().nullable() });

export const analyticsSchema = z.looseObject({
	status: z.literal("ok"),
	orders: z.array(orderViewSchema),
	total_sales: z.number(),
	order_count: z.int(),
});

export const overviewInputSchema = only({
	minutes: z.int("must be a whole number from 5 to 60").min(5, "must be at least 5").max(60, "must be at most 60").default(30),
});
/** The Overview. `minutes` are oldest first and hold twice the window asked for, so that it can be compared with the one before. */
export const overviewSchema = z.object({
	at: z.string(),
	window_minutes: z.int(),
	totals: totalsViewSchema,
	minutes: z.array(minutePointSchema),
	open_alerts: z.int(),
	open_alerts_amount: z.number(),
	/** Orders on their way and not yet delivered or cancelled, with what waits before each step. */
	waiting: z.object({
		payment: z.object({ orders: z.int(), amount: z.number() }),
		inventory: z.object({ orders: z.int(), amount: z.number() }),
		shipping: z.object({ orders: z.int(), amount: z.number() }),
		delivery: z.object({ orders: z.int(), amount: z.number() }),
	}),
});

export const inventorySchema = z.object({ products: z.array(productViewSchema) });
export const servicesSchema = z.object({ services: z.array(serviceStatusSchema) });
export const lagSchema = z.object({ groups: z.array(groupLagSchema) });
export const replayListSchema = z.object({ jobs: z.array(replayJobSchema) });

export const liveInputSchema = only({ lastEventId: z.string().max(128).nullish() });

/** What changed since the frame before: newest state per key. `omitted` counts order changes left out to stay bounded. */
export const liveFrameSchema = z.object({
	at: z.string(),
	/** True when what was missed cannot be told any more: read the lists anew. */
	reset: z.boolean(),
	orders: z.array(orderViewSchema),
	alerts: z.array(fraudAlertSchema),
	/** Present when a new sample was taken. */
	lag: z.array(groupLagSchema).optional(),
	services: z.array(serviceStatusSchema).optional(),
	orders_per_second: z.number(),
	order_count: z.int(),
	total_sales: z.number(),
	omitted: z.int(),
});
export type LiveFrame = z.infer<typeof liveFrameSchema>;

export const sessionSchema = z.object({
	actor: z.object({ name: z.string(), role: z.enum(["viewer", "operator", "admin"]) }).nullable(),
	auth_required: z.boolean(),
	version: z.string(),
});
