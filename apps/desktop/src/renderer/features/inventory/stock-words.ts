/** How a product's stock stands. */
import type { ProductView } from "@orderdeck/contracts/inventory/entities";
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import type { StateLook } from "../../ui/state-mark.tsx";

export type StockState = "out" | "low" | "ok";

/** Low is less than the reorder point, as the inventory role sees it. */
export function stockState({ available, reorder_point }: ProductView): StockState {
	if (available <= 0) return "out";
	return available < reorder_point ? "low" : "ok";
}

export const STOCK_LOOK: Record<StockState, StateLook> = {
	out: { word: "Out of stock", icon: IconCircleX, tone: "bad" },
	low: { word: "Low", icon: IconAlertTriangle, tone: "warn" },
	ok: { word: "OK", icon: IconCircleCheck, tone: "ok" },
};

const GRAVITY: readonly StockState[] = ["out", "low", "ok"];

/** `2 out of stock`, `1 low`; the gravest first, nothing for what is well. */
export function stockCounts(products: readonly ProductView[]): readonly { readonly state: StockState; readonly count: number }[] {
	return GRAVITY.filter((state) => state !== "ok").flatMap((state) => {
		const count = products.filter((product) => stockState(product) === state).length;
		return count === 0 ? [] : [{ state, count }];
	});
}

export interface Shelf {
	readonly available: number;
	readonly reserved: number;
	/** Where the supplier is called. */
	readonly reorder: number;
}

/** A product's shelf as shares of what it holds when it is full: its first stock, or more where more has been put on it. */
export function shelfOf(product: ProductView): Shelf {
	const full = Math.max(product.initial, product.on_hand);
	if (full <= 0) return { available: 0, reserved: 0, reorder: 0 };
	const share = (units: number) => Math.min(1, Math.max(0, units) / full);
	return { available: share(product.available), reserved: share(product.reserved), reorder: share(product.reorder_point) };
}
