import { describe, expect, it } from "vitest";
import { product, stock } from "../testing/order-fixture.ts";
import { byState, outOfStockWords, productFacts, stockCounts, stockLook, worstOfStock } from "./stock-state.ts";

const HIGH = { state: "high", rate: 0.384 } as const;

describe("products", () => {
	const products = [product("d"), product("c", { state: "low" }), product("b", { state: "out" }), product("a", { state: "low" })];

	it("are counted where they are not OK, worst first", () => {
		expect(stockCounts(products)).toEqual([
			{ state: "out", count: 1 },
			{ state: "low", count: 2 },
		]);
		expect(stockCounts([product("d")])).toEqual([]);
	});

	it("stand worst first, then by id", () => {
		expect(products.toSorted(byState).map(({ product_id }) => product_id)).toEqual(["b", "a", "c", "d"]);
	});

	it("are shown in a state that this console does not know", () => {
		expect(stockLook("RESERVED_ONLY" as never)).toMatchObject({ word: "Reserved only", tone: "warn" });
	});
});

describe("the worst of stock", () => {
	it.each([
		["the out-of-stock rate", stock({ out: 1, low: 2 }, HIGH), "38\u202f% out", "bad"],
		["a product that is out", stock({ out: 1, low: 2 }), "1 out", "bad"],
		["products that are low", stock({ low: 2 }), "2 low", "warn"],
		["products that are low, though no order was checked", stock({ low: 2 }, { state: "unknown", rate: null }), "2 low", "warn"],
	])("is %s", (_what, status, word, tone) => {
		expect(worstOfStock(status)).toMatchObject({ word, tone });
	});

	it.each([
		["nothing where all is OK", stock()],
		["nothing where nothing can be read", { ...stock({}, { state: "unknown", rate: null }), products: null }],
	])("is %s", (_what, status) => {
		expect(worstOfStock(status)).toBeUndefined();
		expect(productFacts(status)).toEqual([]);
	});

	it("comes with what it is", () => {
		const status = stock({ out: 1, low: 2 }, HIGH);
		expect(outOfStockWords(status)).toBe("38\u202f% of orders in the last 10 min");
		expect(productFacts(status)).toEqual(["1 product out of stock", "2 products low"]);
	});
});
