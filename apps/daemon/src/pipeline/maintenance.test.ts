import { systemClock } from "@orderdeck/core/adapters/system-clock";
import { SHADOW_KEPT_MS } from "@orderdeck/core/domain/shadow-result";
import { StoreError } from "@orderdeck/core/ports/errors";
import { expect, it } from "vitest";
import { runMaintenance } from "./maintenance.ts";

/** So many orders are examined and keep nothing. */
const UNMOVABLE = 5;

interface Round {
	/** What each turn of moving history returns; an error is thrown. */
	readonly moves: readonly (number | StoreError)[];
}

/** One round: the clock's first sleep is the minute before it, and the next minute ends it. */
async function afterOneRound({ moves }: Round) {
	const stop = new AbortController();
	const left = [...moves];
	const sleeps: number[] = [];
	const lines: unknown[] = [];
	const dropped: number[] = [];
	await runMaintenance(
		{
			log: { retain: async () => 0 },
			failAbandonedReplays: async () => undefined,
			store: {
				dropQuarters: async () => undefined,
				dropShadowResults: async (before) => void dropped.push(before),
				async moveHistory() {
					const next = left.shift() ?? 0;
					if (typeof next !== "number") throw next;
					return { examined: next, moved: next === UNMOVABLE ? 0 : next };
				},
			},
			clock: {
				...systemClock,
				async sleep(ms) {
					sleeps.push(ms);
					if (sleeps.filter((each) => each === sleeps[0]).length === 2) stop.abort();
				},
			},
			report: (...line) => lines.push(line),
			retentionMs: 1,
		},
		stop.signal,
	);
	return { left, lines, dropped, rests: sleeps.slice(1, -1) };
}

it("moves the history of an earlier version until none is left, and rests after each turn", async () => {
	const { left, lines, rests } = await afterOneRound({ moves: [20, 20, 3, 0, 7] });
	expect(left).toEqual([7]);
	expect(rests).toHaveLength(3);
	expect(lines).toEqual([["info", "history_moved", { orders: 43 }]]);
});

it("removes the results of versions in shadow after 90 days", async () => {
	const before = Date.now() - SHADOW_KEPT_MS;
	const { dropped } = await afterOneRound({ moves: [] });
	expect(dropped).toHaveLength(1);
	expect(dropped[0]).toBeGreaterThanOrEqual(before);
	expect(dropped[0]).toBeLessThanOrEqual(Date.now() - SHADOW_KEPT_MS);
});

it("reports nothing where there is none", async () => {
	expect((await afterOneRound({ moves: [0] })).lines).toEqual([]);
	expect((await afterOneRound({ moves: [UNMOVABLE, 0] })).lines).toEqual([]);
});

it("tries again a minute later when the store is unavailable", async () => {
	const { lines } = await afterOneRound({ moves: [20, new StoreError("UNAVAILABLE", "not now")] });
	expect(lines).toEqual([["warn", "maintenance_failed", { err: "not now" }]]);
});
