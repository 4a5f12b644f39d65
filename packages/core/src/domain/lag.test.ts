import { type GroupLag, groupLagSchema, type PartitionLag } from "@orderdeck/contracts/lag/entities";
import { severityOf } from "@orderdeck/contracts/lag/words";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pausedAs } from "./group-pause.fixture.ts";
import { groupLag, newGroup, partitionLag, type Situation } from "./lag.ts";
import { NEW_PARTITION, observe, type PartitionState } from "./lag-status/partition.ts";
import type { KnownSample, LagSample } from "./lag-status/sample.ts";
import { Simulation } from "./lag-status/simulation.fixture.ts";
import { nothingWaits } from "./waiting.ts";

const T0 = Date.parse("2026-01-15T12:00:00Z");
const SITUATION: Situation = { at: T0, paused: null, objectiveSeconds: 30, retentionSeconds: 604_800 };

/** A sample at T0: committed, end, and since how many seconds the first unread record waits. */
function sample(committed: number | undefined, end: number, waited?: number, more: Partial<KnownSample> = {}): KnownSample {
	const unread = waited === undefined ? undefined : { offset: committed ?? 0, timestamp: T0 - waited * 1000 };
	return { kind: "known", at: T0, committed, earliest: 0, end, unread, members: "present", ...more };
}
function stateOf(...samples: readonly LagSample[]): PartitionState {
	return samples.reduce((state, each) => observe(state, each, { ...SITUATION, paused: false }), NEW_PARTITION);
}
function partition(...samples: readonly LagSample[]): PartitionLag {
	return partitionLag({ topic: "orders", partition: 0, state: stateOf(...samples), owner: "fraud-1", reason: "unknown" }, SITUATION);
}
function group(states: readonly PartitionState[], more: Partial<Parameters<typeof groupLag>[1]> = {}): GroupLag {
	const partitions = states.map((state, index) => ({ topic: "orders", partition: index, state, owner: "fraud-1", reason: "unknown" }));
	const input = {
		group: "fraud-group",
		partitions,
		members: ["fraud-1"],
		waiting: nothingWaits("USD"),
		acknowledged: undefined,
		...SITUATION,
		...more,
	};
	return groupLag(newGroup(T0), input).lag;
}

describe("the lag of a partition", () => {
	it("is a number, none, or unknown", () => {
		expect(partition(sample(7, 10, 1))).toMatchObject({ lag: 3, committed: 7, end: 10, lag_seconds: 1, owner: "fraud-1" });
		expect(partition(sample(undefined, 10, 4))).toMatchObject({ lag: "none", committed: null, end: 10, lag_seconds: 4 });
		const unknown = { kind: "unknown", at: T0 } as const;
		expect(partition(sample(7, 10, 1), unknown)).toMatchObject({
			lag: "unknown",
			committed: null,
			end: 10,
			lag_seconds: null,
			status: "UNKNOWN",
		});
		expect(partition()).toMatchObject({ lag: "unknown", status: "UNKNOWN", eta: { kind: "unknown" } });
	});

	it("is 0, not negative, when more was committed than the end that was read", () => {
		expect(partition(sample(12, 10))).toMatchObject({ lag: 0, lag_seconds: 0 });
	});

	it("counts neither transaction markers at the end nor what was removed before the first record", () => {
		expect(partition(sample(10, 11))).toMatchObject({ lag: 0, lag_seconds: 0, eta: { kind: "keeping-up" } });
		const afterGap = sample(10, 20, undefined, { unread: { offset: 18, timestamp: T0 - 4_000 } });
		expect(partition(afterGap)).toMatchObject({ lag: 2, lag_seconds: 4 });
		// A record that came after the end had been read.
		expect(partition(sample(10, 11, undefined, { unread: { offset: 11, timestamp: T0 } }))).toMatchObject({ lag: 0, lag_seconds: 0 });
	});

	it("is a number with an unknown age where the first record cannot be decoded", () => {
		const undecodable = sample(10, 11, undefined, { unread: { offset: 10, timestamp: undefined } });
		expect(partition(undecodable)).toMatchObject({ lag: 1, lag_seconds: null, status: "OK" });
	});

	it("in seconds is the age of the first unread record, 0 for one with a time to come", () => {
		expect(partition(sample(9, 10, -2)).lag_seconds).toBe(0);
		expect(partition(sample(undefined, 0)).lag_seconds).toBe(0);
	});
});

