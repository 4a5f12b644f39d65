import type { InventoryQueries } from "../../../../ports/queries/inventory.ts";
import { type Documents, existing } from "../documents.ts";
import type { Statements } from "./statements.ts";

export function createInventoryQueries(statements: Statements, documents: Documents): InventoryQueries {
	return { products: async () => existing(documents, "products", statements.keys("SELECT key FROM products ORDER BY key")) };
}
