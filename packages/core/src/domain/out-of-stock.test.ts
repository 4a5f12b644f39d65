import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mulberry32, seed } from "../../test/random.ts";
import { type CheckedOrders, checkedOrders, highSince, highSinceStored, stockStatus, WINDOW_MINUTES } from "./out-of-stock.ts";

const MINUTE = 60_000;
const T0 = Date.parse("2026-01-15T12:00:00Z");

/** The minute that begins so many minutes after T0: what was reserved in it, and what was out of stock. */
function minute(index: number, reserved: number, outOfStock: number) {
	return {
		minute: T0 + index * MINUTE,
		events: { INVENTORY_RESERVED: reserved, INVENTORY_FAILED: outOfStock },
		cancelled: { OUT_OF_STOCK: outOfStock },
	};
}
const inMinute = (index: number) => T0 + index * MINUTE + 30_000;
const orders = (checked: number, outOfStock: number): CheckedOrders => ({ checked, outOfStock });

/** The state after each window, in this order. */
function states(...windows: readonly CheckedOrders[]): string[] {
	let high: number | undefined;
	return windows.map((window, index) => {
		high = highSince(high, window, T0 + index);
		return stockStatus(T0, { states: [], orders: window, high }).orders.state;
	});
}

describe("the orders that were checked", () => {
	it("are those of ten minutes, the present one the last, over all partitions", () => {
		const minutes = [minute(0, 50, 50), minute(1, 3, 1), minute(1, 4, 0), minute(10, 1, 1), minute(11, 70, 70)];
		expect(checkedOrders(minutes, inMinute(10))).toEqual(orders(10, 2));
		expect(checkedOrders([], T0)).toEqual(orders(0, 0));
	});

	it("are out of stock where that is what cancelled them: an order whose payment was declined before is not", () => {
		const declined = { ...minute(0, 6, 4), cancelled: { OUT_OF_STOCK: 3, PAYMENT_DECLINED: 1 } };
		expect(checkedOrders([declined], T0)).toEqual(orders(10, 3));
	});
});

describe("the out-of-stock rate", () => {
	it("50,889 orders without stock: is high", () => {
		const minutes = [minute(0, 8_800, 44_000), minute(1, 1_171, 6_889)];
		const checked = checkedOrders(minutes, inMinute(1));
		const high = highSince(undefined, checked, inMinute(1));
		expect(stockStatus(inMinute(1), { states: ["ok", "low", "out", "out"], orders: checked, high })).toEqual({
			at: "2026-01-15T12:01:30.000Z",
			products: { ok: 1, low: 1, out: 2 },
			orders: {
				state: "high",
				rate: 50_889 / 60_860,
				checked: 60_860,
				out_of_stock: 50_889,
				window_minutes: WINDOW_MINUTES,
				since: "2026-01-15T12:01:30.000Z",
			},
		});
	});

	it.each([
		["at 5 % of the orders", orders(100, 5), "high"],
		["at 5 % of so many that 0.05 is not exact", orders(140, 7), "high"],
		["below 5 %", orders(101, 5), "ok"],
		["with less than five orders, however few were checked", orders(4, 4), "ok"],
		["without any", orders(100, 0), "ok"],
		["where no order was checked", orders(0, 0), "unknown"],
	])("%s", (_what, window, state) => {
		expect(states(window)).toEqual([state]);
	});

	it("stays high until it is below 2 %: a rate that hovers about a limit does not flap", () => {
		const percents = [5, 4, 6, 4, 2, 3, 5, 2, 1, 2, 4, 1, 4, 5];
		const shown = states(...percents.map((percent) => orders(1_000, 10 * percent)));
		expect(shown).toEqual([...Array(8).fill("high"), ...Array(5).fill("ok"), "high"]);
	});

	it("is not over because orders stopped: that is unknown", () => {
		expect(states(orders(10, 10), orders(0, 0), orders(100, 3), orders(100, 1))).toEqual(["high", "unknown", "high", "ok"]);
	});

	it("keeps its start while it is high", () => {
		const first = highSince(undefined, orders(10, 10), T0);
		expect(highSince(first, orders(10, 10), T0 + MINUTE)).toBe(T0);
		expect(highSince(first, orders(10, 0), T0 + MINUTE)).toBeUndefined();
	});

	it("is unknown while stock cannot be read, and so are the products", () => {
		expect(stockStatus(T0, undefined)).toMatchObject({ products: null, orders: { state: "unknown", rate: null, since: null } });
	});
});

