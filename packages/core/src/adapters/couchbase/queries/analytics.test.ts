import { ORDER_EVENT_TOPICS, PARTITIONS } from "@orderdeck/contracts/topics";
import { describe, expect, it } from "vitest";
import { MINUTES_KEPT, minuteKey } from "../../../domain/aggregates.ts";
import { hourKeys, minuteKeys } from "./analytics.ts";

const MINUTE = 60_000;
const INPUTS = ORDER_EVENT_TOPICS.length * PARTITIONS;

describe("the places of the minutes from one on", () => {
	it("are those up to now, and one more, of every input partition", () => {
		const now = 1_000_000 * MINUTE + 30_000;
		const keys = minuteKeys(now - 2 * MINUTE, now);
		expect(keys).toHaveLength(INPUTS * 3);
		for (const minute of [999_999, 1_000_000, 1_000_001]) expect(keys).toContain(minuteKey("orders", 0, minute * MINUTE));
	});

	it("are the whole ring at most, and nothing from the future on", () => {
		expect(minuteKeys(0, 1_000_000 * MINUTE)).toHaveLength(INPUTS * MINUTES_KEPT);
		expect(minuteKeys(1_000_010 * MINUTE, 1_000_000 * MINUTE)).toEqual([]);
	});
});

it("the documents of the hours of a day are those of 24 hours of every partition, oldest first", () => {
	const day = Date.UTC(2026, 0, 5);
	const keys = hourKeys(day, day + 24 * 60 * MINUTE);
	expect(keys).toHaveLength(24 * PARTITIONS);
	expect([keys[0], keys.at(-1)]).toEqual(["2026-01-05T00:0", `2026-01-05T23:${PARTITIONS - 1}`]);
	expect(keys).toEqual(keys.toSorted());
});
