import { describe, expect, it } from "vitest";
import { unlockAt } from "./unlock.ts";

const NOON = Date.UTC(2026, 0, 5, 12);
const unlock = { until: new Date(NOON + 1_000).toISOString(), at: new Date(NOON).toISOString(), reason: "why" };

describe("an unlock", () => {
	it("holds up to its end, and not at it", () => {
		expect([0, 999, 1_000].map((ms) => unlockAt({ unlock }, NOON + ms))).toEqual([unlock, unlock, null]);
	});

	it("is none where it was ended, and where there was none", () => {
		expect([unlockAt({ unlock: null }, NOON), unlockAt(undefined, NOON)]).toEqual([null, null]);
	});
});
