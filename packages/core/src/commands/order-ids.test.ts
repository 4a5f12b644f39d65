import fc from "fast-check";
import { expect, it } from "vitest";
import { World } from "../steps/steps.fixture.ts";
import { createOrderIds } from "./order-ids.ts";

it("no id is given twice, whoever asks for how many at once, and after restarts", async () => {
	await using world = await World.open();
	const given = new Set<number>();
	const atOnce = fc.array(fc.record({ process: fc.nat(1), count: fc.integer({ min: 0, max: 150 }) }), { minLength: 1, maxLength: 6 });
	await fc.assert(
		fc.asyncProperty(fc.array(atOnce, { minLength: 1, maxLength: 4 }), async (script) => {
			const processes = [createOrderIds(world), createOrderIds(world)];
			for (const asks of script) {
				const taken = await Promise.all(asks.map(({ process, count }) => processes[process]?.take(count) ?? []));
				expect(taken.map((ids) => ids.length)).toEqual(asks.map(({ count }) => count));
				for (const id of taken.flat()) {
					expect(given.has(id), `${id} was given before`).toBe(false);
					given.add(id);
				}
			}
		}),
		{ numRuns: 40 },
	);
});

it("an ask that failed leaves the next one unharmed", async () => {
	await using world = await World.open();
	let away = true;
	const work: typeof world.work = {
		atomic: true,
		apply: (unit) => (away ? Promise.reject(new Error("the store is away")) : world.work.apply(unit)),
	};
	const ids = createOrderIds({ store: world.store, work });
	await expect(ids.take(1)).rejects.toThrow("away");
	away = false;
	expect(await ids.take(2)).toEqual([1, 2]);
});
