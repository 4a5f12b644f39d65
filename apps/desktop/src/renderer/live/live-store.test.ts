import { describe, expect, it } from "vitest";
import { after, frame, group, NOON, order } from "../testing/order-fixture.ts";
import { HISTORY_MS } from "./lag-history.ts";
import { connectionOf, createLiveStore, ORDERS_KEPT } from "./live-store.ts";

describe("the live store", () => {
	it("keeps the newest state of the orders that changed last, and no more than it may", () => {
		const store = createLiveStore(NOON);
		for (let id = 0; id < ORDERS_KEPT + 500; id += 100) {
			store.fold(frame({ orders: Array.from({ length: 100 }, (_, place) => order(id + place)) }), NOON);
		}
		expect(store.order("499")).toBeUndefined();
		expect(store.order("500")?.order_id).toBe(500);
		store.fold(frame({ orders: [order(500, { status: "PAID" })] }), NOON);
		expect(store.order("500")?.status).toBe("PAID");
	});

	it("stays bounded over hours of frames", () => {
		const store = createLiveStore(NOON);
		for (let second = 0; second < 3 * 3600; second += 2) {
			const lag = [group("fraud-group", { sampled_at: after(second), lag_seconds: 1 })];
			store.fold(frame({ lag }), NOON + second * 1000);
		}
		const state = store.getState();
		expect(state.history.get("fraud-group")?.length).toBeLessThanOrEqual(HISTORY_MS / 2000);
		expect(state.rates.length).toBeLessThanOrEqual(120);
	});

	it("keeps the last lag sample through frames that carry none", () => {
		const store = createLiveStore(NOON);
		store.fold(frame({ lag: [group("fraud-group", { lag: 7 })] }), NOON);
		store.fold(frame(), NOON + 100);
		expect(store.getState().lag?.[0]?.lag).toBe(7);
		expect(store.getState().lagAt).toBe(NOON);
	});

	it("keeps the line's state the same object while frames come, so that what shows it is not rendered with each", () => {
		const store = createLiveStore(NOON);
		store.setLine({ state: "live", lostSince: NOON, tries: 0, nextTryAt: undefined });
		const { line } = store.getState();
		store.fold(frame(), NOON + 100);
		expect(store.getState().line).toBe(line);
		expect(connectionOf(store.getState())).toEqual({ ...line, lastFrameAt: NOON + 100 });
	});

	it("puts what the daemon remembers before what was seen here, once", () => {
		const store = createLiveStore(NOON);
		store.fold(frame({ lag: [group("fraud-group", { sampled_at: after(10), lag_seconds: 3 })] }), NOON);
		store.seedHistory({
			"fraud-group": [
				{ at: NOON, lag: 1, lag_seconds: 1 },
				{ at: NOON + 5_000, lag: 2, lag_seconds: 2 },
			],
		});
		expect(
			store
				.getState()
				.history.get("fraud-group")
				?.map((point) => point.lag_seconds),
		).toEqual([1, 2, 3]);
	});

	it("hands every frame to lists immediately, resets included", () => {
		const store = createLiveStore(NOON);
		const seen: number[] = [];
		const stop = store.onFrame((each) => seen.push(each.orders.length));
		store.fold(frame({ orders: [order(1)], reset: true }), NOON);
		stop();
		store.fold(frame(), NOON);
		expect(seen).toEqual([1]);
		expect(store.getState().resets).toBe(1);
	});
});
