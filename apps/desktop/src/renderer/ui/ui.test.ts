import { describe, expect, it } from "vitest";
import { group } from "../testing/order-fixture.ts";
import { gridAction } from "./grid-keys.ts";
import { byWorst, groupWord } from "./lag-status.ts";
import { groupLateWords, untilWords } from "./lag-words.ts";
import { sparkPath } from "./spark.tsx";

describe("the keyboard of a list", () => {
	it("moves by one, by a page, and to the ends, never past them", () => {
		const to = (key: string, active: number) => {
			const action = gridAction(key, active, 100, 20);
			return action?.kind === "move" ? action.to : action?.kind;
		};
		expect([to("ArrowDown", -1), to("ArrowDown", 4), to("ArrowDown", 99)]).toEqual([0, 5, 99]);
		expect([to("ArrowUp", -1), to("ArrowUp", 4), to("ArrowUp", 0)]).toEqual([0, 3, 0]);
		expect([to("PageDown", -1), to("PageDown", 90), to("PageUp", 5)]).toEqual([20, 99, 0]);
		expect([to("Home", 50), to("End", 50)]).toEqual([0, 99]);
	});

	it("opens the row it is on and closes with Escape", () => {
		expect(gridAction("Enter", 3, 10, 5)).toEqual({ kind: "open" });
		expect(gridAction("Enter", -1, 10, 5)).toBeUndefined();
		expect(gridAction("Escape", -1, 0, 5)).toEqual({ kind: "close" });
	});

	it("leaves other keys, and moves in an empty list, to the page", () => {
		expect(gridAction("a", 0, 10, 5)).toBeUndefined();
		expect(gridAction("ArrowDown", -1, 0, 5)).toBeUndefined();
	});
});

describe("groups, worst first", () => {
	it("put a graver status before a longer lag, and healthy groups by name", () => {
		const groups = [
			group("b", { lag_seconds: 3 }),
			group("a", { lag_seconds: 0.1 }),
			group("draining", { lag_seconds: 90, eta: { kind: "draining", seconds: 30 } }),
			group("stalled", { status: "STALL", lag_seconds: 20 }),
			group("warned", { status: "WARN", lag_seconds: 600 }),
		];
		expect(groups.toSorted(byWorst).map((each) => each.group)).toEqual(["stalled", "warned", "draining", "a", "b"]);
	});

	it("have a word for paused and for never committed", () => {
		const partition = {
			topic: "orders",
			partition: 0,
			committed: null,
			end: 5,
			lag: "none" as const,
			lag_seconds: null,
			consume_rate: null,
			produce_rate: 1,
			status: "OK" as const,
			eta: { kind: "unknown" as const },
			owner: null,
		};
		expect(groupWord(group("a", { paused: true, status: "STALL" }))).toBe("Paused");
		expect(groupWord(group("a", { partitions: [partition] }))).toBe("No commit");
	});
});

describe("lines", () => {
	it("break a line where a value is unknown", () => {
		expect(sparkPath([0, 10, null, 5], 10)).toBe("M0.0 10.0L33.3 0.0M100.0 5.0");
	});

	it("keep trivial values low", () => {
		expect(sparkPath([0, 1], 10, 5)).toBe("M0.0 10.0L100.0 8.0");
	});
});

describe("how late a group is", () => {
	it("is unknown where it could not be read, and nothing where it never committed", () => {
		const partition = {
			topic: "orders",
			partition: 0,
			committed: null,
			end: 5,
			lag: "none" as const,
			lag_seconds: null,
			consume_rate: null,
			produce_rate: null,
			status: "OK" as const,
			eta: { kind: "unknown" as const },
			owner: null,
		};
		expect(groupLateWords(group("g", { lag_seconds: 12 }))).toBe("12\u202fs");
		expect(groupLateWords(group("g", { lag_seconds: null }))).toBe("–");
		expect(groupLateWords(group("g", { lag_seconds: 0, partitions: [partition] }))).toBe("–");
	});
});

describe("until when a group's lag is gone", () => {
	it.each([
		[group("g"), "steady"],
		[group("g", { eta: { kind: "unknown" } }), "unknown"],
		[group("g", { status: "STALL", eta: { kind: "unknown" } }), "not draining"],
		[group("g", { status: "STOP", eta: { kind: "unknown" } }), "not draining"],
		[group("g", { status: "WARN", eta: { kind: "draining", seconds: 30 } }), "clear in 30\u202fs"],
	])("%o: %s", (lag, words) => {
		expect(untilWords(lag)).toBe(words);
	});
});
