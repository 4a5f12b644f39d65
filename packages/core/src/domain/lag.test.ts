import { type GroupLag, groupLagSchema, LAG_STATUSES, type PartitionLag } from "@orderdeck/contracts/lag/entities";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addSample, createLagWindow, groupLag, type LagSample, type LagWindow, partitionLag } from "./lag.ts";
import { NOTHING_WAITS } from "./waiting.ts";

const T0 = Date.parse("2026-01-15T12:00:00Z");
const OWNED = { owner: "fraud-1", paused: false, abandoned: false };

/** One sample a second: committed, end, and how many seconds the first unread record has waited. */
type Look = readonly [committed: number | undefined, end: number, waitedSeconds?: number];

function windowOf(looks: readonly (Look | "unknown")[]): LagWindow {
	return looks.reduce(
		(window, look, index) => {
			const at = T0 + index * 1000;
			if (look === "unknown") return addSample(window, { kind: "unknown", at });
			const [committed, end, waited] = look;
			return addSample(window, { kind: "known", at, committed, end, firstUnreadAt: waited === undefined ? undefined : at - waited * 1000 });
		},
		createLagWindow("orders", 0),
	);
}
function seconds(count: number, look: (second: number) => Look): Look[] {
	return Array.from({ length: count }, (_, second) => look(second));
}
function group(windows: readonly LagWindow[], more: Partial<Parameters<typeof groupLag>[0]> = {}): GroupLag {
	const partitions = windows.map((window) => ({ window, owner: "fraud-1" }));
	return groupLag({ group: "fraud-group", partitions, members: ["fraud-1"], paused: false, waiting: NOTHING_WAITS, at: T0, ...more });
}
const statusOf = (looks: readonly (Look | "unknown")[], options = OWNED) => partitionLag(windowOf(looks), options).status;

describe("the lag of a partition", () => {
	it("is a number, none, or unknown", () => {
		expect(partitionLag(windowOf([[7, 10, 1]]), OWNED)).toMatchObject({ lag: 3, committed: 7, end: 10, lag_seconds: 1, owner: "fraud-1" });
		expect(partitionLag(windowOf([[undefined, 10, 4]]), OWNED)).toMatchObject({ lag: "none", committed: null, end: 10, lag_seconds: 4 });
		expect(partitionLag(windowOf([[7, 10, 1], "unknown"]), OWNED)).toMatchObject({
			lag: "unknown",
			committed: null,
			end: 10,
			lag_seconds: null,
		});
		expect(partitionLag(createLagWindow("orders", 0), OWNED)).toMatchObject({ lag: "unknown", status: "OK", eta: { kind: "unknown" } });
	});

	it("is 0, not negative, when more was committed than the end that was read", () => {
		expect(partitionLag(windowOf([[12, 10]]), OWNED)).toMatchObject({ lag: 0, lag_seconds: 0 });
	});

	it("in seconds is the age of the first unread record: 0 without one, null when its time could not be read", () => {
		expect(partitionLag(windowOf([[10, 10]]), OWNED).lag_seconds).toBe(0);
		expect(partitionLag(windowOf([[undefined, 0]]), OWNED).lag_seconds).toBe(0);
		expect(partitionLag(windowOf([[9, 10]]), OWNED).lag_seconds).toBeNull();
		expect(partitionLag(windowOf([[undefined, 10]]), OWNED).lag_seconds).toBeNull();
		expect(partitionLag(windowOf([[9, 10, -2]]), OWNED).lag_seconds).toBe(0);
	});
});

describe("rates and ETA", () => {
	it("has no rate from a single sample", () => {
		expect(partitionLag(windowOf([[0, 10, 9]]), OWNED)).toMatchObject({ consume_rate: null, produce_rate: null, eta: { kind: "unknown" } });
	});

	it("is lag ÷ (consume rate − produce rate)", () => {
		const draining = partitionLag(windowOf(seconds(5, (s) => [s * 30, 1000 + s * 10, 20])), OWNED);
		expect(draining).toMatchObject({ consume_rate: 30, produce_rate: 10, lag: 920, eta: { kind: "draining", seconds: 46 } });
	});

	it("is not-draining when as much comes in as goes out", () => {
		expect(partitionLag(windowOf(seconds(5, (s) => [s * 10, 1000 + s * 10, 20])), OWNED).eta).toEqual({ kind: "not-draining" });
	});

	it("is steady without lag, and while the lag is seconds old", () => {
		expect(partitionLag(windowOf(seconds(5, (s) => [s, s])), OWNED).eta).toEqual({ kind: "steady" });
		expect(partitionLag(windowOf(seconds(5, (s) => [s, s + 3, 0.2])), OWNED).eta).toEqual({ kind: "steady" });
	});

	it("restarts the count where commits went back", () => {
		const looks: Look[] = [
			[500, 600, 1],
			[100, 600, 60],
			[120, 600, 60],
			[140, 600, 60],
		];
		expect(partitionLag(windowOf(looks), OWNED)).toMatchObject({ status: "REWIND", consume_rate: 20, produce_rate: 0 });
	});
});

describe("a window with samples that could not be read", () => {
	it("is judged by the others", () => {
		expect(statusOf([[10, 11, 1], "unknown", [10, 11, 3], [10, 11, 4], [10, 11, 5], "unknown"])).toBe("STALL");
		expect(statusOf(["unknown", "unknown", "unknown", "unknown"])).toBe("OK");
	});
});

