/** How stock stands, in words and looks: the states of products and the out-of-stock rate, worst first. */
import type { ProductView, StockState, StockStatus } from "@orderdeck/contracts/inventory/entities";
import { IconAlertOctagon, IconAlertTriangle, IconCircleCheck, IconCircleX, IconHelp } from "@tabler/icons-react";
import { known } from "../format/known.ts";
import { NARROW } from "../format/number.ts";
import { counted, reasonWords } from "../format/words.ts";
import type { StateLook } from "./state-mark.tsx";

const LOOK: Record<StockState, StateLook> = {
	out: { word: "Out of stock", icon: IconCircleX, tone: "bad" },
	low: { word: "Low", icon: IconAlertTriangle, tone: "warn" },
	ok: { word: "OK", icon: IconCircleCheck, tone: "ok" },
};

/** A state that this console does not know is shown as it came. */
export function stockLook(state: StockState): StateLook {
	return known(LOOK, state) ?? { word: reasonWords(state), icon: IconHelp, tone: "warn" };
}

const WORST_FIRST: readonly StockState[] = ["out", "low", "ok"];

/** Worst first, then by id. */
export function byState(a: ProductView, b: ProductView): number {
	const worse = WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state);
	return worse !== 0 ? worse : a.product_id.localeCompare(b.product_id);
}

/** How many products are out of stock, and low; nothing for those that are OK. */
export function stockCounts(products: readonly ProductView[]): readonly { readonly state: StockState; readonly count: number }[] {
	return WORST_FIRST.filter((state) => state !== "ok").flatMap((state) => {
		const count = products.filter((product) => product.state === state).length;
		return count === 0 ? [] : [{ state, count }];
	});
}

/** `38 %`; undefined where no order was checked. */
export function outOfStockShare({ orders: { rate } }: StockStatus): string | undefined {
	return rate === null ? undefined : `${Math.round(rate * 100)}${NARROW}%`;
}

/** `38 % of orders in the last 10 min`; undefined where none was checked. */
export function outOfStockWords(stock: StockStatus): string | undefined {
	const share = outOfStockShare(stock);
	return share === undefined ? undefined : `${share} of orders in the last ${stock.orders.window_minutes} min`;
}

/** The products that are out of stock, and low: `2 products out of stock`, `1 product low`. */
export function productFacts({ products }: StockStatus): readonly string[] {
	const { out = 0, low = 0 } = products ?? {};
	return [...(out > 0 ? [`${counted(out, "product")} out of stock`] : []), ...(low > 0 ? [`${counted(low, "product")} low`] : [])];
}

/** The worst of it in two words: `38 % out`, `2 out`, `1 low`; undefined where nothing is wrong, or nothing known. */
export function worstOfStock(stock: StockStatus): StateLook | undefined {
	const { out = 0, low = 0 } = stock.products ?? {};
	if (stock.orders.state === "high") return { word: `${outOfStockShare(stock)} out`, icon: IconAlertOctagon, tone: "bad" };
	if (out > 0) return { ...LOOK.out, word: `${out} out` };
	return low > 0 ? { ...LOOK.low, word: `${low} low` } : undefined;
}
