import { describe, expect, it } from "vitest";
import { group, newPartition, paused } from "../../testing/order-fixture.ts";
import { drainSeconds } from "./drain-time.ts";
import { blockedActions } from "./group-action-rules.ts";
import { growthWords } from "./group-growth.ts";

const olga = { name: "olga", role: "operator" } as const;
const ada = { name: "ada", role: "admin" } as const;
const running = group("payments-group");
const held = group("payments-group", { paused: paused() });

describe("what the role and the state allow with a group", () => {
	it.each([
		[
			"an admin of a running group",
			ada,
			running,
			{ reset: "Pause payments-group first: it has members", restore: "Pause payments-group first: it has members" },
		],
		["an admin of a group that another operator paused", ada, held, {}],
		["an admin of a group without members", ada, group("payments-group", { members: [] }), {}],
		["the operator who paused it", olga, held, { reset: "Requires the role admin", restore: "Requires the role admin" }],
		[
			"another operator",
			{ ...olga, name: "otto" },
			held,
			{ resume: "Paused by olga: they or an admin can resume it", reset: "Requires the role admin", restore: "Requires the role admin" },
		],
		[
			"a viewer",
			{ name: "vera", role: "viewer" } as const,
			running,
			{
				pause: "Requires the role operator",
				resume: "Requires the role operator",
				reset: "Requires the role admin",
				restore: "Requires the role admin",
			},
		],
	])("%s", (_who, session, of, blocked) => {
		expect(blockedActions(of, session)).toEqual(blocked);
	});
});

describe("the estimates of a pause", () => {
	it("count each order once, at the average amount", () => {
		const partitions = [newPartition({ produce_rate: 1 }), newPartition({ partition: 1, produce_rate: 0.5 })];
		const growing = group("g", { partitions: [...partitions, newPartition({ topic: "inventory", produce_rate: 9 })] });
		const figures = { orderCount: 10, totalSales: 2_000 };
		expect(growthWords(growing, figures)?.replaceAll("\u202f", " ")).toBe("~90 orders/min, ≈ $18.0 k/min");
		expect(growthWords(growing, undefined)).toBe("~90 orders/min");
		expect(growthWords(running, figures)).toBeUndefined();
	});

	it("drain at the rate from before, where that is known", () => {
		expect(drainSeconds({ lag: 600, paused: paused({ rate_before: 10 }) })).toBe(60);
		expect(drainSeconds({ lag: 600, paused: paused() })).toBeUndefined();
	});
});
