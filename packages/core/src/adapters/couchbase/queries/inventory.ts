import { CATALOG } from "../../../domain/catalog.ts";
import type { InventoryQueries } from "../../../ports/queries/inventory.ts";
import { existing, type Reading } from "./reading.ts";

const PRODUCTS = CATALOG.map(({ product_id }) => product_id);

export function createInventoryQueries(reading: Reading): InventoryQueries {
	return { products: () => existing(reading, "products", PRODUCTS) };
}