describe("a group", () => {
	const busy = stateOf(sample(120, 1_000, 20));
	const quiet = stateOf(sample(7, 7));
	const never = stateOf(sample(undefined, 5, 30));
	const unread = stateOf({ kind: "unknown", at: T0 });

	it("sums what is a number, and is as late as its latest partition", () => {
		const lag = group([busy, quiet, never, unread]);
		expect(lag).toMatchObject({ lag: 880, lag_seconds: 30, sampled_at: "2026-01-15T12:00:00.000Z" });
		expect(lag.partitions.map((each) => each.lag)).toEqual([880, 0, "none", "unknown"]);
	});

	it("has no sum when no partition is a number", () => {
		expect(group([unread, never])).toMatchObject({ lag: null, lag_seconds: 30 });
		expect(group([unread])).toMatchObject({ lag: null, lag_seconds: null, status: "UNKNOWN", eta: { kind: "unknown" } });
		expect(group([])).toMatchObject({ lag: null, status: "OK", eta: { kind: "unknown" } });
	});

	it("is PAUSED as a whole, and LOST even then", () => {
		expect(group([busy, unread], { paused: pausedAs() })).toMatchObject({ status: "PAUSED", paused: { by: "olga" }, lag: 880 });
		const lost = stateOf(sample(100, 1_000, 5, { earliest: 140 }));
		expect(group([busy, lost], { paused: pausedAs() })).toMatchObject({ status: "LOST", lost: 40 });
	});

	it("is PAUSED in what is paused of it, and as bad as the rest", () => {
		const paused = pausedAs({ partitions: [1] });
		const statuses = (lag: GroupLag) => [lag.status, ...lag.partitions.map(({ status }) => status)];
		expect(statuses(group([quiet, busy], { paused }))).toEqual(["PAUSED", "OK", "PAUSED"]);
		const lost = stateOf(sample(100, 1_000, 5, { earliest: 140 }));
		expect(statuses(group([lost, busy], { paused }))).toEqual(["LOST", "LOST", "PAUSED"]);
	});

	it("reports an objective that is shorter than its own cycle", () => {
		const look = (second: number) => [{ committed: 10 * Math.floor(second / 8), end: 10 * second + 50, age: 8 }];
		const objective = (objectiveSeconds: number) => new Simulation({ objectiveSeconds }).run(100, look).lags.at(-1)?.objective;
		expect(objective(5)).toEqual({ seconds: 5, cycle_seconds: 8, shorter_than_cycle: true, version: 0 });
		expect(objective(30)).toEqual({ seconds: 30, cycle_seconds: 8, shorter_than_cycle: false, version: 0 });
		expect(group([busy]).objective).toEqual({ seconds: 30, cycle_seconds: null, shorter_than_cycle: false, version: 0 });
	});

	it("has an incident a minute after the start of the daemon at the earliest, until it has recovered", () => {
		const look = (second: number) => [{ committed: 10 * second, end: 10 * second + 500, age: second < 200 ? 45 : 1 }];
		const { lags } = new Simulation().run(400, look);
		expect(lags.map(({ incident }) => incident !== null).lastIndexOf(true)).toBe(288);
		expect(lags[59]?.incident).toBeNull();
		expect(lags[60]?.incident).toMatchObject({ started_at: "2026-01-15T12:00:10.000Z", worst: "BEHIND", acknowledged_by: null });
	});
});

describe("a group that an operator has reset", () => {
	it("is REWOUND without an incident; one that was set back by others has one", () => {
		const back = stateOf(sample(900, 1_000, 5), sample(100, 1_000, 60, { at: T0 + 1_000 }));
		const incidentOf = (resetFrom?: Parameters<typeof groupLag>[1]["resetFrom"]) => {
			const partitions = [{ topic: "orders", partition: 0, state: back, owner: "fraud-1", reason: "unknown" }];
			const input = { group: "fraud-group", partitions, members: ["fraud-1"], waiting: nothingWaits("USD"), acknowledged: undefined };
			const { lag, state } = groupLag(newGroup(T0), { ...input, ...SITUATION, at: T0 + 1_000, resetFrom });
			return [lag.status, state.incident?.worst];
		};
		expect(incidentOf()).toEqual(["REWOUND", "REWOUND"]);
		expect(incidentOf([{ topic: "orders", partition: 0, offset: 900 }])).toEqual(["REWOUND", undefined]);
		expect(incidentOf([{ topic: "orders", partition: 1, offset: 900 }])).toEqual(["REWOUND", "REWOUND"]);
	});
});

describe("whatever the samples", () => {
	const unknown = fc.nat(200_000).map((at): LagSample => ({ kind: "unknown", at: T0 + at }));
	const known = fc
		.record({
			at: fc.nat(200_000),
			committed: fc.option(fc.nat(50), { nil: undefined }),
			earliest: fc.nat(20),
			end: fc.nat(50),
			unread: fc.option(fc.record({ offset: fc.nat(60), timestamp: fc.integer({ min: T0 - 100_000, max: T0 + 100_000 }) }), {
				nil: undefined,
			}),
			members: fc.constantFrom("present", "absent", "rebalancing", "unknown"),
		})
		.map((each): LagSample => ({ kind: "known", ...each, at: T0 + each.at }));
	const samples = fc.array(fc.oneof({ weight: 1, arbitrary: unknown }, { weight: 6, arbitrary: known }), { maxLength: 30 });

	it("lag, seconds and ETA are never negative, the sum is of the numbers, the status that of the worst partition", () => {
		fc.assert(
			fc.property(fc.array(samples, { maxLength: 6 }), fc.boolean(), (all, paused) => {
				const at = Math.max(T0, ...all.flat().map((each) => each.at));
				const lag = group(
					all.map((each) => stateOf(...each)),
					{ paused: paused ? pausedAs() : null, at },
				);
				expect(groupLagSchema.parse(lag)).toEqual(lag);
				const numbers = lag.partitions.flatMap((each) => (typeof each.lag === "number" ? [each.lag] : []));
				for (const number of numbers) expect(number).toBeGreaterThanOrEqual(0);
				for (const { lag_seconds, eta } of lag.partitions) {
					expect(lag_seconds ?? 0).toBeGreaterThanOrEqual(0);
					if (eta.kind === "draining") expect(eta.seconds).toBeGreaterThan(0);
				}
				expect(lag.lag).toBe(numbers.length === 0 ? null : numbers.reduce((sum, number) => sum + number, 0));
				expect(severityOf(lag.status)).toBe(Math.max(0, ...lag.partitions.map(({ status }) => severityOf(status))));
				if (paused && lag.partitions.length > 0) expect(lag.status).toBeOneOf(["PAUSED", "LOST"]);
			}),
		);
	});
});
