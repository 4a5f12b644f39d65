/** The situations that a status has to be right in: a sample per second, an objective of 30 s, an hour each. */
import { describe, expect, it } from "vitest";
import { mulberry32, seed } from "../../../test/random.ts";
import { createQueue, HOUR, type Look, Simulation } from "./simulation.fixture.ts";

/** A consumer that is this late; every second it commits about a hundred records. */
function consumerAt(age: (second: number) => number): (second: number) => Look[] {
	const random = mulberry32(seed);
	let committed = 0;
	return (second) => {
		committed += Math.round(80 + 40 * random());
		return [{ committed, end: committed + 4_500, age: age(second) }];
	};
}

describe("the shown status changes", () => {
	it("once for a consumer that is 45 s late at noisy rates: it is BEHIND", () => {
		const random = mulberry32(seed);
		const { shown } = new Simulation().run(
			HOUR,
			consumerAt(() => 45 + 12 * (random() - 0.5)),
		);
		expect(shown).toEqual(["BEHIND"]);
	});

	it.each([20, 60, 120, 300, 600, 1_200])("once at most for a consumer that hovers between 25 and 35 s, every %i s", (period) => {
		const { shown } = new Simulation().run(
			HOUR,
			consumerAt((second) => 30 + 5 * Math.sin((2 * Math.PI * second) / period)),
		);
		expect(["", "BEHIND"]).toContain(shown.join());
	});

	it("never for an idle topic with one record in ten minutes, read after 3 s", () => {
		const look = (second: number): Look[] => {
			const arrived = Math.floor(second / 600);
			const age = second % 600;
			return age < 3 ? [{ committed: arrived, end: arrived + 1, age }] : [{ committed: arrived + 1, end: arrived + 1 }];
		};
		expect(new Simulation().run(HOUR, look).shown).toEqual([]);
	});

	it("never for a transaction marker at the end, which is no lag", () => {
		const simulation = new Simulation().run(HOUR, () => [{ committed: 24, end: 25 }]);
		expect(simulation.shown).toEqual([]);
		expect(simulation.lags.at(-1)).toMatchObject({ lag: 0, lag_seconds: 0, eta: { kind: "keeping-up" } });
	});

	it("never for deployments that leave no members for 8 s every 3 minutes", () => {
		const isDeployed = (second: number) => second % 180 < 8;
		const queue = createQueue({ arrive: 100, batch: 400, takes: (second) => (isDeployed(second) ? undefined : 1) });
		const look = (second: number): Look[] => [{ ...queue(second), members: isDeployed(second) ? "absent" : "present" }];
		expect(new Simulation().run(HOUR, look).shown).toEqual([]);
	});

	it("once for batches of 25 s, behind which orders wait up to 50 s: it is BEHIND", () => {
		const queue = createQueue({ arrive: 10, batch: 1_000, takes: () => 25 });
		expect(new Simulation().run(HOUR, (second) => [queue(second)]).shown).toEqual(["BEHIND"]);
	});

	it("once when one partition of six is stuck: STALLED after about 31 s", () => {
		const queues = Array.from({ length: 6 }, (_, index) =>
			createQueue({ arrive: 20, batch: 100, takes: (second) => (index === 3 && second >= 300 ? undefined : 1) }),
		);
		const { changes, lags } = new Simulation().run(HOUR, (second) => queues.map((queue) => queue(second)));
		expect(changes.map(({ status }) => status)).toEqual(["STALLED"]);
		expect((changes[0]?.second ?? 0) - 300).toBeGreaterThanOrEqual(30);
		expect((changes[0]?.second ?? 0) - 300).toBeLessThanOrEqual(32);
		expect(lags.at(-1)?.partitions.map(({ status }) => status)).toEqual(["OK", "OK", "OK", "STALLED", "OK", "OK"]);
	});

	it.each([200, 400])("three times for a consumer that hangs for 300 s and then handles %i records/s", (batch) => {
		const takes = (second: number) => (second >= 600 && second < 900 ? undefined : 1);
		const queue = createQueue({ arrive: 100, batch, takes });
		expect(new Simulation().run(HOUR, (second) => [queue(second)]).shown).toEqual(["STALLED", "LATE", "OK"]);
	});

	it("to UNKNOWN after 10 s without a sample, and back with the first one", () => {
		const queue = createQueue({ arrive: 100, batch: 200, takes: () => 1 });
		const { changes } = new Simulation().run(600, (second) => {
			const look = queue(second);
			return second > 100 && second <= 160 ? undefined : [look];
		});
		expect(changes).toEqual([
			{ second: 110, status: "UNKNOWN" },
			{ second: 161, status: "OK" },
		]);
	});

	it("never for batches of 5 s at a slow gateway that is used to 90 %", () => {
		const random = mulberry32(seed);
		const queue = createQueue({ arrive: 100, batch: 556, takes: () => (random() < 0.5 ? 4 : 6) });
		expect(new Simulation().run(HOUR, (second) => [queue(second)]).shown).toEqual([]);
	});
});
