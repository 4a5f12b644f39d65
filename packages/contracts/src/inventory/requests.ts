/** Inputs and outputs of the inventory procedures. */

import { z } from "zod";
import { command } from "../command.ts";
import { only, pathIdSchema } from "../input.ts";
import { productViewSchema } from "./entities.ts";

export const restockSchema = only({
	id: pathIdSchema,
	quantity: z.int("must be a whole number from 1 to 100000").min(1, "must be at least 1").max(100_000, "must be at most 100000"),
});

export const inventorySchema = z.object({ products: z.array(productViewSchema) });

export const inventoryCommands = {
	restock: command(restockSchema, productViewSchema),
};
