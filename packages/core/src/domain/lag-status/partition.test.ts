import { describe, expect, it } from "vitest";
import { NEW_PARTITION, observe, type PartitionState, statusAt, withLossAcknowledged } from "./partition.ts";
import type { LagSample } from "./sample.ts";
import { HOUR, type Look, Simulation, T0 } from "./simulation.fixture.ts";

/** Commits every second and is so late. */
const busy = (age: number | ((second: number) => number)) => (second: number) => [
	{ committed: 100 * second, end: 100 * second + 500, age: typeof age === "number" ? age : age(second) },
];
/** Commits every second up to `from`, then never again. */
const stuckFrom =
	(from: number, more: Partial<Look> = {}) =>
	(second: number): Look[] => [
		{ committed: 10 * Math.min(second, from), end: 10 * second + 20, age: Math.max(2, second - from + 2), ...(second > from ? more : {}) },
	];
const firstAt = (simulation: Simulation, status: string) => simulation.changes.find((change) => change.status === status)?.second;

describe("BEHIND and LATE", () => {
	it("need an age that lasts for the whole window", () => {
		expect(
			new Simulation().run(
				HOUR,
				busy((second) => (second % 9 === 0 ? 1 : 500)),
			).shown,
		).toEqual([]);
		expect(new Simulation().run(60, busy(31)).changes).toEqual([{ second: 10, status: "BEHIND" }]);
		expect(new Simulation().run(60, busy(61)).changes).toEqual([{ second: 10, status: "LATE" }]);
		expect(new Simulation().run(60, busy(30)).shown).toEqual([]);
	});

	it("follow the group's objective", () => {
		expect(new Simulation({ objectiveSeconds: 300 }).run(60, busy(290)).shown).toEqual([]);
		expect(new Simulation({ objectiveSeconds: 5 }).run(60, busy(6)).shown).toEqual(["BEHIND"]);
	});

	it("are left when the age has been well below for 30 s, and a minute has passed", () => {
		const left = new Simulation().run(
			300,
			busy((second) => (second < 100 ? 45 : 23)),
		);
		expect(left.changes.at(-1)).toEqual({ second: 189, status: "OK" });
		expect(
			new Simulation().run(
				HOUR,
				busy((second) => (second < 100 ? 45 : 25)),
			).shown,
		).toEqual(["BEHIND"]);
		const better = new Simulation().run(
			300,
			busy((second) => (second < 100 ? 90 : 45)),
		);
		expect(better.shown).toEqual(["LATE", "BEHIND"]);
	});

	it.each([0.5, 2, 5])("are measured in seconds, with a sample every %d s as with one a second", (interval) => {
		const simulation = new Simulation();
		for (let second = 0; second <= 40; second += interval) simulation.step(second, busy(45)(second));
		expect(simulation.changes.map(({ second, status }) => ({ second: second * interval, status }))).toEqual([
			{ second: 10, status: "BEHIND" },
		]);
	});

	it("are of a group that has never committed, too: it reads from the earliest record", () => {
		expect(new Simulation().run(60, () => [{ end: 40, age: 500 }]).lags.at(-1)).toMatchObject({
			status: "LATE",
			lag: null,
			lag_seconds: 500,
		});
	});
});

describe("STALLED", () => {
	it("needs 30 s without a commit under lag, and 60 s while fewer than three commits are known", () => {
		expect(firstAt(new Simulation().run(HOUR, stuckFrom(100)), "STALLED")).toBe(130);
		expect(firstAt(new Simulation({ objectiveSeconds: 600 }).run(HOUR, stuckFrom(2)), "STALLED")).toBe(62);
		expect(firstAt(new Simulation({ objectiveSeconds: 600 }).run(HOUR, stuckFrom(3)), "STALLED")).toBe(33);
	});

	it("waits for three of the consumer's own cycles", () => {
		const cycle = 40;
		const look = (second: number): Look[] => {
			const batch = Math.min(10, Math.floor(second / cycle));
			return [{ committed: 400 * batch, end: 10 * second + 500, age: second - cycle * batch + cycle }];
		};
		expect(firstAt(new Simulation({ objectiveSeconds: 600 }).run(HOUR, look), "STALLED")).toBe(10 * cycle + 3 * cycle);
	});

	it("is measured from the start of lag, not from a commit long ago", () => {
		const idle = (second: number): Look[] =>
			second < 1_000 ? [{ committed: 7, end: 7 }] : [{ committed: 7, end: 8, age: second - 1_000 }];
		expect(firstAt(new Simulation({ objectiveSeconds: 600 }).run(HOUR, idle), "STALLED")).toBe(1_060);
	});

	it("ends with a commit: then the status is what its age implies, shown after a minute", () => {
		const look = (second: number): Look[] =>
			second < 400 ? stuckFrom(100)(second) : [{ committed: 5_000 + second, end: 20_000, age: 45 }];
		const { changes } = new Simulation().run(HOUR, look);
		expect(changes.map(({ status }) => status)).toEqual(["STALLED", "BEHIND"]);
		expect(changes[1]?.second).toBe(459);
	});

	it("states why, and nothing in another status", () => {
		const { lags } = new Simulation().run(200, stuckFrom(100));
		expect(lags.at(-1)).toMatchObject({
			status: "STALLED",
			reason: "unknown",
			eta: { kind: "not-draining" },
			trend: "growing",
			consume_rate: 0,
		});
		expect(lags[50]).toMatchObject({ status: "OK", reason: null });
	});
});

