import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { LAG_STATUSES } from "@orderdeck/contracts/lag/words";
import { describe, expect, it } from "vitest";
import { group, newPartition } from "../testing/order-fixture.ts";
import { gridAction } from "./grid-keys.ts";
import { byWorst, groupWord, toneClass, toneOf } from "./lag-status.ts";
import { drainedInWords, groupLateWords, statusPhrase } from "./lag-words.ts";
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

	it("opens the row it is on, else the first one, and closes with Escape", () => {
		expect(gridAction("Enter", 3, 10, 5)).toEqual({ kind: "open" });
		expect(gridAction("Enter", -1, 10, 5)).toEqual({ kind: "open" });
		expect(gridAction("Enter", -1, 0, 5)).toBeUndefined();
		expect(gridAction("Escape", -1, 0, 5)).toEqual({ kind: "close" });
	});

	it("picks the row it is on with Space", () => {
		expect(gridAction(" ", 3, 10, 5)).toEqual({ kind: "pick" });
		expect(gridAction(" ", -1, 10, 5)).toBeUndefined();
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
			group("unknown", { status: "UNKNOWN", lag_seconds: null }),
			group("stalled", { status: "STALLED", lag_seconds: 20 }),
			group("late", { status: "LATE", lag_seconds: 600 }),
			group("behind", { status: "BEHIND", lag_seconds: 900 }),
		];
		expect(groups.toSorted(byWorst).map((each) => each.group)).toEqual(["stalled", "late", "behind", "unknown", "a", "b"]);
	});

	it("have the words of the API, and one for never committed", () => {
		expect(LAG_STATUSES.map((status) => groupWord(group("a", { status })).toUpperCase())).toEqual(LAG_STATUSES);
		expect(groupWord(group("a", { partitions: [newPartition()] }))).toBe("No committed offset");
		expect(groupWord(group("a", { status: "LATE", partitions: [newPartition()] }))).toBe("Late");
	});

	it("are never healthy while they are unknown, to this console either", () => {
		expect([toneOf("Unknown"), toneClass("Unknown")]).toEqual(["text-3", "t3"]);
		expect(groupWord(group("a", { status: "LIMPING" as "OK" }))).toBe("Unknown");
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
	it("is unknown where it could not be read, and nothing where it has read nothing", () => {
		expect(groupLateWords(group("g", { lag_seconds: 12 }))).toBe("12\u202fs");
		expect(groupLateWords(group("g", { lag_seconds: null }))).toBe("–");
		expect(groupLateWords(group("g", { lag_seconds: 0, partitions: [newPartition()] }))).toBe("–");
	});

	it("is the age of the oldest record that waits, whether or not the group has ever committed", () => {
		const behind = group("g", { lag_seconds: 12, eta: { kind: "not-draining" }, partitions: [newPartition()] });
		expect([groupWord(behind), groupLateWords(behind), drainedInWords(behind)]).toEqual([
			"No committed offset",
			"12\u202fs",
			"not draining",
		]);
	});

	it("is part of what its status is called in a sentence", () => {
		const phrase = (change: Partial<GroupLag>) => statusPhrase(group("g", { lag_seconds: 9, ...change }), groupWord(group("g", change)));
		expect(phrase({ status: "STALLED" })).toBe("stalled, 9.0\u202fs behind");
		expect(phrase({ status: "BEHIND", lag_seconds: 45 })).toBe("behind by 45\u202fs");
		expect(phrase({ status: "LATE", lag_seconds: 89 })).toBe("late by 1\u202fm 29\u202fs");
		expect(phrase({ status: "LOST", lost: 12 })).toBe("lost 12, 9.0\u202fs behind");
		expect(phrase({ status: "UNKNOWN", lag_seconds: null })).toBe("unknown");
	});
});

describe("in what time a group's lag is drained", () => {
	it.each([
		[group("g"), "keeping up"],
		[group("g", { eta: { kind: "unknown" } }), "unknown"],
		[group("g", { status: "STALLED", eta: { kind: "not-draining" } }), "not draining"],
		[group("g", { status: "LATE", eta: { kind: "draining", seconds: 30 } }), "30\u202fs"],
		[group("g", { partitions: [newPartition()] }), "no data"],
	])("%o: %s", (lag, words) => {
		expect(drainedInWords(lag)).toBe(words);
	});
});
