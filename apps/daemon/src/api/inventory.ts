/** Stock by product. */
import type { InventoryApi } from "@orderdeck/contracts/inventory/api";
import { productView } from "@orderdeck/core/domain/stock";
import type { ApiDeps } from "./deps.ts";

export function inventoryReads({ store, stock }: Pick<ApiDeps, "store" | "stock">): Pick<InventoryApi, "inventory" | "stock"> {
	return {
		async inventory() {
			const products = await store.products();
			return products.map(({ doc }) => productView(doc)).toSorted((a, b) => (a.product_id < b.product_id ? -1 : 1));
		},
		stock: async () => stock.latest()?.status ?? null,
	};
}