describe("STOPPED", () => {
	it("needs lag and no members for 15 s, and ends when members are back", () => {
		const look = (second: number): Look[] =>
			second < 200 ? stuckFrom(100, { members: "absent" })(second) : [{ committed: 2_000 + second, end: 2_500 + second, age: 1 }];
		const { changes } = new Simulation().run(400, look);
		expect(changes).toEqual([
			{ second: 116, status: "STOPPED" },
			{ second: 259, status: "OK" },
		]);
	});

	it("is not shown without lag: the group has no consumers", () => {
		const { shown, lags } = new Simulation().run(100, () => [{ committed: 7, end: 7, members: "absent" }]);
		expect(shown).toEqual([]);
		expect(lags.at(-1)).toMatchObject({ status: "OK", tags: ["no consumers"] });
	});

	it("is not shown where the log does not report members: STALLED is", () => {
		expect(new Simulation().run(HOUR, stuckFrom(100, { members: "unknown" })).shown).toEqual(["STALLED"]);
	});
});

describe("a rebalance", () => {
	it("holds what is shown for a minute, and is named", () => {
		const { changes, lags } = new Simulation().run(400, stuckFrom(100, { members: "rebalancing" }));
		expect(changes).toEqual([{ second: 161, status: "STALLED" }]);
		expect(lags[150]).toMatchObject({ status: "OK", tags: ["rebalancing"] });
		expect(lags[170]?.tags).toEqual([]);
	});
});

describe("REWOUND", () => {
	it("lasts until the previous offset is passed", () => {
		const look = (second: number): Look[] => [{ committed: 10 * (second < 100 ? second : second - 100), end: 9_000, age: 3 }];
		const { changes } = new Simulation().run(400, look);
		// It is at 990 again in second 199, and a minute later that is shown.
		expect(changes).toEqual([
			{ second: 100, status: "REWOUND" },
			{ second: 258, status: "OK" },
		]);
	});

	it("is not what a topic is that was created again", () => {
		const look = (second: number): Look[] => [{ committed: second < 50 ? 900 : second, end: second < 50 ? 901 : second + 1, age: 1 }];
		expect(new Simulation().run(100, look).shown).toEqual([]);
	});
});

describe("LOST", () => {
	const at = (second: number, committed: number, earliest: number): LagSample => ({
		kind: "known",
		at: T0 + second * 1000,
		committed,
		earliest,
		end: 1_000,
		unread: { offset: Math.max(committed, earliest), timestamp: T0 },
		members: "present",
	});
	const fold = (state: PartitionState, ...samples: LagSample[]) =>
		samples.reduce((known, sample) => observe(known, sample, { objectiveSeconds: 30, paused: false }), state);

	it("counts what the log removed before it was consumed, once, until an operator acknowledges it", () => {
		const lost = fold(NEW_PARTITION, at(0, 100, 90), at(1, 100, 140), at(2, 100, 150), at(3, 400, 150));
		expect(lost.lost).toBe(50);
		expect(statusAt(lost, T0 + 3_000, false)).toBe("LOST");
		const acknowledged = withLossAcknowledged(lost);
		expect(statusAt(acknowledged, T0 + 3_000, false)).toBe("OK");
		expect(fold(acknowledged, at(4, 400, 150)).lost).toBe(0);
	});

	it("is shown again when more is lost after that", () => {
		const acknowledged = withLossAcknowledged(fold(NEW_PARTITION, at(0, 100, 150)));
		expect(fold(acknowledged, at(1, 100, 150)).lost).toBe(0);
		expect(fold(acknowledged, at(1, 100, 170)).lost).toBe(20);
	});
});

