/** Inputs and outputs of the order procedures. */
import { z } from "zod";
import { countryCode } from "../codes.ts";
import { command } from "../command.ts";
import { emailSchema } from "../email.ts";
import { idSchema } from "../events.ts";
import { cursorSchema, limitSchema, only, pathIdSchema } from "../input.ts";
import { jobSchema } from "../jobs/entities.ts";
import { jobRateSchema, reasonSchema } from "../jobs/requests.ts";
import { moneySumsSchema } from "../money.ts";
import { ORDER_SORT_COLUMNS, orderFilterShape } from "./columns.ts";
import { orderEventRecordSchema, orderViewSchema } from "./entities.ts";
import { ORDER_LIST_ORDERS, type OrderListOrder, type OrderSort, SORT_DIRECTIONS } from "./order-list.ts";

/** Filters of an order list, and how it is sorted. */
export const listOrdersSchema = only({
	limit: limitSchema,
	cursor: cursorSchema,
	...orderFilterShape,
	/** The orders that this job has changed. */
	job_id: pathIdSchema.optional(),
	/** By when they were created, ties by id. With `sort`, it holds among orders that are equal in that column. */
	order: z.enum(ORDER_LIST_ORDERS).default("newest"),
	/** By a column; `created` in place of `order`. Statuses are sorted as orders pass through them. */
	sort: z.enum(["created", ...ORDER_SORT_COLUMNS]).optional(),
	/** Of `sort`; ascending where it is not given. */
	direction: z.enum(SORT_DIRECTIONS).optional(),
}).superRefine(({ sort, direction, job_id }, context) => {
	if (direction !== undefined && sort === undefined)
		context.addIssue({ code: "custom", path: ["direction"], message: "must be given together with sort" });
	if (job_id !== undefined && sort !== undefined && sort !== "created")
		context.addIssue({ code: "custom", path: ["sort"], message: "must be created, or not be given, in the list of a job" });
});

/** How a list is sorted. */
export interface OrderSorting {
	readonly order: OrderListOrder;
	readonly sort?: OrderSort | undefined;
}

export function sortingOf({
	order,
	sort,
	direction = "asc",
}: Pick<z.infer<typeof listOrdersSchema>, "order" | "sort" | "direction">): OrderSorting {
	if (sort === undefined) return { order };
	if (sort === "created") return { order: direction === "asc" ? "oldest" : "newest" };
	return { order, sort: { by: sort, direction } };
}

export const orderPageSchema = z.object({ orders: z.array(orderViewSchema), nextCursor: z.string().nullable() });

/** So many lists of orders can be counted in one request. */
const MOST_COUNTED = 32;

/** Lists of orders, by their filters. */
export const countOrdersSchema = only({
	views: z
		.array(only(orderFilterShape), "must be a list of filters")
		.min(1, "must name at least one list")
		.max(MOST_COUNTED, `must name at most ${MOST_COUNTED} lists`),
});

/** `at_least`: not all orders were examined. `money` is null where it is not summed. */
const orderCountSchema = z.object({ orders: z.int(), at_least: z.boolean(), money: moneySumsSchema.nullable() });
export type OrderCount = z.infer<typeof orderCountSchema>;

/** One for each list, in their order. */
export const orderCountsSchema = z.object({ counts: z.array(orderCountSchema) });

/** So many orders can be read by their ids in one request. */
export const MOST_READ = 50;

export const namedOrdersSchema = only({
	ids: z
		.array(idSchema, "must be a list of order ids")
		.min(1, "must name at least one order")
		.max(MOST_READ, `must name at most ${MOST_READ} orders`),
});

/** In the order of the ids; those of no order are left out. */
export const ordersReadSchema = z.object({ orders: z.array(orderViewSchema) });

export const orderIdInputSchema = only({ id: pathIdSchema });

export const orderEventsSchema = z.object({ events: z.array(orderEventRecordSchema) });

/**
 * Where an order waits. `ahead` counts the other orders whose records the group consumes before this one's, in its partition; null where
 * the order waits for no record, or the group's offset is not known.
 */
