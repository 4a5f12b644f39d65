import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dateWords, isoOfPicked, pickedOfIso, SPANS, spanEnd, spanStart } from "./date-range.ts";

const NOW = Date.UTC(2026, 10, 21, 10, 30, 12);

describe("a span", () => {
	it.each([
		["15m", "2026-11-21T10:15:12.000Z"],
		["1h", "2026-11-21T09:30:12.000Z"],
		["today", "2026-11-21T00:00:00.000Z"],
		["24h", "2026-11-20T10:30:12.000Z"],
		["7d", "2026-11-14T10:30:12.000Z"],
	] as const)("%s begins at %s", (span, iso) => {
		expect(new Date(spanStart(span, NOW)).toISOString()).toBe(iso);
	});
});

describe("the end of a span", () => {
	it("leaves out an order that claims to be of 2099, and holds one whose clock is a little ahead", () => {
		for (const span of SPANS) {
			expect(spanEnd(span, NOW)).toBeLessThan(Date.UTC(2099, 0));
			expect(spanEnd(span, NOW)).toBeGreaterThanOrEqual(NOW + 60_000);
		}
		expect(new Date(spanEnd("today", NOW)).toISOString()).toBe("2026-11-21T23:59:59.999Z");
	});
});

describe("the filter by date", () => {
	it.each([
		[{}, undefined],
		[{ since: "today" as const, from: "2020-01-01T00:00:00Z" }, "today"],
		[{ from: "2026-11-21T10:30:00Z" }, "from 2026-11-21 10:30"],
		[{ to: "2026-11-21T10:30:07Z" }, "until 2026-11-21 10:30:07"],
		[{ from: "2026-11-20T00:00:00Z", to: "2026-11-21T00:00:00Z" }, "2026-11-20 00:00 to 2026-11-21 00:00"],
	])("%o reads as %s", (search, words) => {
		expect(dateWords(search)).toBe(words);
	});

	it("goes through the picker and back unchanged, whatever the second", () => {
		const seconds = fc.integer({ min: 0, max: 4_000_000_000 });
		fc.assert(
			fc.property(seconds, (second) => {
				const iso = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
				expect(isoOfPicked(pickedOfIso(iso))).toBe(iso);
			}),
		);
		expect([isoOfPicked(null), isoOfPicked(""), pickedOfIso("never"), pickedOfIso(undefined)]).toEqual([undefined, undefined, null, null]);
	});
});
