/** When a high out-of-stock rate is news: one toast from its start until it has recovered, updated in place; one notification. */
import type { StockStatus } from "@orderdeck/contracts/inventory/entities";
import { outOfStockWords, productFacts } from "../../ui/stock-state.ts";
import type { News, Notice } from "./notice.ts";

/** What was last said of a high rate; undefined while it is not high. */
export type PublishedStock = Notice | undefined;

/** What is new with this sample, and what has been said after that. A rate that is unknown neither begins nor ends anything. */
export function stockNews(
	published: PublishedStock,
	stock: StockStatus,
): { readonly news: News | undefined; readonly published: PublishedStock } {
	const notice = stockNotice(stock);
	switch (stock.orders.state) {
		case "high":
			if (published === undefined) return { news: { notice, how: "notify" }, published: notice };
			return isSame(published, notice) ? { news: undefined, published } : { news: { notice, how: "update" }, published: notice };
		case "ok":
			return { news: published === undefined ? undefined : { notice, how: "show" }, published: undefined };
		default:
			return { news: undefined, published };
	}
}

export function stockNotice(stock: StockStatus): Notice {
	const isHigh = stock.orders.state === "high";
	const facts = [outOfStockWords(stock), ...productFacts(stock)].filter((fact) => fact !== undefined);
	return {
		title: isHigh ? "Out-of-stock rate high" : "Out-of-stock rate recovered",
		body: `${facts.join("; ")}.`,
		tag: "stock",
		route: "/inventory",
		tone: isHigh ? "bad" : "ok",
	};
}

function isSame(a: Notice, b: Notice): boolean {
	return a.title === b.title && a.body === b.body;
}