export const whereIsSchema = z.object({
	stage: z.enum(["payment", "inventory", "shipping", "dispatch", "delivery", "done"]),
	group: z.string().nullable(),
	topic: z.string().nullable(),
	partition: z.int().nullable(),
	offset: z.int().nullable(),
	ahead: z.object({ orders: z.int(), at_least: z.boolean() }).nullable(),
	since: z.string().nullable(),
});

/** A new order. The price must be the catalog's. */
export const createOrderSchema = only({
	customerId: z.union(
		[z.int().nonnegative(), z.string().min(1).max(128)],
		"must be a whole number that is not negative, or a text of 1 to 128 characters",
	),
	customerEmail: emailSchema.optional(),
	country: z
		.string()
		.overwrite(countryCode)
		.regex(/^[A-Z]{2}$/, "must be a two-letter country code such as DE")
		.default("US"),
	items: z
		.array(
			only({
				productId: z.string("must be a product id such as PROD-001").min(1).max(128),
				name: z.string().max(512).optional(),
				price: z.number("must be the catalog price, a number").positive("must be more than 0"),
				quantity: z.int("must be a whole number from 1 to 1000").min(1, "must be at least 1").max(1000, "must be at most 1000"),
			}),
			"must be a list of items",
		)
		.min(1, "must have at least one item")
		.max(50, "must have at most 50 items"),
});

export const cancelOrderSchema = only({
	id: pathIdSchema,
	reason: z.string().trim().min(1, "must state why").max(1000, "must be at most 1000 characters").default("Cancelled by an operator"),
});

/** So many orders can be named; a filter may select more. */
const MOST_NAMED = 1_000;

const selectionShape = {
	ids: z
		.array(idSchema, "must be a list of order ids")
		.min(1, "must name at least one order")
		.max(MOST_NAMED, `must name at most ${MOST_NAMED} orders; select more by a filter`)
		.optional(),
	filter: only(orderFilterShape)
		.refine((filter) => Object.values(filter).some((value) => value !== undefined), "must set at least one filter of the order list")
		.optional(),
	rate: jobRateSchema,
};

/** Exactly one of `ids` and `filter`. With `dryRun` nothing changes, and no reason is needed. */
export const cancelOrdersSchema = only({
	...selectionShape,
	reason: reasonSchema.optional(),
	dryRun: z.boolean("must be true or false").default(false),
}).superRefine(({ ids, filter, reason, dryRun }, context) => {
	if ((ids === undefined) === (filter === undefined))
		context.addIssue({ code: "custom", path: ["ids"], message: "must be given, or else a filter, and not both" });
	if (reason === undefined && !dryRun) context.addIssue({ code: "custom", path: ["reason"], message: "must state why" });
});

const sumSchema = z.object({ orders: z.int(), ...moneySumsSchema.shape });

/** What a cancellation of many orders would do now. */
export const cancelPreviewSchema = z.object({
	/** When it was determined. */
	at: z.string(),
	would_cancel: sumSchema,
	/** Of those: what has been charged, or is being charged, would be refunded. */
	would_refund: sumSchema,
	would_refuse: z.array(sumSchema.extend({ code: z.string(), example_ids: z.array(z.string()) })),
	/** The first of them, in the order of execution. */
	orders: z.array(
		z.object({
			id: z.string(),
			outcome: z.enum(["cancel", "refund", "refused"]),
			/** Of a refusal. */
			code: z.string().nullable(),
			why: z.string(),
			/** Null for an order that does not exist. */
			order: orderViewSchema.pick({ amount: true, currency: true, country: true, customer_id: true, status: true }).nullable(),
		}),
	),
});
export type CancelPreview = z.infer<typeof cancelPreviewSchema>;

export const orderCommands = {
	/** A job that executes `cancelOrder` for each. */
	cancelOrders: command(only({ ...selectionShape, reason: reasonSchema }), jobSchema, { action: "orders.cancel", target: "orders" }),
	createOrder: command(createOrderSchema, orderViewSchema, { action: "order.create", target: "orders" }),
	/** A success is final; a refusal names what happened first. */
	cancelOrder: command(cancelOrderSchema, orderViewSchema, { action: "order.cancel", target: "order:{id}" }),
};
