import { describe, expect, it } from "vitest";
import { maybeOrderId } from "./palette-items.ts";

describe("an order's id in the palette", () => {
	it.each([
		["184246", "184246"],
		[" #77 ", "77"],
		["CUST-E2E-1", "CUST-E2E-1"],
		["orders", undefined],
		["order 12", undefined],
		["", undefined],
	])("takes %o for the order %o", (query, id) => {
		expect(maybeOrderId(query)).toBe(id);
	});
});
