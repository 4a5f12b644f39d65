import type { InventoryQueries } from "../../../../ports/queries/inventory.ts";
import type { Statements } from "./statements.ts";

export function createInventoryQueries(statements: Statements): InventoryQueries {
	return { products: async () => statements.versioned("SELECT cas, doc FROM products ORDER BY key") };
}
