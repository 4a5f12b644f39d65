import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createBell } from "../../../async/bell.ts";
import { StaleCommit } from "../../../ports/errors.ts";
import type { Position } from "../../../ports/event-log.ts";
import { KAFKA_SETTINGS } from "../client/settings.ts";
import { Assignment } from "./assignment.ts";
import { commit } from "./commit.ts";

const context = { options: { brokers: ["b:9092"], clientId: "t" }, settings: KAFKA_SETTINGS, report: () => {} };

function refusedWith(type: string): Promise<never> {
	return Promise.reject(Object.assign(new Error(type), { type }));
}

/** A member that was delivered three records, and commits them. `commitOnce` is the broker's response, by attempt. */
function member(commitOnce: (attempt: number, positions: readonly Position[]) => Promise<void>) {
	const assignment = new Assignment();
	assignment.join("m1", { t: [0] });
	const records = [0, 1, 2].map((offset) => ({ topic: "t", partition: 0, offset, timestamp: 0, key: null, value: null, headers: {} }));
	assignment.accept({ topic: "t", partition: 0, records, end: 3 });
	const batch = assignment.take(10);
	if (batch === undefined) throw new Error("nothing was delivered");
	let attempts = 0;
	const committer = {
		group: "g",
		assignment,
		commitOnce: (positions: readonly Position[]) => {
			attempts += 1;
			return commitOnce(attempts, positions);
		},
		closed: false,
		changed: createBell(),
		rejoin: vi.fn(),
	};
	return {
		committer,
		attempts: () => attempts,
		committing: commit(context, committer, { positions: batch.offsets, delivery: batch.delivery }),
		stands: () => batch.offsets.every((position) => assignment.stands(position, batch.delivery)),
	};
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a commit of a member", () => {
	it("is made again after a rebalance that leaves the partition here", async () => {
		const { committer, committing, attempts, stands } = member((attempt) =>
			attempt === 1 ? refusedWith("REBALANCE_IN_PROGRESS") : Promise.resolve(),
		);
		await vi.advanceTimersByTimeAsync(0);
		committer.assignment.join("m1", { t: [0, 1] });
		committer.changed.ring();
		await committing;
		expect(attempts()).toBe(2);
		expect(stands()).toBe(false);
	});

	it("is stale after a rebalance that moves the partition away", async () => {
		const { committer, committing, attempts } = member(() => refusedWith("REBALANCE_IN_PROGRESS"));
		await vi.advanceTimersByTimeAsync(0);
		committer.assignment.join("m1", { t: [1] });
		committer.changed.ring();
		await expect(committing).rejects.toBeInstanceOf(StaleCommit);
		expect(attempts()).toBe(1);
	});

	it("makes a member rejoin that is fenced without detecting it, after the time for a commit", async () => {
		const { committer, committing, stands } = member(() => refusedWith("UNKNOWN_MEMBER_ID"));
		const outcome = expect(committing).rejects.toMatchObject({ code: "UNAVAILABLE" });
		await vi.advanceTimersByTimeAsync(KAFKA_SETTINGS.commitMs);
		expect(committer.rejoin).not.toHaveBeenCalled();
		await vi.advanceTimersByTimeAsync(1_000);
		await outcome;
		expect(committer.rejoin).toHaveBeenCalledTimes(1);
		expect(stands()).toBe(true);
	});

	it("does not wait where Kafka refuses it for good, or the member is closed", async () => {
		const denied = member(() => refusedWith("GROUP_AUTHORIZATION_FAILED"));
		await expect(denied.committing).rejects.toMatchObject({ code: "NOT_AUTHORIZED" });
		const closing = member(() => refusedWith("REBALANCE_IN_PROGRESS"));
		closing.committer.closed = true;
		await expect(closing.committing).rejects.toMatchObject({ code: "UNAVAILABLE" });
		expect([denied.attempts(), closing.attempts()]).toEqual([1, 1]);
	});
});
