import { expect, it } from "vitest";
import { historyOfPoints } from "./lag-history.ts";

const T0 = Date.UTC(2026, 0, 5, 12);
const point = (second: number, lag_seconds: number | null) => ({ at: T0 + second * 1_000, lag_seconds, lag: lag_seconds });

it("what this page has seen of a group has the form of the daemon's history: the worst of each step, a gap where nothing was seen", () => {
	const points = [point(1, 2), point(2, 7), point(4, null), point(12, 3), point(16, null)];
	expect(historyOfPoints("payments-group", points)).toEqual({
		group: "payments-group",
		start: T0,
		step_ms: 5_000,
		late: [7, null, 3, null],
		lag: [7, null, 3, null],
		status: [null, null, null, null],
		rebalancing: [false, false, false, false],
		partitions: [],
	});
	expect(historyOfPoints("payments-group", [])).toBeUndefined();
});
