/** The list of orders by a column, over REST; against a whole daemon in this process. */
import { orderPageSchema } from "@orderdeck/contracts/orders/requests";
import { TooManyToSort } from "@orderdeck/core/ports/errors";
import { order } from "@orderdeck/core/ports/order-store.samples";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestDaemon, type TestDaemon } from "./server.fixture.ts";

let daemon: TestDaemon;
beforeAll(async () => {
	daemon = await startTestDaemon({
		store: (store) => ({
			...store,
			async listOrders(filter, page) {
				if (filter.customer === "too-many") throw new TooManyToSort(500_000);
				return store.listOrders(filter, page);
			},
		}),
	});
	const orders = [
		order(1, { amount: 30, status: "DELIVERED" }),
		order(2, { amount: 10, status: "PAID" }),
		order(3, { amount: 30, status: "CREATED" }),
		order(4, { amount: 20, status: "PAID" }),
	];
	await daemon.work.apply({
		writes: orders.map((doc) => ({ op: "insert", collection: "orders", key: String(doc.order_id), doc })),
		records: [],
	});
});
afterAll(() => daemon[Symbol.asyncDispose]());

async function idsOf(query: string): Promise<unknown[]> {
	const ids: unknown[] = [];
	let cursor = "";
	do {
		const response = await fetch(`${daemon.url}/api/orders?limit=3&${query}${cursor}`);
		const { orders, nextCursor } = orderPageSchema.parse(await response.json());
		ids.push(...orders.map(({ order_id }) => order_id));
		cursor = nextCursor === null ? "" : `&cursor=${nextCursor}`;
	} while (cursor !== "");
	return ids;
}

async function refusalOf(query: string): Promise<unknown> {
	const response = await fetch(`${daemon.url}/api/orders?${query}`);
	const { code, issues } = (await response.json()) as { code: string; issues: { path: string[]; message: string }[] };
	return [response.status, code, ...issues.map(({ path, message }) => `${path.join(".")} ${message}`)];
}

describe("GET /api/orders", () => {
	it.each([
		["sort=amount&direction=desc", [3, 1, 4, 2]],
		["sort=amount", [2, 4, 3, 1]],
		["sort=amount&order=oldest", [2, 4, 1, 3]],
		["sort=status&direction=asc", [3, 4, 2, 1]],
		["sort=created", [1, 2, 3, 4]],
		["order=newest", [4, 3, 2, 1]],
	])("lists by %s, page after page", async (query, expected) => {
		expect(await idsOf(query)).toEqual(expected);
	});

	it.each([
		["sort=colour", "sort", /"order"\|"status"\|"waiting"/],
		["sort=amount&direction=up", "direction", /"asc"\|"desc"/],
		["direction=asc", "direction", /together with sort/],
		["sort=amount&job_id=7", "sort", /created, or not be given, in the list of a job/],
		["sort=amount&customer=too-many", "sort", /at most 500000 are sorted by this column; narrow them/],
	])("refuses %s and states what is accepted", async (query, path, message) => {
		expect(await refusalOf(query)).toEqual([400, "INVALID_INPUT", expect.stringMatching(new RegExp(`^${path} .*${message.source}`))]);
	});

	it("takes a cursor in the order that it was made for alone", async () => {
		const first = orderPageSchema.parse(await (await fetch(`${daemon.url}/api/orders?limit=1&sort=amount`)).json());
		expect(await refusalOf(`limit=1&sort=amount&direction=desc&cursor=${first.nextCursor}`)).toEqual([
			400,
			"INVALID_INPUT",
			expect.stringMatching(/^cursor /),
		]);
	});
});
