import type { MinutePoint } from "@orderdeck/contracts/analytics/entities";
import type { OpenOrders } from "@orderdeck/core/ports/queries/orders";
import { describe, expect, it } from "vitest";
import { everyMinute, waitingByStep, windowDates, windowStart } from "./overview.ts";

const MINUTE = 60_000;

describe("windowStart", () => {
	it("holds the window and the one before it, the present minute as the last", () => {
		const now = 1_000 * MINUTE + 12_345;
		expect(windowStart(now, 30)).toBe((1_000 - 59) * MINUTE);
	});
});

describe("everyMinute", () => {
	it("shows a minute without events as zeros", () => {
		const busy: MinutePoint = {
			minute: MINUTE,
			orders: 3,
			sales: 9.5,
			by_currency: {},
			by_country: {},
			events: { ORDER_CREATED: 3 },
			cancelled: {},
		};
		expect(everyMinute([busy], 0, 3)).toEqual([
			{ minute: 0, orders: 0, sales: 0, by_currency: {}, by_country: {}, events: {}, cancelled: {} },
			busy,
			{ minute: 2 * MINUTE, orders: 0, sales: 0, by_currency: {}, by_country: {}, events: {}, cancelled: {} },
		]);
	});
});

describe("windowDates", () => {
	it("are those of the window's whole minutes, the present one the last", () => {
		const now = Date.parse("2026-01-05T12:00:30.500Z");
		expect(windowDates(now, 30)).toEqual({ from: "2026-01-05T11:31:00.000Z", to: "2026-01-05T12:00:59.999Z" });
	});
});

describe("waitingByStep", () => {
	const open = (status: OpenOrders["status"], count: number, amount: string, currency = "USD"): OpenOrders => ({
		status,
		currency,
		count,
		amount,
	});

	it("counts an order once, under what it waits for", () => {
		const orders = [open("CREATED", 2, "0.1"), open("CONFIRMED", 1, "0.2"), open("PAID", 4, "1"), open("PREPARED", 5, "500", "JPY")];
		const waiting = waitingByStep([...orders, open("SHIPPED", 1, "9.5", "XXX1")], "USD");
		expect(waiting).toEqual({
			payment: { orders: 3, amount: 0.3, currency: "USD", by_currency: { USD: 0.3 } },
			inventory: { orders: 4, amount: 1, currency: "USD", by_currency: { USD: 1 } },
			shipping: { orders: 5, amount: 500, currency: "JPY", by_currency: { JPY: 500 } },
			delivery: { orders: 1, amount: 0, currency: "USD", by_currency: {} },
		});
	});

	it("is nothing where nothing waits", () => {
		expect(waitingByStep([], "EUR").payment).toEqual({ orders: 0, amount: 0, currency: "EUR", by_currency: {} });
	});
});
