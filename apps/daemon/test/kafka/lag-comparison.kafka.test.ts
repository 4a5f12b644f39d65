import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { describe, expect, it } from "vitest";
import { groupLagOf, partitionLagOf } from "../../src/live/lag.fixture.ts";
import { disagreements } from "./lag-comparison.ts";

/** A group of one partition, as the daemon shows it. */
function shown(committed: number | null, end: number): GroupLag {
	const lag = committed === null ? "none" : end - committed;
	return groupLagOf("g", { partitions: [partitionLagOf(0, { topic: "t", committed, end, lag })] });
}
function printed(committed: number | undefined, end: number) {
	return [{ topic: "t", partition: 0, committed, end, lag: committed === undefined ? undefined : end - committed, owner: undefined }];
}

describe("the daemon's lag compared with the tool's", () => {
	it("agrees when idle if both are equal", () => {
		expect(disagreements({ before: shown(5, 7), rows: printed(5, 7), after: shown(5, 7) })).toEqual([]);
		expect(disagreements({ before: shown(null, 7), rows: printed(undefined, 7), after: shown(null, 7) })).toEqual([]);
		expect(disagreements({ before: shown(null, 7), rows: [], after: shown(null, 7) })).toEqual([]);
	});

	it("does not agree when idle if they differ by one", () => {
		expect(disagreements({ before: shown(5, 7), rows: printed(6, 7), after: shown(5, 7) })).toHaveLength(1);
		expect(disagreements({ before: shown(5, 7), rows: printed(5, 8), after: shown(5, 7) })).toHaveLength(1);
	});

	it("agrees while draining if the tool's is between two samples", () => {
		expect(disagreements({ before: shown(5, 70), rows: printed(20, 75), after: shown(40, 80) })).toEqual([]);
		expect(disagreements({ before: shown(5, 70), rows: printed(41, 75), after: shown(40, 80) })).toHaveLength(1);
	});

	it("distinguishes no commit from 0", () => {
		expect(disagreements({ before: shown(0, 7), rows: printed(undefined, 7), after: shown(0, 7) })).toHaveLength(1);
		expect(disagreements({ before: shown(null, 7), rows: printed(0, 7), after: shown(null, 7) })).toHaveLength(1);
		expect(disagreements({ before: shown(0, 7), rows: [], after: shown(0, 7) })).not.toEqual([]);
	});
});
