/** What the daemon does for the inventory procedures. */
import type { ProductView, StockStatus } from "./entities.ts";

export interface InventoryApi {
	/** All products, by id. */
	inventory(): Promise<readonly ProductView[]>;
	/** As it was last sampled; null before the first sample. */
	stock(): Promise<StockStatus | null>;
}
