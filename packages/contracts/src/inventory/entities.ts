/** Products, their stock and what is reserved of it. */
import { z } from "zod";
import { amountSchema, idSchema } from "../events.ts";

export const stockLineSchema = z.object({ product_id: z.string(), quantity: z.int().positive() });

export type StockLine = z.infer<typeof stockLineSchema>;

export const reservationSchema = z.object({
	order_id: idSchema,
	/** SETTLED: dispatched, the stock has left. CANCELLED: cancelled before anything was reserved; nothing will be. */
	status: z.enum(["RESERVED", "FAILED", "RELEASED", "SETTLED", "CANCELLED"]),
	items: z.array(stockLineSchema),
	amount: amountSchema.optional(),
	/** Of the amount; absent where it is unknown. */
	currency: z.string().optional(),
	reason: z.string().optional(),
	updated_at: z.string(),
});

export type Reservation = z.infer<typeof reservationSchema>;

/** Of the catalog's prices, and so of the orders created here. */
export const CATALOG_CURRENCY = "USD";

/** The stock of a product. `low`: less is available than its reorder point. `out`: nothing is. From good to bad. */
export const STOCK_STATES = ["ok", "low", "out"] as const;

export type StockState = (typeof STOCK_STATES)[number];

/** The out-of-stock rate. `unknown`: no order was checked lately, or it cannot be read; never healthy. */
export const RATE_STATES = ["ok", "high", "unknown"] as const;

/**
 * Of the orders whose stock was checked in the last `window_minutes`, those that were cancelled as OUT_OF_STOCK. Rules: core's
 * `domain/out-of-stock`.
 */
export const outOfStockSchema = z.object({
	state: z.enum(RATE_STATES),
	/** From 0 to 1; null when no order was checked. */
	rate: z.number().nullable(),
	checked: z.int(),
	out_of_stock: z.int(),
	window_minutes: z.int(),
	/** Since when the state is `high`, ISO 8601; null in every other state. */
	since: z.string().nullable(),
});

export type OutOfStock = z.infer<typeof outOfStockSchema>;

export const stockStatusSchema = z.object({
	at: z.string(),
	/** How many products are in each state; null while they cannot be read. */
	products: z.object({ ok: z.int(), low: z.int(), out: z.int() } satisfies Record<StockState, z.ZodInt>).nullable(),
	orders: outOfStockSchema,
});

export type StockStatus = z.infer<typeof stockStatusSchema>;

/** What a product shows of itself. `available = on_hand − reserved`. */
export const productViewSchema = z.object({
	product_id: z.string(),
	name: z.string(),
	price: z.number(),
	on_hand: z.int(),
	reserved: z.int(),
	available: z.int(),
	state: z.enum(STOCK_STATES),
	shipped: z.int(),
	restocked: z.int(),
	/** The sum of all corrections by hand. */
	adjusted: z.int(),
	initial: z.int(),
	reorder_point: z.int(),
	/** When the supplier's delivery is due, ISO 8601; null when none is scheduled. */
	restock_due_at: z.string().nullable(),
});

export type ProductView = z.infer<typeof productViewSchema>;
