import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { overviewInputSchema } from "./analytics/requests.ts";
import { listAlertsSchema } from "./fraud/requests.ts";
import { adjustStockSchema, restockSchema } from "./inventory/requests.ts";
import { cancelOrderSchema, createOrderSchema, listOrdersSchema, sortingOf } from "./orders/requests.ts";
import { problemOf } from "./problem.ts";
import { replaySchema } from "./replay/requests.ts";
import { setProducerSchema } from "./services/requests.ts";

const item = { productId: "PROD-001", price: 79.99, quantity: 1 };
const order = { customerId: 7, items: [item] };

/** The issues of a refused input: path and message. */
function issues(schema: z.ZodType, input: unknown): [path: string, message: string][] {
	const parsed = schema.safeParse(input);
	return parsed.success ? [] : problemOf(parsed.error).body.issues.map(({ path, message }) => [path.join("."), message]);
}

describe("inputs", () => {
	it.each<[string, z.ZodType, unknown, string, RegExp]>([
		["days -1", replaySchema, { days: -1 }, "days", /more than 0/],
		["days 400", replaySchema, { days: 400 }, "days", /at most 365/],
		["days as text", replaySchema, { days: "7" }, "days", /number of days/],
		["a rate of nothing", replaySchema, { rate: 0 }, "rate", /at least 0\.1/],
		["a rate as text", replaySchema, { rate: "10" }, "rate", /orders per second/],
		["a topic with a space", replaySchema, { topic: "my topic" }, "topic", /must be a topic name: 1 to 249/],
		["a topic that is a folder", replaySchema, { topic: ".." }, "topic", /other than "\." and "\.\."/],
		["a topic of Kafka's own", replaySchema, { topic: "__consumer_offsets" }, "topic", /does not begin with __/],
		["an unknown field", replaySchema, { day: 7 }, "day", /unknown; accepted: days, topic, rate/],
		["a NaN price", createOrderSchema, { ...order, items: [{ ...item, price: Number.NaN }] }, "items.0.price", /a number/],
		["a null price", createOrderSchema, { ...order, items: [{ ...item, price: null }] }, "items.0.price", /a number/],
		["a negative price", createOrderSchema, { ...order, items: [{ ...item, price: -1 }] }, "items.0.price", /more than 0/],
		["quantity 0", createOrderSchema, { ...order, items: [{ ...item, quantity: 0 }] }, "items.0.quantity", /at least 1/],
		["quantity 1e9", createOrderSchema, { ...order, items: [{ ...item, quantity: 1e9 }] }, "items.0.quantity", /at most 1000/],
		["quantity 1.5", createOrderSchema, { ...order, items: [{ ...item, quantity: 1.5 }] }, "items.0.quantity", /whole number/],
		["no items", createOrderSchema, { ...order, items: [] }, "items", /at least one item/],
		["items that are no list", createOrderSchema, { ...order, items: "PROD-001" }, "items", /a list of items/],
		["no customer", createOrderSchema, { items: [item] }, "customerId", /whole number .* or a text/],
		["a customer that is an object", createOrderSchema, { ...order, customerId: {} }, "customerId", /whole number .* or a text/],
		["a bad email", createOrderSchema, { ...order, customerEmail: "nobody" }, "customerEmail", /email/],
		["a country in words", createOrderSchema, { ...order, country: "Germany" }, "country", /two-letter/],
		[
			"an unknown item field",
			createOrderSchema,
			{ ...order, items: [{ ...item, colour: "red" }] },
			"items.0.colour",
			/accepted: productId/,
		],
		["an unknown filter", listOrdersSchema, { colour: "red" }, "colour", /accepted: limit, cursor, status, cause, country/],
		["limit 0", listOrdersSchema, { limit: 0 }, "limit", /at least 1/],
		["limit 501", listOrdersSchema, { limit: 501 }, "limit", /at most 500/],
		["limit in words", listOrdersSchema, { limit: "ten" }, "limit", /whole number from 1 to 500/],
		["an unknown status", listOrdersSchema, { status: ["LOST"] }, "status.0", /"CREATED"/],
		["a negative amount", listOrdersSchema, { minAmount: -1 }, "minAmount", /at least 0/],
		["a date in words", listOrdersSchema, { from: "yesterday" }, "from", /ISO 8601/],
		["a sort by a column that is none", listOrdersSchema, { sort: "colour" }, "sort", /"order"\|"status"\|"waiting"/],
		["a direction that is none", listOrdersSchema, { sort: "amount", direction: "up" }, "direction", /"asc"\|"desc"/],
		["a direction without a sort", listOrdersSchema, { direction: "asc" }, "direction", /together with sort/],
		["a sort of a job's orders", listOrdersSchema, { sort: "amount", job_id: "j" }, "sort", /must be created/],
		["flagged perhaps", listOrdersSchema, { flagged: "perhaps" }, "flagged", /true or false/],
		["an unknown order of alerts", listAlertsSchema, { order: "best" }, "order", /"worst"/],
		["an empty reason", cancelOrderSchema, { id: "1", reason: "  " }, "reason", /state why/],
		["restock of nothing", restockSchema, { id: "PROD-001", quantity: 0 }, "quantity", /at least 1/],
		["an adjustment by nothing", adjustStockSchema, { id: "PROD-001", quantity: 0, reason: "r" }, "quantity", /must not be 0/],
		["an adjustment without a reason", adjustStockSchema, { id: "PROD-001", quantity: -1, reason: " " }, "reason", /state the reason/],
		["a pace of nothing", setProducerSchema, { rate: 0 }, "rate", /at least 0.1/],
		["a window of a day", overviewInputSchema, { minutes: 1440 }, "minutes", /at most 60/],
		["no object", createOrderSchema, "order", "", /an object/],
	])("refuses %s and states what is accepted", (_what, schema, input, path, message) => {
		const found = issues(schema, input);
		expect(found.map(([at]) => at)).toEqual([path]);
		expect(found[0]?.[1]).toMatch(message);
	});

	it("names every unknown field on its own", () => {
		expect(issues(replaySchema, { a: 1, b: 2 }).map(([path]) => path)).toEqual(["a", "b"]);
	});

	it("fills in what a request leaves out", () => {
		expect(listOrdersSchema.parse({})).toEqual({ limit: 50, order: "newest" });
		expect(replaySchema.parse({})).toEqual({ days: 7, topic: "orders-replay" });
		expect(createOrderSchema.parse(order)).toEqual({ ...order, country: "US" });
		expect(overviewInputSchema.parse({})).toEqual({ minutes: 30 });
	});

	it("takes created as a column, in place of the order", () => {
		const of = (input: object) => sortingOf(listOrdersSchema.parse(input));
		expect(of({})).toEqual({ order: "newest" });
		expect(of({ sort: "created" })).toEqual({ order: "oldest" });
		expect(of({ sort: "created", direction: "desc" })).toEqual({ order: "newest" });
		expect(of({ sort: "amount", direction: "desc", order: "oldest" })).toEqual({
			order: "oldest",
			sort: { by: "amount", direction: "desc" },
		});
	});

	it("turns any value into an input or a problem that has an issue", () => {
		fc.assert(
			fc.property(
				fc.constantFrom(listOrdersSchema, createOrderSchema, replaySchema, setProducerSchema),
				fc.jsonValue(),
				(schema, input) => {
					const parsed = schema.safeParse(input);
					if (!parsed.success) expect(problemOf(parsed.error)).toMatchObject({ status: 400, body: { code: "INVALID_INPUT" } });
					if (!parsed.success) expect(problemOf(parsed.error).body.issues).not.toHaveLength(0);
				},
			),
		);
	});
});
