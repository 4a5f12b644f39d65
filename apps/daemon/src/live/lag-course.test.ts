import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { describe, expect, it } from "vitest";
import { groupLagOf, partitionLagOf } from "./lag.fixture.ts";
import { LagCourse } from "./lag-course.ts";

const T0 = Date.UTC(2026, 0, 5, 12);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const sample = (late: number | null, lag = 10): GroupLag[] => [
	groupLagOf("g", {
		lag_seconds: late,
		lag,
		partitions: [partitionLagOf(0, { lag_seconds: late }), partitionLagOf(1, { lag_seconds: 1 })],
	}),
];
/** One sample a second, `late` by the second. */
function sampled(seconds: number, late: (second: number) => number | null): LagCourse {
	const course = new LagCourse();
	for (let second = 0; second < seconds; second += 1) course.add(T0 + second * SECOND, sample(late(second)));
	return course;
}

describe("the lag of the past", () => {
	it("has the worst of each five seconds for up to an hour, by group and partition on one axis", () => {
		const course = sampled(300, (second) => (second === 297 ? 9.04 : 2));
		const history = course.of("g", { minutes: 5, now: T0 + 299 * SECOND });
		expect([history.start, history.step_ms, history.late.length]).toEqual([T0, 5 * SECOND, 60]);
		expect(history.late.slice(-2)).toEqual([2, 9]);
		expect(history.partitions.map(({ topic, partition, late }) => [topic, partition, late.at(-1), late.length])).toEqual([
			["orders", 0, 9, 60],
			["orders", 1, 1, 60],
		]);
	});

	it("has a gap, not a zero, where nothing was sampled and where the lag was unknown", () => {
		const course = new LagCourse();
		course.add(T0, sample(0));
		course.add(T0 + 10 * SECOND, sample(null));
		course.add(T0 + 15 * SECOND, sample(0));
		const { late } = course.of("g", { minutes: 5, now: T0 + 15 * SECOND });
		expect(late.slice(-5)).toEqual([null, 0, null, null, 0]);
	});

	it("has the worst status of each step, and whether the group rebalanced in it", () => {
		const course = new LagCourse();
		const add = (second: number, more: Partial<GroupLag>) => course.add(T0 + second * SECOND, [groupLagOf("g", more)]);
		add(0, {});
		add(10, { status: "BEHIND" });
		add(11, { status: "STALLED", tags: ["rebalancing"] });
		add(12, { status: "LATE" });
		add(15, { status: "UNKNOWN" });
		const { status, rebalancing } = course.of("g", { minutes: 5, now: T0 + 15 * SECOND });
		expect(status.slice(-5)).toEqual([null, "OK", null, "STALLED", "UNKNOWN"]);
		expect(rebalancing.slice(-5)).toEqual([false, false, false, true, false]);
	});

	it("has a minute's worst for a day, in steps that a chart can show, and forgets what is older", () => {
		const course = new LagCourse();
		const minutes = 26 * 60;
		for (let minute = 0; minute <= minutes; minute += 1) course.add(T0 + minute * MINUTE, sample(minute));
		const now = T0 + minutes * MINUTE;
		const day = course.of("g", { minutes: 1_440, now });
		expect([day.step_ms, day.late.length]).toEqual([4 * MINUTE, 360]);
		expect(day.late.every((late) => late !== null)).toBe(true);
		expect(day.late.at(-1)).toBe(minutes);
		expect(course.of("g", { minutes: 5, now: T0 + 60 * MINUTE }).late.every((late) => late === null)).toBe(true);
	});

	it("is nothing of a group that is not known, and of one that has not been seen for a day", () => {
		const course = sampled(10, () => 1);
		expect(course.of("other", { minutes: 5, now: T0 })).toMatchObject({ late: [], partitions: [] });
		course.add(T0 + 25 * 60 * MINUTE, []);
		expect(course.of("g", { minutes: 5, now: T0 + 10 * SECOND })).toMatchObject({ late: [], partitions: [] });
	});

	it("remembers a bounded number of partitions", () => {
		const course = new LagCourse();
		const partitions = Array.from({ length: 2_000 }, (_, partition) => partitionLagOf(partition, { lag_seconds: 1 }));
		course.add(T0, [groupLagOf("g", { lag_seconds: 1, partitions })]);
		expect(course.of("g", { minutes: 5, now: T0 }).partitions).toHaveLength(999);
	});
});
