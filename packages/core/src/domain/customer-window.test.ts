import type { Order } from "@orderdeck/contracts/events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MOST_ORDERS_KEPT, noActivity, ordersUpTo, type WindowOrder, windowOrder, withOrder } from "./customer-window.ts";

const NOON = Date.UTC(2026, 0, 5, 12);
const WINDOW = 60_000;

function order(id: number | string, at: number): WindowOrder {
	return { order_id: id, at: NOON + at, received: NOON + 3_600_000, amount: 1, currency: "USD", country: "US", takes_money: true };
}

const after = (orders: readonly WindowOrder[], window = WINDOW) =>
	orders.reduce((activity, each) => withOrder(activity, each, window), noActivity("c"));

describe("an order in a window", () => {
	const stated = { order_id: "7", customer_id: 1, amount: 5, currency: "usd", country: "de", source: "s" };
	const placed = (fields: Partial<Order>) =>
		windowOrder({ ...stated, status: "CREATED", created_at: "2026-01-05T12:00:00Z", ...fields }, NOON + 5);

	it("is there with its time of creation, and all that its alert needs", () => {
		expect(placed({})).toEqual({
			order_id: "7",
			at: NOON,
			received: NOON + 5,
			amount: 5,
			currency: "usd",
			country: "de",
			takes_money: true,
		});
		expect(placed({ status: "CANCELLED" })).toMatchObject({ takes_money: false });
	});

	it("was created when the log accepted it, where it states a later time or no valid one", () => {
		expect(placed({ created_at: "2999-01-01T00:00:00Z" })).toMatchObject({ at: NOON + 5 });
		expect(placed({ created_at: "2026-02-31 soon" })).toMatchObject({ at: NOON + 5 });
	});
});

describe("a customer's activity", () => {
	it("has its orders by event time, each once, whatever the form of its id", () => {
		const activity = after([order(2, 20), order(1, 10), order("2", 30), order(3, 15)]);
		expect(activity.orders.map(({ order_id }) => order_id)).toEqual([1, 3, 2]);
	});

	it("is the same object where nothing is added", () => {
		const activity = after([order(1, 10), order(2, 10 * WINDOW)]);
		expect(withOrder(activity, order(2, 99), WINDOW)).toBe(activity);
		expect(withOrder(activity, order(9, 0), WINDOW)).toBe(activity);
	});

	it("counts the orders in (at - window, at], those at the same time included", () => {
		const activity = after([order(1, 0), order(2, 1), order(3, WINDOW), order(4, WINDOW), order(5, WINDOW + 1)]);
		expect(ordersUpTo(activity, NOON + WINDOW, WINDOW)).toBe(3);
		expect(ordersUpTo(activity, NOON + WINDOW + 1, WINDOW)).toBe(3);
	});

	it("keeps no order older than twice the window, and no more than a thousand; what it began with is never taken up again", () => {
		const times = fc.array(fc.integer({ min: 0, max: 10 * WINDOW }), { maxLength: 60 });
		fc.assert(
			fc.property(times, (ats) => {
				let activity = noActivity("c");
				for (const [id, at] of ats.entries()) {
					const next = withOrder(activity, order(id, at), WINDOW);
					expect(next.since).toBeGreaterThanOrEqual(activity.since);
					activity = next;
				}
				const newest = NOON + Math.max(0, ...ats);
				for (const { at } of activity.orders) expect(at).toBeGreaterThanOrEqual(Math.max(activity.since, newest - 2 * WINDOW));
				expect(activity.orders.map(({ at }) => at)).toEqual(activity.orders.map(({ at }) => at).toSorted((a, b) => a - b));
				// Every order from `since` on is there.
				const kept = new Set(activity.orders.map(({ order_id }) => order_id));
				for (const [id, at] of ats.entries()) if (NOON + at > activity.since) expect(kept.has(id)).toBe(true);
			}),
		);
		const many = after(Array.from({ length: MOST_ORDERS_KEPT + 50 }, (_, id) => order(id, id)));
		expect(many.orders).toHaveLength(MOST_ORDERS_KEPT);
		expect(many.orders[0]?.order_id).toBe(50);
		expect(JSON.stringify(many).length).toBeLessThan(300_000);
	});

	it("grows by a window that becomes longer only from then on", () => {
		const activity = after([order(1, 0), order(2, 4 * WINDOW)]);
		expect(withOrder(activity, order(3, 0), 100 * WINDOW)).toBe(activity);
	});
});
