import type { MinutePoint } from "@orderdeck/contracts/analytics/entities";
import { describe, expect, it } from "vitest";
import { everyMinute, waitingByStep, windowStart } from "./overview.ts";

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

describe("waitingByStep", () => {
	it("counts shipments in progress as waiting for delivery", () => {
		const sums = { amount: 0.3, currency: "USD", by_currency: { USD: 0.3, JPY: 500 } };
		expect(waitingByStep([], { count: 3, ...sums }, "USD").delivery).toEqual({ orders: 3, ...sums });
	});

	it("knows nothing of groups that were not sampled yet", () => {
		const nothing = { amount: 0, currency: "EUR", by_currency: {} };
		expect(waitingByStep([], { count: 0, ...nothing }, "EUR").payment).toEqual({ orders: 0, ...nothing });
	});
});
