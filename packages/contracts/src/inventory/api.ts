/** What the daemon does for the inventory procedures. */
import type { z } from "zod";
import type { Actor } from "../session.ts";
import type { ProductView } from "./entities.ts";
import type { restockSchema } from "./requests.ts";

export interface InventoryApi {
	/** All products, by id. */
	inventory(): Promise<readonly ProductView[]>;
	restock(input: z.infer<typeof restockSchema>, actor: Actor): Promise<ProductView>;
}
