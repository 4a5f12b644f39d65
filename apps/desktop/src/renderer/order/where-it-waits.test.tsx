// @vitest-environment jsdom
import { act, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { event, order } from "../testing/order-fixture.ts";
import { createTestConsole } from "../testing/test-console.ts";
import { aheadWords } from "./where-it-waits.tsx";

const desk = createTestConsole();
const created = event("ORDER_CREATED", 0);
const paid = [created, event("PAYMENT_PROCESSED", 1), event("INVENTORY_RESERVED", 1)];
const at = { topic: "orders", partition: 1, offset: 7, since: null };

async function wordsOf(lifecycle: readonly (typeof created)[], response: object): Promise<string | null> {
	desk.open("#/orders?order=7", {
		"orders.get": () => order(7, { status: lifecycle.length > 1 ? "PAID" : "CREATED", lifecycle: [...lifecycle] }),
		"orders.whereIs": () => response,
	});
	const line = await screen.findByTestId("where-it-waits");
	await act(() => new Promise((resolve) => setTimeout(resolve)));
	return line.textContent;
}

describe("where an order waits", () => {
	it("is the stage, the group that holds it, and the orders ahead of it", async () => {
		const response = { ...at, stage: "payment", group: "payments-group", ahead: { orders: 2_853, at_least: false } };
		expect(await wordsOf([created], response)).toBe("Waiting for payment, 2,853 orders aheadpayments-group · orders/1 @ 7");
	});

	it("is what the group still has to do, where several steps go on side by side", async () => {
		const response = { ...at, stage: "inventory", group: "inventory-group", ahead: { orders: 1, at_least: false } };
		expect(await wordsOf([created], response)).toBe("Waiting for inventory, 1 order aheadinventory-group · orders/1 @ 7");
	});

	it("names no group of a step that is done: a prepared order does not wait for dispatch in payments-group", async () => {
		const response = { ...at, stage: "payment", group: "payments-group", ahead: { orders: 0, at_least: false } };
		expect(await wordsOf([...paid, event("SHIPMENT_CREATED", 2)], response)).toBe("Waiting for dispatch");
	});

	it("counts in words, a lower bound with a plus", () => {
		const counts = [null, { orders: 0, at_least: false }, { orders: 0, at_least: true }, { orders: 5_000, at_least: true }];
		expect(counts.map(aheadWords)).toEqual(["", ", next", ", 0+ orders ahead", ", 5,000+ orders ahead"]);
	});
});
