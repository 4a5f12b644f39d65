import type { MinutePoint } from "@orderdeck/contracts/analytics/entities";
import { describe, expect, it } from "vitest";
import { NOON } from "../../testing/order-fixture.ts";
import { paidShare, splitWindows, wholeMinutes } from "./window-figures.ts";

function minute(place: number, orders: number): MinutePoint {
	return {
		minute: NOON + place * 60_000,
		orders,
		sales: orders * 0.1,
		by_country: orders === 0 ? {} : { DE: { orders, sales: orders * 0.1 }, US: { orders: 0, sales: place } },
		events: { PAYMENT_PROCESSED: orders - 1 },
		cancelled: { ARRIVED_CANCELLED: 1 },
	};
}

describe("the figures of a window", () => {
	it("are those of its own minutes; the ones before it are kept apart", () => {
		const { now, before } = splitWindows([minute(0, 1), minute(1, 2), minute(2, 3), minute(3, 4)], 2);
		expect([now.orders, before.orders]).toEqual([7, 3]);
		expect(now.sales).toBe(0.7);
		expect(now.byCountry).toEqual([
			{ country: "US", orders: 0, sales: 5 },
			{ country: "DE", orders: 7, sales: 0.7 },
		]);
	});

	it("hold the paid share of what should be charged", () => {
		const { now, before } = splitWindows([minute(1, 6)], 1);
		expect(paidShare(now)).toBe(1);
		expect(paidShare(before)).toBeUndefined();
	});

	it("draw no line into the running minute, unless it is all there is", () => {
		const minutes = [minute(0, 5), minute(1, 1)];
		expect(wholeMinutes(minutes, NOON + 90_000)).toEqual([minutes[0]]);
		expect(wholeMinutes([minute(0, 0), minute(1, 1)], NOON + 90_000).length).toBe(2);
	});
});
