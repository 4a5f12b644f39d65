/** How a product's stock is drawn. */
import type { ProductView } from "@orderdeck/contracts/inventory/entities";

export interface StockLevel {
	readonly available: number;
	readonly reserved: number;
	/** Where the supplier is called. */
	readonly reorder: number;
}

/** A product's stock as shares of what it holds when it is full: its first stock, or more where more has been put on it. */
export function stockLevel(product: ProductView): StockLevel {
	const full = Math.max(product.initial, product.on_hand);
	if (full <= 0) return { available: 0, reserved: 0, reorder: 0 };
	const share = (units: number) => Math.min(1, Math.max(0, units) / full);
	return { available: share(product.available), reserved: share(product.reserved), reorder: share(product.reorder_point) };
}
