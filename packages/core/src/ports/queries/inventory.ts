/** Stock. */
import type { Product } from "../../domain/stock.ts";
import type { Versioned } from "../documents.ts";

export interface InventoryQueries {
	products(): Promise<readonly Versioned<Product>[]>;
}
