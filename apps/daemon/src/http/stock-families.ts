/** The metrics of stock: each product's state, and the out-of-stock rate. */
import { RATE_STATES, STOCK_STATES } from "@orderdeck/contracts/inventory/entities";
import type { StockSampler } from "../live/stock-sampler.ts";
import type { Family } from "./metric-family.ts";

export function stockFamilies(stock: Pick<StockSampler, "latest">): Record<string, Family> {
	const { status, products = [] } = stock.latest() ?? {};
	const orders = status?.orders;
	const isKnown = orders !== undefined && orders.state !== "unknown";
	return {
		orderdeck_product_available: {
			kind: "gauge",
			help: "Units of a product that can be reserved.",
			labels: ["product"],
			samples: products.map(({ product_id, available }) => [{ product: product_id }, available]),
		},
		orderdeck_product_state: {
			kind: "gauge",
			help: "1 for the state of a product's stock, 0 for the others.",
			labels: ["product", "state"],
			samples: products.flatMap(({ product_id, state: current }) =>
				STOCK_STATES.map((state) => [{ product: product_id, state }, state === current ? 1 : 0] as const),
			),
		},
		orderdeck_out_of_stock_ratio: {
			kind: "gauge",
			help: "Share of the orders checked in the window that were out of stock; absent where none was checked.",
			labels: ["window"],
			samples: typeof orders?.rate === "number" ? [[{ window: `${orders.window_minutes}m` }, orders.rate]] : [],
		},
		orderdeck_out_of_stock_state: {
			kind: "gauge",
			help: "1 for the state of the out-of-stock rate, 0 for the others; absent while it is unknown.",
			labels: ["state"],
			samples: isKnown
				? RATE_STATES.filter((state) => state !== "unknown").map((state) => [{ state }, state === orders.state ? 1 : 0] as const)
				: [],
		},
	};
}
