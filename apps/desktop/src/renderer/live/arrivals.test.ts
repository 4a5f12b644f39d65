import { describe, expect, it } from "vitest";
import { type Arrivals, arrive, NO_ARRIVALS } from "./arrivals.ts";

/** After rows have arrived at `perSecond` for `seconds`, in frames of a tenth of a second. */
function after(known: Arrivals, perSecond: number, { from, seconds }: { from: number; seconds: number }): Arrivals {
	let arrivals = known;
	let arrived = 0;
	for (let frame = 1; frame <= seconds * 10; frame++) {
		const due = Math.floor((frame * perSecond) / 10);
		const ids = Array.from({ length: due - arrived }, (_, place) => `${from}/${arrived + place}`);
		arrived = due;
		arrivals = arrive(arrivals, ids, from + frame * 100);
	}
	return arrivals;
}

describe("rows that arrive", () => {
	it("are marked for a second", () => {
		const first = arrive(NO_ARRIVALS, ["a"], 1_000);
		expect([...arrive(first, ["b"], 1_500).at.keys()]).toEqual(["a", "b"]);
		expect([...arrive(first, ["b"], 2_000).at.keys()]).toEqual(["b"]);
	});

	it("are all marked at 10 a second, and none above", () => {
		expect(after(NO_ARRIVALS, 10, { from: 0, seconds: 5 }).at.size).toBe(10);
		expect(after(NO_ARRIVALS, 11, { from: 0, seconds: 5 })).toMatchObject({ isFast: true, at: new Map() });
		expect(after(NO_ARRIVALS, 5_000, { from: 0, seconds: 1 })).toMatchObject({ isFast: true, at: new Map() });
	});

	it("are not marked again while their rate is around the limit, but once it is far below", () => {
		const fast = after(NO_ARRIVALS, 20, { from: 0, seconds: 3 });
		const around = after(fast, 8, { from: 3_000, seconds: 5 });
		expect(around.isFast).toBe(true);
		expect(after(around, 4, { from: 8_000, seconds: 3 }).isFast).toBe(false);
	});

	it("are marked after a pause, however fast they came before it", () => {
		const fast = after(NO_ARRIVALS, 100, { from: 0, seconds: 3 });
		expect([...arrive(fast, ["late"], 60_000).at.keys()]).toEqual(["late"]);
	});

	it("change nothing where none has arrived", () => {
		const known = arrive(NO_ARRIVALS, ["a"], 0);
		expect(arrive(known, [], 10_000)).toBe(known);
	});
});
