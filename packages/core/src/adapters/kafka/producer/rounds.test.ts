import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BATCH_BYTES, splitIntoRounds } from "./rounds.ts";

const lines = fc.array(
	fc.record({
		topic: fc.constantFrom("a", "b"),
		partition: fc.integer({ min: 0, max: 3 }),
		bytes: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 2_000 }) }, fc.integer({ min: 1, max: 2 * BATCH_BYTES })),
	}),
	{ maxLength: 300 },
);

describe("rounds of a request", () => {
	it("contain every line once, and each partition's in order", () => {
		fc.assert(
			fc.property(lines, (all) => {
				const numbered = all.map((line, at) => ({ ...line, at }));
				const sent = splitIntoRounds(numbered).flat();
				expect(sent.map(({ at }) => at).toSorted((a, b) => a - b)).toEqual(numbered.map(({ at }) => at));
				for (const of of Map.groupBy(sent, ({ topic, partition }) => `${topic}/${partition}`).values()) {
					expect(of.map(({ at }) => at)).toEqual(of.map(({ at }) => at).toSorted((a, b) => a - b));
				}
			}),
		);
	});

	it("contain for no partition more than a broker accepts in one batch; a larger line is alone", () => {
		fc.assert(
			fc.property(lines, (all) => {
				for (const round of splitIntoRounds(all)) {
					expect(round).not.toEqual([]);
					for (const of of Map.groupBy(round, ({ topic, partition }) => `${topic}/${partition}`).values()) {
						const bytes = of.reduce((sum, line) => sum + line.bytes, 0);
						if (of.length > 1) expect(bytes).toBeLessThanOrEqual(BATCH_BYTES);
					}
				}
			}),
		);
	});

	it("is one where everything fits", () => {
		const few = Array.from({ length: 60 }, (_, at) => ({ topic: "orders", partition: at % 6, bytes: 400 }));
		expect(splitIntoRounds(few)).toEqual([few]);
	});
});
