import { describe, expect, it } from "vitest";
import type { LogRecord } from "../../../ports/event-log.ts";
import { Tail } from "./record-cache.ts";

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

describe("a run of records in memory", () => {
	it("goes on where it ended", () => {
		const tail = new Tail();
		tail.extend(run(7, 2));
		tail.extend(run(9, 2));
		expect(tail.end).toBe(11);
		expect(offsets(tail.read(8, 10))).toEqual([8, 9, 10]);
	});

	it("begins anew with records that leave a gap, so that nobody reads past one", () => {
		const tail = new Tail();
		tail.extend(run(0, 3));
		tail.extend(run(5, 2));
		expect(tail.from(0)).toBe(0);
		expect(tail.read(0, 10)).toBeUndefined();
		expect(offsets(tail.read(5, 10))).toEqual([5, 6]);
	});

	it("says how many records lie from an offset on", () => {
		const tail = new Tail();
		expect(tail.from(0)).toBe(0);
		tail.extend(run(4, 3));
		expect([3, 4, 6, 7, 9].map((offset) => tail.from(offset))).toEqual([0, 3, 1, 0, 0]);
	});

	it("gives up what everybody has read, and ends where it ended only while something is left", () => {
		const tail = new Tail();
		tail.extend(run(0, 4));
		tail.release(2);
		expect([tail.from(1), tail.from(2), tail.end]).toEqual([0, 2, 4]);
		tail.release(4);
		expect([tail.from(2), tail.end]).toEqual([0, 0]);
	});

	it("is bounded: the oldest records go first", () => {
		const tail = new Tail();
		tail.extend(run(0, 10_000));
		expect(tail.end).toBe(10_000);
		expect(tail.from(0)).toBe(0);
		expect(tail.from(9_000)).toBe(1_000);
	});
});
