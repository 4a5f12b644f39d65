import { expect, it } from "vitest";
import { product } from "../../testing/order-fixture.ts";
import { stockLevel } from "./stock-level.ts";

it("stock is drawn against what the product holds when it is full", () => {
	const shelf = { initial: 80, reorder_point: 20 };
	expect(stockLevel(product("a", { ...shelf, on_hand: 40, available: 30, reserved: 10 }))).toEqual({
		available: 0.375,
		reserved: 0.125,
		reorder: 0.25,
	});
	expect(stockLevel(product("a", { ...shelf, on_hand: 160, available: 160, reserved: 0 }))).toEqual({
		available: 1,
		reserved: 0,
		reorder: 0.125,
	});
	expect(stockLevel(product("a", { initial: 0, on_hand: 0 }))).toEqual({ available: 0, reserved: 0, reorder: 0 });
});
