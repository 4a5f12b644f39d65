import type { MinutePoint, TotalsView } from "@orderdeck/contracts/entities";
import { describe, expect, it } from "vitest";
import { everyMinute, waitingByStep, windowStart } from "./overview.ts";

const MINUTE = 60_000;
const totals: TotalsView = { total_sales: 0, order_count: 0, by_country: {}, events: {}, cancelled: {} };

describe("windowStart", () => {
	it("holds the window and the one before it, the present minute as the last", () => {
		const now = 1_000 * MINUTE + 12_345;
		expect(windowStart(now, 30)).toBe((1_000 - 59) * MINUTE);
	});
});

describe("everyMinute", () => {
	it("shows a minute without events as zeros", () => {
		const busy: MinutePoint = { minute: MINUTE, orders: 3, sales: 9.5, by_country: {}, events: { ORDER_CREATED: 3 }, cancelled: {} };
		expect(everyMinute([busy], 0, 3)).toEqual([
			{ minute: 0, orders: 0, sales: 0, by_country: {}, events: {}, cancelled: {} },
			busy,
			{ minute: 2 * MINUTE, orders: 0, sales: 0, by_country: {}, events: {}, cancelled: {} },
		]);
	});
});

describe("waitingByStep", () => {
	it("counts as on the road what was dispatched and not delivered, with its money summed in cents", () => {
		const events = { SHIPMENT_DISPATCHED: 5, SHIPMENT_DELIVERED: 2 };
		const { delivery } = waitingByStep([], { ...totals, events }, [{ amount: 0.1 }, { amount: 0.2 }, {}]);
		expect(delivery).toEqual({ orders: 3, amount: 0.3 });
	});

	it("knows nothing of groups that were not sampled yet", () => {
		expect(waitingByStep([], totals, []).payment).toEqual({ orders: 0, amount: 0 });
	});
});