describe("UNKNOWN", () => {
	it("is what cannot be read, immediately, and changes nothing of what is shown afterward", () => {
		const look = (second: number) => (second >= 100 && second < 200 ? (["unknown"] as const) : busy(45)(second));
		const { shown, lags } = new Simulation().run(300, look);
		expect(shown).toEqual(["BEHIND", "UNKNOWN", "BEHIND"]);
		expect(lags[150]).toMatchObject({ lag: null, lag_seconds: null, consume_rate: null, trend: null, eta: { kind: "unknown" } });
		expect(lags[150]?.partitions[0]?.lag).toBe("unknown");
	});

	it("of one partition is not hidden by the others, which are OK", () => {
		expect(new Simulation().run(20, (second) => [busy(1)(second)[0] ?? "unknown", "unknown"]).lags.at(-1)?.status).toBe("UNKNOWN");
		expect(new Simulation().run(20, (second) => [busy(45)(second)[0] ?? "unknown", "unknown"]).lags.at(-1)?.status).toBe("BEHIND");
	});

	it("does not count the time without samples as seen: a window begins again", () => {
		const look = (second: number) => (second > 20 && second < 50 ? undefined : busy(second < 50 ? 1 : 45)(second));
		expect(new Simulation().run(100, look).changes.map(({ second, status }) => `${second} ${status}`)).toEqual([
			"30 UNKNOWN",
			"50 OK",
			"60 BEHIND",
		]);
	});
});

describe("PAUSED", () => {
	it("is shown while it lasts, with lag and age; the wait for a commit begins again with the resumption", () => {
		const simulation = new Simulation({ paused: (second) => second >= 110 && second < 400, objectiveSeconds: 1_000 });
		const { changes, lags } = simulation.run(500, stuckFrom(100));
		expect(changes).toEqual([
			{ second: 110, status: "PAUSED" },
			{ second: 400, status: "OK" },
			{ second: 429, status: "STALLED" },
		]);
		expect(lags[300]).toMatchObject({ status: "PAUSED", lag: 2_020, lag_seconds: 202 });
	});
});

describe("AT RISK", () => {
	const tagged = (look: Look, more = {}) => new Simulation({ retentionSeconds: 1_000, ...more }).run(30, () => [look]).lags.at(-1)?.tags;

	it("is lag of most of the log, or almost as old as the log keeps records", () => {
		expect(tagged({ committed: 20, end: 100, age: 5 })).toContain("AT RISK");
		expect(tagged({ committed: 21, end: 100, age: 5 })).not.toContain("AT RISK");
		expect(tagged({ committed: 99, end: 100, age: 800 })).toContain("AT RISK");
		expect(tagged({ committed: 99, end: 100, age: 799 })).not.toContain("AT RISK");
	});

	it("is not a first record that is read at once", () => {
		expect(new Simulation().run(5, () => [{ committed: 0, end: 1, age: 0.3 }]).lags.at(-1)?.tags).toEqual([]);
	});
});

describe("flapping", () => {
	/** 20 s late, but 40 s for a minute every 3 minutes; in the last half hour never. */
	const swinging = busy((second) => (second % 180 < 60 && second < HOUR / 2 ? 40 : 20));

	it("is four changes in ten minutes: from then on a better status is shown after five minutes only, as long as it lasts", () => {
		const { changes, shown, lags } = new Simulation().run(HOUR, swinging);
		expect(shown).toEqual(["BEHIND", "OK", "BEHIND", "OK", "BEHIND", "OK"]);
		expect(changes[5]?.second).toBeGreaterThan(HOUR / 2);
		expect(lags[HOUR / 2]).toMatchObject({ status: "BEHIND", tags: ["flapping"] });
		expect(lags.at(-1)).toMatchObject({ status: "OK", tags: [] });
	});
});

describe("a clock that is set back by an hour", () => {
	it("starts the measurements again and keeps what is shown", () => {
		const simulation = new Simulation();
		for (let second = 0; second < 60; second += 1) simulation.step(HOUR + second, busy(45)(second));
		for (let second = 0; second < 9; second += 1) simulation.step(second, busy(45)(second + 60));
		expect(simulation.shown).toEqual(["BEHIND"]);
		for (let second = 9; second < 200; second += 1) simulation.step(second, busy(1)(second + 60));
		expect(simulation.shown).toEqual(["BEHIND", "OK"]);
	});
});
