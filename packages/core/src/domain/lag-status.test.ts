import { describe, expect, it } from "vitest";
import { statusOf as judge, type KnownSample } from "./lag-status.ts";

const T0 = Date.parse("2026-01-15T12:00:00Z");
const RUNNING = { paused: false, abandoned: false };

/** One sample a second: committed, end, and how many seconds the first unread record has waited. */
type Look = readonly [committed: number | undefined, end: number, waitedSeconds?: number];

function seconds(count: number, look: (second: number) => Look): Look[] {
	return Array.from({ length: count }, (_, second) => look(second));
}
function statusOf(looks: readonly Look[], circumstances = RUNNING) {
	const samples = looks.map(([committed, end, waited], second): KnownSample => {
		const at = T0 + second * 1000;
		return { kind: "known", at, committed, end, firstUnreadAt: waited === undefined ? undefined : at - waited * 1000 };
	});
	return judge(samples.slice(-10), circumstances);
}

describe("the status of a partition", () => {
	it("is STALL within 5 seconds after a consumer has stopped committing", () => {
		// The last commit is in the first sample; a record came in just after it.
		const looks = seconds(10, (s): Look => (s === 0 ? [10, 10] : [10, 10 + s, s - 0.1]));
		const noticed = looks.findIndex((_, index) => statusOf(looks.slice(0, index + 1)) === "STALL");
		expect(noticed).toBe(4);
	});

	it("is STOP instead when no member owns the partition", () => {
		expect(
			statusOf(
				seconds(5, (s) => [10, 11, s + 1]),
				{ ...RUNNING, abandoned: true },
			),
		).toBe("STOP");
	});

	it("is the same for a group that never committed", () => {
		expect(statusOf(seconds(5, (s) => [undefined, 11, s + 1]))).toBe("STALL");
		expect(statusOf(seconds(10, () => [undefined, 0]))).toBe("OK");
	});

	it("stays OK on a slow topic, however long ago the last commit was", () => {
		const slow = seconds(10, (s): Look => (s === 5 ? [10, 11, 0.3] : s < 5 ? [10, 10] : [11, 11]));
		expect(statusOf(slow)).toBe("OK");
		expect(
			statusOf(
				seconds(10, () => [11, 11]),
				{ ...RUNNING, abandoned: true },
			),
		).toBe("OK");
	});

	it("is not STALL while the first unread record is younger than 3 seconds", () => {
		expect(statusOf(seconds(4, () => [10, 11, 2.9]))).toBe("OK");
	});

	it("is STALL also where the age of the unread record cannot be read", () => {
		expect(statusOf(seconds(4, () => [10, 11]))).toBe("STALL");
	});

	it("is WARN when lag has grown and never fallen over the whole window, and is 5 seconds old", () => {
		const growing = seconds(10, (s): Look => [s * 5, s * 8, 5]);
		expect(statusOf(growing)).toBe("WARN");
		expect(statusOf(growing.slice(1))).toBe("OK");
		expect(statusOf(seconds(10, (s) => [s * 5, s * 8, 4.9]))).toBe("OK");
		expect(statusOf(seconds(10, (s) => [s * 5, s * 5 + 7, 9]))).toBe("OK");
		expect(statusOf(growing.with(5, [26, 40, 9]))).toBe("WARN");
		expect(statusOf(growing.with(5, [30, 40, 9]))).toBe("OK");
	});

	it("is REWIND until the window has passed it", () => {
		const rewound = [[500, 500] as const, ...seconds(10, (s): Look => [100 + s * 50, 600, 2])];
		expect(statusOf(rewound.slice(0, 2))).toBe("REWIND");
		expect(statusOf(rewound.slice(0, 10))).toBe("REWIND");
		expect(statusOf(rewound)).toBe("OK");
	});

	it("warns of a paused group, which stands still on purpose", () => {
		const still = seconds(10, (s): Look => [10, 11 + s, s + 6]);
		expect(statusOf(still)).toBe("STALL");
		expect(statusOf(still, { ...RUNNING, paused: true })).toBe("WARN");
	});
});
