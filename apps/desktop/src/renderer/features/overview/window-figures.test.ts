import type { MinutePoint } from "@orderdeck/contracts/analytics/entities";
import { describe, expect, it } from "vitest";
import { NOON } from "../../testing/order-fixture.ts";
import { paidShare, splitWindows, wholeMinutes } from "./window-figures.ts";

const IN_USD = (window: number) => ({ window, currency: "USD" });

function minute(place: number, orders: number): MinutePoint {
	return {
		minute: NOON + place * 60_000,
		orders,
		sales: orders * 0.1,
		by_currency: { USD: { orders, sales: orders * 0.1 } },
		by_country:
			orders === 0
				? {}
				: {
						DE: { orders, sales: orders * 0.1, by_currency: { USD: orders * 0.1 } },
						US: { orders: 1, sales: place, by_currency: { USD: place, JPY: 500 } },
						BR: { orders: 1, sales: 0, by_currency: { KWD: 0.001 } },
					},
		events: { PAYMENT_PROCESSED: orders - 1 },
		cancelled: { ARRIVED_CANCELLED: 1 },
	};
}

describe("the figures of a window", () => {
	it("are those of its own minutes; the ones before it are kept apart", () => {
		const { now, before } = splitWindows([minute(0, 1), minute(1, 2), minute(2, 3), minute(3, 4)], IN_USD(2));
		expect([now.orders, before.orders]).toEqual([7, 3]);
		expect(now.sales).toEqual({ amount: 5.7, currency: "USD", by_currency: { JPY: 1_000, KWD: 0.002, USD: 5.7 } });
		expect(now.ordersInCurrency).toBe(7);
		expect(now.byCountry).toEqual([
			{ country: "US", orders: 2, sales: { amount: 5, currency: "USD", by_currency: { JPY: 1_000, USD: 5 } } },
			{ country: "DE", orders: 7, sales: { amount: 0.7, currency: "USD", by_currency: { USD: 0.7 } } },
			{ country: "BR", orders: 2, sales: { amount: 0, currency: "USD", by_currency: { KWD: 0.002 } } },
		]);
	});

	it("have the paid share of the charges attempted: an order that was never charged is not unpaid", () => {
		expect(paidShare({ events: { PAYMENT_PROCESSED: 39, PAYMENT_FAILED: 1, INVENTORY_FAILED: 300, PAYMENT_PROCESSING: 45 } })).toBe(0.975);
		expect(paidShare({ events: { ORDER_CREATED: 5, INVENTORY_FAILED: 5 } })).toBeUndefined();
	});

	it("draw no line into the running minute, unless it is all there is", () => {
		const minutes = [minute(0, 5), minute(1, 1)];
		expect(wholeMinutes(minutes, NOON + 90_000)).toEqual([minutes[0]]);
		expect(wholeMinutes([minute(0, 0), minute(1, 1)], NOON + 90_000).length).toBe(2);
	});
});