describe("a group", () => {
	const busy = windowOf(seconds(5, (s) => [s * 30, 1000, 20]));
	const quiet = windowOf(seconds(5, () => [7, 7]));

	it("sums what is a number, and is as late as its latest partition", () => {
		const lag = group([busy, quiet, windowOf([[undefined, 5, 30]]), windowOf(["unknown"])]);
		expect(lag).toMatchObject({ lag: 880, lag_seconds: 30, consume_rate: 30, produce_rate: 0, sampled_at: "2026-01-15T12:00:00.000Z" });
		expect(lag.partitions.map((partition) => partition.lag)).toEqual([880, 0, "none", "unknown"]);
	});

	it("has no sum when no partition is a number", () => {
		expect(group([windowOf(["unknown"]), windowOf([[undefined, 5]])])).toMatchObject({
			lag: null,
			lag_seconds: null,
			eta: { kind: "unknown" },
		});
		expect(group([])).toMatchObject({ lag: null, status: "OK", eta: { kind: "unknown" } });
	});

	it("has the ETA of its worst partition", () => {
		const slower = windowOf(seconds(5, (s) => [s * 10, 1000, 20]));
		const stuck = windowOf(seconds(5, () => [10, 1000, 20]));
		expect(group([busy, slower, quiet]).eta).toEqual({ kind: "draining", seconds: 96 });
		expect(group([slower, stuck, busy]).eta).toEqual({ kind: "not-draining" });
		expect(group([quiet, windowOf(["unknown"])]).eta).toEqual({ kind: "steady" });
	});

	it("that stands still does not drain, though its lag is young yet", () => {
		const stuck = windowOf(seconds(4, (s) => [10, 11 + s, s + 0.5]));
		expect(group([stuck])).toMatchObject({ status: "STALL", lag_seconds: 3.5, eta: { kind: "not-draining" } });
	});

	it("is STOP where a partition has no owner, STALL where owners are not reported", () => {
		const stuck = windowOf(seconds(5, (s) => [10, 11, s + 1]));
		const owners = (...names: (string | undefined)[]) => names.map((owner) => ({ window: stuck, owner }));
		const statuses = (more: Partial<Parameters<typeof groupLag>[0]>) => group([], more).partitions.map((partition) => partition.status);
		expect(statuses({ partitions: owners(undefined, undefined), members: [] })).toEqual(["STOP", "STOP"]);
		expect(statuses({ partitions: owners("a", undefined) })).toEqual(["STALL", "STOP"]);
		expect(statuses({ partitions: owners(undefined, undefined) })).toEqual(["STALL", "STALL"]);
	});
});

describe("whatever the samples", () => {
	const sample: fc.Arbitrary<LagSample> = fc.oneof(
		{ weight: 1, arbitrary: fc.nat(20_000).map((at): LagSample => ({ kind: "unknown", at: T0 + at })) },
		{
			weight: 6,
			arbitrary: fc
				.record({
					at: fc.nat(20_000),
					committed: fc.option(fc.nat(50), { nil: undefined }),
					end: fc.nat(50),
					age: fc.option(fc.integer({ min: -1000, max: 30_000 })),
				})
				.map(
					({ at, committed, end, age }): LagSample => ({
						kind: "known",
						at: T0 + at,
						committed,
						end,
						firstUnreadAt: age === null ? undefined : T0 + at - age,
					}),
				),
		},
	);
	const windows = fc
		.array(sample, { maxLength: 15 })
		.map((samples) => samples.toSorted((a, b) => a.at - b.at).reduce(addSample, createLagWindow("orders", 0)));
	const isNumber = (partition: PartitionLag): partition is PartitionLag & { lag: number } => typeof partition.lag === "number";

	it("lag, seconds and ETA are never negative, the sum is of the numbers, the status the worst", () => {
		fc.assert(
			fc.property(fc.array(windows, { maxLength: 6 }), fc.boolean(), (all, paused) => {
				const lag = group(all, { paused });
				expect(groupLagSchema.parse(lag)).toEqual(lag);
				const known = lag.partitions.filter(isNumber);
				for (const { lag: own } of known) expect(own).toBeGreaterThanOrEqual(0);
				for (const { lag_seconds, eta } of lag.partitions) {
					expect(lag_seconds ?? 0).toBeGreaterThanOrEqual(0);
					if (eta.kind === "draining") expect(eta.seconds).toBeGreaterThan(0);
				}
				expect(lag.lag).toBe(known.length === 0 ? null : known.reduce((sum, partition) => sum + partition.lag, 0));
				const rank = (status: PartitionLag["status"]) => LAG_STATUSES.indexOf(status);
				expect(rank(lag.status)).toBe(Math.max(0, ...lag.partitions.map((partition) => rank(partition.status))));
				if (paused) expect(lag.status).toBeOneOf(["OK", "WARN", "REWIND"]);
			}),
		);
	});

	it("a consumer that commits while its lag falls is never stalled, stopped or warned of", () => {
		const steps = fc.array(fc.record({ consumed: fc.integer({ min: 2, max: 9 }), waited: fc.nat(60) }), { minLength: 1, maxLength: 15 });
		fc.assert(
			fc.property(steps, fc.boolean(), (all, abandoned) => {
				let committed = 0;
				const looks = all.map(({ consumed, waited }, index): Look => {
					committed += consumed;
					return [committed, 200 + index, waited];
				});
				expect(statusOf(looks, { ...OWNED, abandoned })).toBe("OK");
			}),
		);
	});

	it("a topic without unread records is quiet", () => {
		fc.assert(
			fc.property(fc.array(fc.nat(3), { maxLength: 15 }), fc.boolean(), (arrivals, abandoned) => {
				let end = 0;
				const looks = arrivals.map((count): Look => {
					end += count;
					return [end, end];
				});
				expect(statusOf(looks, { ...OWNED, abandoned })).toBe("OK");
			}),
		);
	});
});
