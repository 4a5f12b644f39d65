import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Batch, Delivery, LogRecord, Position } from "../../../ports/event-log.ts";
import { Assignment } from "./assignment.ts";

function record(partition: number, offset: number, topic = "t"): LogRecord {
	return { topic, partition, offset, timestamp: offset, key: "k", value: new Uint8Array(10), headers: {} };
}

function fetched(partition: number, from: number, to: number, end = to) {
	return { topic: "t", partition, records: Array.from({ length: to - from }, (_, at) => record(partition, from + at)), end };
}

function offsetsOf(batch: { records: readonly LogRecord[] } | undefined): number[] {
	return (batch?.records ?? []).map(({ offset }) => offset);
}

/** A batch; fails where none is ready. */
function taken(assignment: Assignment, max: number): Batch & { readonly first: Position } {
	const batch = assignment.take(max);
	const first = batch?.offsets[0];
	if (batch === undefined || first === undefined) throw new Error("nothing is ready");
	return { ...batch, first };
}

function joined(partitions: number[], memberId = "m1"): Assignment {
	const assignment = new Assignment();
	assignment.join(memberId, { t: partitions });
	return assignment;
}

describe("the partitions of a member", () => {
	it("deliver what was fetched, once", () => {
		const assignment = joined([0]);
		assignment.accept(fetched(0, 5, 8));
		const batch = assignment.take(10);
		expect(offsetsOf(batch)).toEqual([5, 6, 7]);
		expect(batch?.offsets).toEqual([{ topic: "t", partition: 0, offset: 8 }]);
		expect(assignment.take(10)).toBeUndefined();
	});

	it("count what waits for delivery, in records and bytes", () => {
		const assignment = joined([0]);
		assignment.accept(fetched(0, 0, 4));
		assignment.take(1);
		expect([assignment.waiting, assignment.waitingBytes]).toEqual([3, 30]);
		assignment.rewind();
		expect([assignment.waiting, assignment.waitingBytes]).toEqual([4, 40]);
		assignment.end();
		expect([assignment.waiting, assignment.waitingBytes]).toEqual([0, 0]);
	});

	it("get equal shares of a batch, and what some do not need goes to the others", () => {
		const assignment = joined([0, 1, 2]);
		assignment.accept(fetched(0, 0, 100));
		assignment.accept(fetched(1, 0, 100));
		assignment.accept(fetched(2, 0, 1));
		const shares = Map.groupBy(assignment.take(30)?.records ?? [], ({ partition }) => partition);
		expect([0, 1, 2].map((partition) => shares.get(partition)?.length).toSorted()).toEqual([1, 10, 19]);
	});

	it("take turns when a batch cannot contain a record of each", () => {
		const assignment = joined([0, 1, 2]);
		for (const partition of [0, 1, 2]) assignment.accept(fetched(partition, 0, 10));
		const seen = new Set([1, 2, 3].flatMap(() => assignment.take(1)?.records.map(({ partition }) => partition) ?? []));
		expect(seen.size).toBe(3);
	});

	it("drop what is fetched again after a rebalance, and keep what was waiting", () => {
		const assignment = joined([0, 1]);
		assignment.accept(fetched(0, 0, 10));
		assignment.take(4);
		assignment.join("m1", { t: [0] });
		assignment.accept(fetched(0, 0, 12));
		expect(offsetsOf(assignment.take(100))).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
	});

	it("accept the commit of a delivery after a rebalance that leaves the partition here, and no other", () => {
		const assignment = joined([0, 1]);
		assignment.accept(fetched(0, 0, 3));
		assignment.accept(fetched(1, 0, 3));
		const { offsets, delivery } = taken(assignment, 6);
		const stands = (position: Position) => assignment.stands(position, delivery);
		assignment.join("m1", { t: [0] });
		expect(offsets.map((position) => [position.partition, stands(position)]).toSorted()).toEqual([
			[0, true],
			[1, false],
		]);
		assignment.join("m1", { t: [0, 1] });
		expect(offsets.filter(stands).map(({ partition }) => partition)).toEqual([0]);
		assignment.join("m2", { t: [0, 1] });
		expect(offsets.some(stands)).toBe(false);
	});

	it("refuse the commit of a delivery from before a rewind, though the next delivery is equal", () => {
		const assignment = joined([0]);
		assignment.accept(fetched(0, 0, 3));
		const before = taken(assignment, 3);
		assignment.rewind();
		const after = taken(assignment, 3);
		expect(after.first).toEqual(before.first);
		expect([before, after].map(({ first, delivery }) => assignment.stands(first, delivery))).toEqual([false, true]);
	});

	it("refuse the commit of a delivery to another member", () => {
		const [one, two] = [joined([0], "one"), joined([0], "two")];
		for (const each of [one, two]) each.accept(fetched(0, 0, 3));
		const [ofOne, ofTwo] = [taken(one, 3), taken(two, 3)];
		expect(two.stands(ofOne.first, ofOne.delivery)).toBe(false);
		expect(two.stands(ofOne.first, ofTwo.delivery)).toBe(true);
	});

	it("accept the commit of a part of a batch with the token of the batch", () => {
		const assignment = joined([0]);
		assignment.accept(fetched(0, 4, 10));
		const { delivery } = taken(assignment, 3);
		const stands = (offset: number) => assignment.stands({ topic: "t", partition: 0, offset }, delivery);
		expect([4, 5, 7, 8].map(stands)).toEqual([false, true, true, false]);
		assignment.markCommitted([{ topic: "t", partition: 0, offset: 6 }]);
		expect([5, 6, 7].map(stands)).toEqual([false, false, true]);
	});

	it("start over where the log is shorter than what was read", () => {
		const assignment = joined([0]);
		assignment.accept(fetched(0, 100, 103));
		const { first, delivery } = taken(assignment, 3);
		expect(assignment.accept(fetched(0, 0, 2))).toBe(false);
		expect(assignment.stands(first, delivery)).toBe(false);
		expect(offsetsOf(assignment.take(9))).toEqual([0, 1]);
	});

	it("continue after a gap, where records were dropped", () => {
		const assignment = joined([0]);
		assignment.accept(fetched(0, 0, 2));
		expect(assignment.accept(fetched(0, 50, 52))).toBe(true);
		expect(offsetsOf(assignment.take(9))).toEqual([0, 1, 50, 51]);
	});

	it("ignore records of a partition that is not assigned", () => {
		const assignment = joined([0]);
		assignment.accept(fetched(1, 0, 5));
		expect(assignment.take(9)).toBeUndefined();
	});
});

