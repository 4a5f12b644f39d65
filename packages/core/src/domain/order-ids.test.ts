import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Sequence } from "./order-ids.ts";
import { drawId, EMPTY_POOL, type IdPool, idsLeft, refill, takeBlock } from "./order-ids.ts";

describe("takeBlock", () => {
	it("begins at 1 and goes on where the last block ended", () => {
		expect(takeBlock(undefined, 100)).toEqual({ first: 1, last: 100, sequence: { next: 101 } });
		expect(takeBlock({ next: 101 }, 1)).toEqual({ first: 101, last: 101, sequence: { next: 102 } });
	});

	it.each([0, -1, 1.5, Number.NaN])("refuses a block of %d", (size) => {
		expect(() => takeBlock(undefined, size)).toThrow(RangeError);
	});
});

describe("a pool", () => {
	it("gives every id of its blocks once, in order, then none", () => {
		let pool = refill(refill(EMPTY_POOL, { first: 5, last: 6 }), { first: 11, last: 11 });
		const ids: number[] = [];
		expect(idsLeft(pool)).toBe(3);
		for (let drawn = drawId(pool); drawn !== undefined; drawn = drawId(pool)) {
			ids.push(drawn.id);
			pool = drawn.pool;
		}
		expect(ids).toEqual([5, 6, 11]);
		expect(idsLeft(pool)).toBe(0);
	});
});

describe("several allocators that share a sequence and restart at will", () => {
	const step = fc.record({
		who: fc.integer({ min: 0, max: 2 }),
		what: fc.constantFrom("draw" as const, "draw" as const, "prefetch" as const, "restart" as const),
		size: fc.integer({ min: 1, max: 5 }),
	});

	it("never give an id twice", () => {
		fc.assert(
			fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
				let stored: Sequence | undefined;
				const pools: [IdPool, IdPool, IdPool] = [EMPTY_POOL, EMPTY_POOL, EMPTY_POOL];
				const fetched = (pool: IdPool, size: number) => {
					const { sequence, ...block } = takeBlock(stored, size);
					stored = sequence;
					return refill(pool, block);
				};
				const given: number[] = [];
				for (const { who, what, size } of steps) {
					let pool = pools[who] ?? EMPTY_POOL;
					if (what === "restart") pool = EMPTY_POOL;
					if (what === "prefetch" || (what === "draw" && idsLeft(pool) === 0)) pool = fetched(pool, size);
					const drawn = what === "draw" ? drawId(pool) : undefined;
					if (drawn !== undefined) given.push(drawn.id);
					pools[who] = drawn?.pool ?? pool;
				}
				expect(new Set(given).size).toBe(given.length);
				expect(given.length).toBe(steps.filter(({ what }) => what === "draw").length);
			}),
		);
	});
});
