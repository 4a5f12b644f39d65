import { describe, expect, it } from "vitest";
import { after, NOON } from "../../testing/order-fixture.ts";
import { chartBands, pausesOf, rebalancePlaces, statusRuns } from "./chart-bands.ts";

const SECOND = 1_000;
const steps = { start: NOON, step_ms: 10 * SECOND, status: Array.from({ length: 10 }, () => "OK" as const), rebalancing: [] };

describe("the bands of the lag chart", () => {
	it("are the pauses that have ended, by the records of their ends, and the one that has not", () => {
		const resumed = { at: after(30), before: { paused: { at: after(-20), by: "olga" } } };
		const replaced = { at: after(60), before: { paused: { at: after(50), by: "olga" } } };
		const paused = { at: after(50), before: { paused: null } };
		const pauses = pausesOf([replaced, paused, resumed, { at: after(5), before: "unreadable" }], { at: after(60) });
		expect(chartBands(steps, pauses)).toEqual([
			{ from: NOON + 50 * SECOND, to: NOON + 60 * SECOND, label: "paused", tone: "paused" },
			{ from: NOON, to: NOON + 30 * SECOND, label: "paused", tone: "paused" },
			{ from: NOON + 60 * SECOND, to: NOON + 100 * SECOND, label: "paused", tone: "paused" },
		]);
		expect(chartBands(steps, [{ from: NOON - 9 * SECOND, to: NOON - SECOND }])).toEqual([]);
	});

	it("are when the group could not be read and when it rebalanced; a narrow one has no word", () => {
		const status = ["OK", "UNKNOWN", "UNKNOWN", null, ...Array.from({ length: 26 }, () => "OK" as const)] as const;
		const rebalancing = status.map((_, step) => step >= 4 && step < 8);
		expect(chartBands({ ...steps, status: [...status], rebalancing }, [])).toEqual([
			{ from: NOON + 10 * SECOND, to: NOON + 30 * SECOND, label: "", tone: "text-3" },
			{ from: NOON + 40 * SECOND, to: NOON + 80 * SECOND, label: "rebalancing", tone: "info" },
		]);
	});
});

it("rebalances are marked where they begin; those too close to be seen apart, once", () => {
	const rebalancing = Array.from({ length: 200 }, (_, step) => [20, 21, 22, 24, 40].includes(step));
	expect(rebalancePlaces({ rebalancing })).toEqual([0.1, 0.2]);
});

it("the status of a group is shown run by run, with a gap where nothing was recorded", () => {
	expect(statusRuns({ status: [null, "OK", "OK", "STALLED"] })).toEqual([
		{ status: "OK", from: 0.25, share: 0.5 },
		{ status: "STALLED", from: 0.75, share: 0.25 },
	]);
});
