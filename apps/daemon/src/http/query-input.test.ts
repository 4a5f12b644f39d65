import { listOrdersSchema } from "@orderdeck/contracts/orders/requests";
import { describe, expect, it } from "vitest";
import { inputFromQuery } from "./query-input.ts";

describe("inputFromQuery", () => {
	it.each([
		[{ limit: "20" }, { limit: 20 }],
		[{ limit: "abc" }, { limit: "abc" }],
		[{ limit: "" }, { limit: "" }],
		[{ limit: "0x10" }, { limit: "0x10" }],
		[{ limit: ["1", "2"] }, { limit: ["1", "2"] }],
		[{ minAmount: "-1.5" }, { minAmount: -1.5 }],
		[{ flagged: "true" }, { flagged: true }],
		[{ flagged: "no" }, { flagged: "no" }],
		[{ status: "PAID" }, { status: ["PAID"] }],
		[{ status: "PAID,SHIPPED" }, { status: ["PAID", "SHIPPED"] }],
		[{ status: ["PAID", "SHIPPED"] }, { status: ["PAID", "SHIPPED"] }],
		[{ customer: "42" }, { customer: "42" }],
		[{ colour: "red" }, { colour: "red" }],
	])("reads %j as %j", (query, input) => {
		expect(inputFromQuery(listOrdersSchema, query)).toEqual(input);
	});
});