/** What can happen to a member with one partition, in any order. */
const events = fc.array(
	fc.oneof(
		fc.record({ kind: fc.constant("fetch" as const), count: fc.integer({ min: 1, max: 7 }) }),
		fc.record({ kind: fc.constant("take" as const), max: fc.integer({ min: 1, max: 5 }) }),
		fc.record({ kind: fc.constantFrom("commit" as const, "rewind" as const, "keep" as const, "lose" as const) }),
	),
	{ maxLength: 60 },
);

describe("laws of an assigned partition", () => {
	it("skips no record, repeats only from what is committed, and accepts no commit of a delivery that no longer counts", () => {
		fc.assert(
			fc.property(events, (all) => {
				const assignment = joined([0], "m0");
				let [fetchedTo, end, committed, next, member] = [0, 0, 0, 0, 0];
				let current: { position: Position; delivery: Delivery; valid: boolean } | undefined;
				for (const event of all) {
					if (event.kind === "fetch") {
						end = Math.max(end, fetchedTo + event.count);
						assignment.accept(fetched(0, fetchedTo, fetchedTo + event.count, end));
						fetchedTo += event.count;
					} else if (event.kind === "take") {
						const batch = assignment.take(event.max);
						for (const offset of offsetsOf(batch)) expect(offset).toBe(next++);
						if (batch?.offsets[0] !== undefined) current = { position: batch.offsets[0], delivery: batch.delivery, valid: true };
					} else if (event.kind === "commit" && current !== undefined) {
						expect(assignment.stands({ ...current.position }, current.delivery)).toBe(current.valid);
						if (!current.valid) continue;
						assignment.markCommitted([current.position]);
						committed = current.position.offset;
						current = undefined;
					} else if (event.kind === "keep") {
						assignment.join(`m${member}`, { t: [0] });
						fetchedTo = committed;
					} else if (event.kind === "rewind" || event.kind === "lose") {
						if (event.kind === "rewind") assignment.rewind();
						else {
							member += 1;
							assignment.join(`m${member}`, { t: [0] });
							fetchedTo = committed;
						}
						next = committed;
						if (current !== undefined) current.valid = false;
					}
				}
				for (let rest = assignment.take(3); rest !== undefined; rest = assignment.take(3)) {
					for (const offset of offsetsOf(rest)) expect(offset).toBe(next++);
				}
				expect(next).toBeGreaterThanOrEqual(fetchedTo);
			}),
		);
	});
});
