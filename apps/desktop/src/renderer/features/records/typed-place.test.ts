import { describe, expect, it } from "vitest";
import { placeTyped } from "./typed-place.ts";

const NOW = Date.parse("2026-11-28T14:31:00Z");

describe("what is typed to reach a record", () => {
	it.each([
		["31059", { kind: "offset", offset: "31059" }],
		[" 31,059 ", { kind: "offset", offset: "31059" }],
		["14:30", { kind: "time", at: Date.parse("2026-11-28T14:30:00Z") }],
		["9:05:07.5", { kind: "time", at: Date.parse("2026-11-28T09:05:07.500Z") }],
		["14:32", { kind: "time", at: Date.parse("2026-11-27T14:32:00Z") }],
		["2026-11-27 10:00:01", { kind: "time", at: Date.parse("2026-11-27T10:00:01Z") }],
		["2026-11-27T10:00:01.250Z", { kind: "time", at: Date.parse("2026-11-27T10:00:01.250Z") }],
		["2026-11-27", { kind: "time", at: Date.parse("2026-11-27T00:00:00Z") }],
	])("%s", (typed, place) => {
		expect(placeTyped(typed, NOW)).toEqual(place);
	});

	it.each(["", "soon", "25:00", "14:61", "2026-13-01", "-1", "1.5"])("%s is neither an offset nor a time", (typed) => {
		expect(placeTyped(typed, NOW)).toBeUndefined();
	});
});
