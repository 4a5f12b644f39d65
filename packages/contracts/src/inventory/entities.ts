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
	/** The sum of all corrections by hand. */
	adjusted: z.int(),
	initial: z.int(),
	reorder_point: z.int(),
	/** When the supplier's delivery is due, ISO 8601; null when none is scheduled. */
	restock_due_at: z.string().nullable(),
});

export type ProductView = z.infer<typeof productViewSchema>;
