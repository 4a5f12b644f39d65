/** Inputs and outputs of the inventory procedures. */

import { z } from "zod";
import { command } from "../command.ts";
import { only, pathIdSchema } from "../input.ts";
import { productViewSchema, stockStatusSchema } from "./entities.ts";

export const restockSchema = only({
	id: pathIdSchema,
	quantity: z.int("must be a whole number from 1 to 100000").min(1, "must be at least 1").max(100_000, "must be at most 100000"),
});

/** A correction of the stock by hand: after a count, a loss or a return. */
export const adjustStockSchema = only({
	id: pathIdSchema,
	quantity: z
		.int("must be a whole number from -100000 to 100000, and not 0")
		.min(-100_000, "must be at least -100000")
		.max(100_000, "must be at most 100000")
		.refine((quantity) => quantity !== 0, "must not be 0"),
	reason: z
		.string("must be a text of 1 to 1000 characters")
		.trim()
		.min(1, "must state the reason")
		.max(1000, "must be at most 1000 characters"),
});

export const inventorySchema = z.object({ products: z.array(productViewSchema), stock: stockStatusSchema.nullable() });

export const inventoryCommands = {
	restock: command(restockSchema, productViewSchema, { action: "inventory.restock", target: "product:{id}" }),
	adjustStock: command(adjustStockSchema, productViewSchema, { action: "inventory.adjust", target: "product:{id}" }),
};
