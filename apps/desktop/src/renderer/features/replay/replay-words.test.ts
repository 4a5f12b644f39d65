import type { ReplayJob } from "@orderdeck/contracts/replay/entities";
import { describe, expect, it } from "vitest";
import { after, NOON } from "../../testing/order-fixture.ts";
import { checkReplay, paceOf, progressOf, ranFor, secondsLeft, windowStart } from "./replay-words.ts";

function job(change: Partial<ReplayJob> = {}): ReplayJob {
	return {
		job_id: "j1",
		state: "RUNNING",
		days: 7,
		topic: "orders-replay",
		from: after(-7 * 86_400),
		total: 400,
		replayed: 100,
		started_at: after(0),
		ended_at: null,
		error: null,
		...change,
	};
}
const at = (seconds: number) => NOON + seconds * 1000;

describe("a replay", () => {
	it("is as far as its orders are; orders that came meanwhile do not take it past its end", () => {
		expect(progressOf(job())).toBe(0.25);
		expect(progressOf(job({ replayed: 500 }))).toBe(1);
		expect(progressOf(job({ total: 0, replayed: 0 }))).toBe(0);
		expect(progressOf(job({ total: 0, replayed: 0, state: "DONE" }))).toBe(1);
	});

	it("states how long it took, and how long it will still take at its rate", () => {
		expect(ranFor(job(), at(20))).toBe(20);
		expect(ranFor(job({ ended_at: after(8) }), at(20))).toBe(8);
		expect(secondsLeft(job(), at(20))).toBe(60);
		expect(secondsLeft(job({ replayed: 0 }), at(20))).toBeUndefined();
		expect(secondsLeft(job({ state: "DONE" }), at(20))).toBeUndefined();
		expect(paceOf(job(), at(20))).toBe(5);
		expect(paceOf(job({ replayed: 0 }), at(20))).toBeUndefined();
		expect(windowStart(7, at(0))).toBe(at(-7 * 86_400));
	});

	it.each([
		[7, " orders-replay ", { days: 7, topic: "orders-replay" }],
		[0.5, "fraud-test", { days: 0.5, topic: "fraud-test" }],
	])("of %d days into %o may start", (days, topic, replay) => {
		expect(checkReplay({ days, topic })).toEqual({ ok: true, replay });
	});

	it.each([
		[0, "orders-replay", "days", "must be more than 0"],
		[Number.NaN, "orders-replay", "days", "must be a number of days from 0 to 365"],
		[366, "orders-replay", "days", "must be at most 365"],
		[7, "a topic", "topic", "must be a topic name: 1 to 249 of A-Z a-z 0-9 . _ -"],
		[7, "orders", "topic", "`orders` is live. Choose another"],
		[7, "order-analytics", "topic", "`order-analytics` is live. Choose another"],
		[7, "fraud-group.dlq", "topic", "`fraud-group.dlq` is live. Choose another"],
	])("of %o days into %o reports what is wrong", (days, topic, field, message) => {
		expect(checkReplay({ days, topic })).toEqual({ ok: false, errors: { [field]: message } });
	});
});
