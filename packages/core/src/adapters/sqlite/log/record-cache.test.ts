import { describe, expect, it } from "vitest";
import type { LogRecord } from "../../../ports/event-log.ts";
import { RecordCache } from "./record-cache.ts";

function run(from: number, count: number): LogRecord[] {
	return Array.from({ length: count }, (_, index) => ({
		topic: "orders",
		partition: 0,
		offset: from + index,
		timestamp: 0,
		key: "1",
		value: null,
		headers: {},
	}));
}

function offsets(records: readonly LogRecord[] | undefined): number[] | undefined {
	return records?.map(({ offset }) => offset);
}

describe("a record cache", () => {
	it("appends records that follow the last one", () => {
		const cache = new RecordCache();
		cache.extend(run(7, 2));
		cache.extend(run(9, 2));
		expect(cache.end).toBe(11);
		expect(offsets(cache.read(8, 10))).toEqual([8, 9, 10]);
	});

	it("starts over with records that leave a gap, so that no reader skips one", () => {
		const cache = new RecordCache();
		cache.extend(run(0, 3));
		cache.extend(run(5, 2));
		expect(cache.from(0)).toBe(0);
		expect(cache.read(0, 10)).toBeUndefined();
		expect(offsets(cache.read(5, 10))).toEqual([5, 6]);
	});

	it("counts the records from an offset on", () => {
		const cache = new RecordCache();
		expect(cache.from(0)).toBe(0);
		cache.extend(run(4, 3));
		expect([3, 4, 6, 7, 9].map((offset) => cache.from(offset))).toEqual([0, 3, 1, 0, 0]);
	});

	it("evicts what every group has read, and keeps its end only while records are left", () => {
		const cache = new RecordCache();
		cache.extend(run(0, 4));
		cache.release(2);
		expect([cache.from(1), cache.from(2), cache.end]).toEqual([0, 2, 4]);
		cache.release(4);
		expect([cache.from(2), cache.end]).toEqual([0, 0]);
	});

	it("is bounded: the oldest records are evicted first", () => {
		const cache = new RecordCache();
		cache.extend(run(0, 10_000));
		expect(cache.end).toBe(10_000);
		expect(cache.from(0)).toBe(0);
		expect(cache.from(9_000)).toBe(1_000);
	});
});
