import type { OutOfStock } from "@orderdeck/contracts/inventory/entities";
import { describe, expect, it } from "vitest";
import { stock } from "../../testing/order-fixture.ts";
import { type PublishedStock, stockNews, stockNotice } from "./stock-news.ts";

const at = (state: OutOfStock["state"], rate: number | null) => stock({}, { state, rate });
/** How each sample was news: undefined where it was none. */
function published(...samples: readonly ReturnType<typeof stock>[]): (string | undefined)[] {
	let known: PublishedStock;
	return samples.map((sample) => {
		const { news, published } = stockNews(known, sample);
		known = published;
		return news?.how;
	});
}

describe("a high out-of-stock rate", () => {
	it("is notified once, changes its toast in place, and ends when it has recovered", () => {
		const samples = [at("ok", 0.01), at("high", 0.06), at("high", 0.061), at("high", 0.4), at("ok", 0.01), at("ok", 0)];
		expect(published(...samples)).toEqual([undefined, "notify", undefined, "update", "show", undefined]);
	});

	it("opens with the page when it was high before", () => {
		expect(published(at("high", 0.4), at("high", 0.4))).toEqual(["notify", undefined]);
	});

	it("is not over because it is unknown for a while, and does not begin again", () => {
		expect(published(at("high", 0.4), at("unknown", null), at("high", 0.4), at("ok", 0))).toEqual(["notify", undefined, undefined, "show"]);
		expect(published(at("unknown", null), at("ok", 0))).toEqual([undefined, undefined]);
	});

	it("is the same news while products come and go", () => {
		const high = { state: "high", rate: 0.4 } as const;
		expect(published(stock({ out: 1 }, high), stock({ out: 2 }, high))).toEqual(["notify", "update"]);
	});

	it("states how many orders, which products, and where to look", () => {
		expect(stockNotice(stock({ out: 2, low: 1 }, { state: "high", rate: 0.381 }))).toEqual({
			title: "Out-of-stock rate high",
			body: "38\u202f% of orders in the last 10 min; 2 products out of stock; 1 product low.",
			tag: "stock",
			route: "/inventory",
			tone: "bad",
		});
		expect(stockNotice(at("ok", 0.01))).toMatchObject({
			title: "Out-of-stock rate recovered",
			body: "1\u202f% of orders in the last 10 min.",
			tone: "ok",
		});
	});
});
