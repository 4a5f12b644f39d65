import fc from "fast-check";
import { expect, it } from "vitest";
import { World } from "../steps/steps.fixture.ts";
import { createOrderIds } from "./order-ids.ts";

it("no id is given twice, however many are taken at the same time, and after restarts", async () => {
	await using world = await World.open();
	const given = new Set<number>();
	const concurrent = fc.array(fc.record({ process: fc.nat(1), count: fc.integer({ min: 0, max: 150 }) }), { minLength: 1, maxLength: 6 });
	await fc.assert(
		fc.asyncProperty(fc.array(concurrent, { minLength: 1, maxLength: 4 }), async (script) => {
			const processes = [createOrderIds(world), createOrderIds(world)];
			for (const takes of script) {
				const taken = await Promise.all(takes.map(({ process, count }) => processes[process]?.take(count) ?? []));
				expect(taken.map((ids) => ids.length)).toEqual(takes.map(({ count }) => count));
				for (const id of taken.flat()) {
					expect(given.has(id), `${id} was given before`).toBe(false);
					given.add(id);
				}
			}
		}),
		{ numRuns: 40 },
	);
});

it("a failed take does not affect the next one", async () => {
	await using world = await World.open();
	let unavailable = true;
	const work: typeof world.work = {
		atomic: true,
		apply: (unit) => (unavailable ? Promise.reject(new Error("the store is unavailable")) : world.work.apply(unit)),
	};
	const ids = createOrderIds({ store: world.store, work, clock: world.clock });
	await expect(ids.take(1)).rejects.toThrow("unavailable");
	unavailable = false;
	expect(await ids.take(2)).toEqual([1, 2]);
});
