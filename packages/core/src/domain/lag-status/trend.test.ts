import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createQueue, type Look, type QueueOptions, Simulation } from "./simulation.fixture.ts";

/** What is reported at the end of so many seconds. */
function after(seconds: number, options: QueueOptions): GroupLag {
	const queue = createQueue(options);
	const lag = new Simulation().run(seconds, (second) => [queue(second)]).lags.at(-1);
	if (lag === undefined) throw new Error("nothing was sampled");
	return lag;
}

describe("rates", () => {
	it("are of a minute, not of the last batch: unknown before ten seconds have passed", () => {
		expect(after(10, { arrive: 10, batch: 100, takes: () => 1 })).toMatchObject({ consume_rate: null, trend: null });
		expect(after(60, { arrive: 10, batch: 100, takes: () => 1 }).produce_rate).toBeCloseTo(10, 0);
	});

	it.each([4, 7, 11, 25])("are the same in every second of batches of %i s: whole ones are counted", (duration) => {
		const queue = createQueue({ arrive: 10, batch: 10_000, takes: () => duration });
		const { lags } = new Simulation().run(600, (second) => [queue(second)]);
		for (const { consume_rate, produce_rate, trend } of lags.slice(300)) {
			expect(consume_rate).toBeCloseTo(10, 5);
			expect(produce_rate).toBeCloseTo(10, 5);
			expect(trend).toBe("holding");
		}
	});

	it("are 0 for a consumer whose next commit is overdue", () => {
		const takes = (second: number) => (second < 300 ? 2 : undefined);
		expect(after(330, { arrive: 10, batch: 100, takes })).toMatchObject({
			consume_rate: 0,
			trend: "growing",
			eta: { kind: "not-draining" },
		});
	});

	it("begin again where the committed offset went back", () => {
		const look = (second: number): Look[] => [{ committed: second < 100 ? 10 * second : 10 * (second - 100), end: 5_000, age: 200 }];
		expect(new Simulation().run(130, look).lags.at(-1)).toMatchObject({ consume_rate: 10, produce_rate: 0 });
	});
});

describe("the ETA", () => {
	it("of 70,000 records at 191 consumed and 10 produced per second is six and a half minutes", () => {
		const look = (second: number): Look[] => [{ committed: 191 * second, end: 70_000 + 10 * second, age: 120 - 0.5 * second }];
		const { consume_rate, produce_rate, trend, eta, lag } = new Simulation().run(60, look).lags.at(-1) ?? {};
		expect({ consume_rate, produce_rate, trend }).toEqual({ consume_rate: 191, produce_rate: 10, trend: "draining" });
		expect(eta).toEqual({ kind: "draining", seconds: (lag ?? 0) / 181 });
	});

	it("is that of the rates while age grows in a dense part of the log: 200 a second were produced there, now 10 are", () => {
		// The age of a record depends on when it was produced, so it rises although the backlog is drained at 90 a second.
		const look = (second: number): Look[] => [{ committed: 100 * second, end: 40_000 + 10 * second, age: 100 + 0.5 * second }];
		const { trend, eta, lag } = new Simulation().run(60, look).lags.at(-1) ?? {};
		expect({ trend, eta }).toEqual({ trend: "growing", eta: { kind: "draining", seconds: (lag ?? 0) / 90 } });
	});

	it("is keeping-up without lag, while it is seconds old, and within the objective as long as it does not grow", () => {
		expect(after(120, { arrive: 10, batch: 100, takes: () => 1 }).eta).toEqual({ kind: "keeping-up" });
		expect(after(120, { arrive: 10, batch: 100, takes: () => 8 }).eta).toEqual({ kind: "keeping-up" });
		expect(after(120, { arrive: 10, batch: 60, takes: () => 8 })).toMatchObject({ trend: "growing", eta: { kind: "not-draining" } });
	});

	it("is not-draining where the group has never committed, too", () => {
		expect(new Simulation().run(60, () => [{ end: 40, age: 500 }]).lags.at(-1)?.eta).toEqual({ kind: "not-draining" });
	});

	it("of a group is that of its slowest partition", () => {
		const partition = (rate: number) => (second: number) => ({ committed: rate * second, end: 10_000, age: 300 - second });
		const [fast, slow] = [partition(50), partition(10)];
		const { eta } = new Simulation().run(60, (second) => [fast(second), slow(second)]).lags.at(-1) ?? {};
		expect(eta).toEqual({ kind: "draining", seconds: (10_000 - 590) / 10 });
	});
});

describe("rates, trend and ETA, whatever the consumer does", () => {
	const phase = fc.record({
		seconds: fc.integer({ min: 5, max: 90 }),
		takes: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
	});

	it("never contradict each other", () => {
		const situations = fc.record({
			arrive: fc.nat(50),
			batch: fc.integer({ min: 1, max: 400 }),
			phases: fc.array(phase, { minLength: 1, maxLength: 6 }),
		});
		fc.assert(
			fc.property(situations, ({ arrive, batch, phases }) => {
				const takes = phases.flatMap(({ seconds, takes }) => Array.from({ length: seconds }, () => takes));
				const queue = createQueue({ arrive, batch, takes: (second) => takes[second] });
				const { lags } = new Simulation().run(takes.length, (second) => [queue(second)]);
				for (const { consume_rate, produce_rate, trend, eta } of lags) {
					if (trend === "draining") expect(eta.kind).toBe("draining");
					if (trend === "growing") expect(eta.kind).toBeOneOf(["not-draining", "draining"]);
					if (eta.kind === "not-draining") expect(consume_rate ?? 0).toBeLessThanOrEqual(1.06 * (produce_rate ?? 0) + 1e-9);
					if (eta.kind === "draining") expect(consume_rate ?? 0).toBeGreaterThan(produce_rate ?? 0);
					if (eta.kind === "draining") expect(eta.seconds).toBeGreaterThan(0);
				}
			}),
		);
	});
});
