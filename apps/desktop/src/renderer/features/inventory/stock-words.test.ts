import type { ProductView } from "@orderdeck/contracts/inventory/entities";
import { describe, expect, it } from "vitest";
import { product } from "../../testing/order-fixture.ts";
import { shelfOf, stockCounts, stockState } from "./stock-words.ts";

describe("stock", () => {
	it.each<[Partial<ProductView>, string]>([
		[{ available: 20, reorder_point: 20 }, "ok"],
		[{ available: 19, reorder_point: 20 }, "low"],
		[{ available: 0, reorder_point: 20 }, "out"],
		[{ available: 0, reorder_point: 0 }, "out"],
	])("%o is %s", (change, state) => {
		expect(stockState(product("PROD-001", change))).toBe(state);
	});

	it("is counted where it is not well, the gravest first", () => {
		const products = [product("a", { available: 1 }), product("b", { available: 0 }), product("c", { available: 2 }), product("d")];
		expect(stockCounts(products)).toEqual([
			{ state: "out", count: 1 },
			{ state: "low", count: 2 },
		]);
		expect(stockCounts([product("d")])).toEqual([]);
	});

	it("is drawn against its own full shelf", () => {
		const shelf = { initial: 80, reorder_point: 20 };
		expect(shelfOf(product("a", { ...shelf, on_hand: 40, available: 30, reserved: 10 }))).toEqual({
			available: 0.375,
			reserved: 0.125,
			reorder: 0.25,
		});
		expect(shelfOf(product("a", { ...shelf, on_hand: 160, available: 160, reserved: 0 }))).toEqual({
			available: 1,
			reserved: 0,
			reorder: 0.125,
		});
		expect(shelfOf(product("a", { initial: 0, on_hand: 0 }))).toEqual({ available: 0, reserved: 0, reorder: 0 });
	});
});
