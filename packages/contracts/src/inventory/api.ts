/** What the daemon does for the inventory procedures. */
import type { ProductView } from "./entities.ts";

export interface InventoryApi {
	/** All products, by id. */
	inventory(): Promise<readonly ProductView[]>;
}