describe("a process that begins to look", () => {
	it("knows from the stored minutes that a rate between the limits has been high", () => {
		const was = [minute(0, 50, 50), ...Array.from({ length: 10 }, (_, index) => minute(index + 1, 970, 30))];
		const at = inMinute(11);
		expect(checkedOrders(was, at)).toEqual(orders(9_000, 270));
		expect(highSince(undefined, checkedOrders(was, at), at)).toBeUndefined();
		expect(highSinceStored(was, at)).toBe(T0 + MINUTE - 1);
	});

	it("knows nothing of a high rate that was over", () => {
		expect(highSinceStored([minute(0, 50, 50), minute(15, 100, 1)], inMinute(15))).toBeUndefined();
		expect(highSinceStored([], T0)).toBeUndefined();
	});
});

const MOST = 10;
const counts = fc.record({ reserved: fc.nat(60), outOfStock: fc.oneof(fc.constant(0), fc.nat(4), fc.nat(40)) });

describe("the rate in any two hours", () => {
	it("is entered at its limit only, and left below its lower one only", () => {
		fc.assert(
			fc.property(fc.array(counts, { minLength: 2, maxLength: 120 }), (all) => {
				const minutes = all.map(({ reserved, outOfStock }, index) => minute(index, reserved, outOfStock));
				let high: number | undefined;
				for (const [index] of all.entries()) {
					const at = inMinute(index);
					const { checked, outOfStock } = checkedOrders(minutes.slice(0, index + 1), at);
					const next = highSince(high, { checked, outOfStock }, at);
					const rate = outOfStock / checked;
					if (high === undefined && next !== undefined) expect(rate).toBeGreaterThanOrEqual(0.05);
					if (high !== undefined && next === undefined) expect(rate).toBeLessThan(0.02);
					if (high !== undefined && next !== undefined) expect(next).toBe(high);
					high = next;
				}
			}),
			{ seed },
		);
	});

	it("is the same for a process that looked at each minute's end and for one that begins now", () => {
		fc.assert(
			fc.property(fc.array(counts, { minLength: 1, maxLength: 40 }), (all) => {
				const minutes = all.map(({ reserved, outOfStock }, index) => minute(index, reserved, outOfStock));
				const ends = minutes.map((each) => each.minute + MINUTE - 1);
				const watched = ends.reduce<number | undefined>((high, at) => highSince(high, checkedOrders(minutes, at), at), undefined);
				expect(highSinceStored(minutes, T0 + all.length * MINUTE - 1)).toBe(watched);
			}),
			{ seed },
		);
	});

	it(`changes at most ${MOST} times where orders are out of stock by chance, at whatever rate (seed ${seed})`, () => {
		const changes = Array.from({ length: 300 }, (_, index) => changesByChance(mulberry32(seed + index)));
		expect(Math.max(...changes)).toBeLessThanOrEqual(MOST);
		// Otherwise this would prove nothing.
		expect(changes.filter((count) => count > 1).length).toBeGreaterThan(10);
	});
});

/** How often the state changes in two hours of as many orders as the producer makes by default. */
function changesByChance(random: () => number): number {
	const share = 0.1 * random();
	const minutes: ReturnType<typeof minute>[] = [];
	let [high, changes] = [undefined as number | undefined, 0];
	for (let index = 0; index < 120; index += 1) {
		const outOfStock = Array.from({ length: 30 }, random).filter((chance) => chance < share).length;
		minutes.push(minute(index, 30 - outOfStock, outOfStock));
		const next = highSince(high, checkedOrders(minutes, inMinute(index)), inMinute(index));
		if ((next === undefined) !== (high === undefined)) changes += 1;
		high = next;
	}
	return changes;
}
