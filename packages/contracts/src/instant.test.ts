import { describe, expect, it } from "vitest";
import { isoDateTimeSchema } from "./events.ts";
import { instantOf } from "./instant.ts";

describe("instantOf", () => {
	it.each([
		["2024-01-15T10:30:00Z", "2024-01-15T10:30:00.000Z"],
		["2024-01-15T10:30:00", "2024-01-15T10:30:00.000Z"],
		["2024-01-15T10:30", "2024-01-15T10:30:00.000Z"],
		["2024-01-15T10:30:00.123456Z", "2024-01-15T10:30:00.123Z"],
		["2024-01-15T10:30:00.123456789", "2024-01-15T10:30:00.123Z"],
		["2024-01-15T10:30:00+05:30", "2024-01-15T05:00:00.000Z"],
		["2024-01-15T10:30:00-0530", "2024-01-15T16:00:00.000Z"],
	])("reads %s as %s", (text, expected) => {
		expect(isoDateTimeSchema.parse(text)).toBe(text);
		expect(new Date(instantOf(text)).toISOString()).toBe(expected);
	});

	it("is NaN for what is no date, which the contract refuses", () => {
		for (const text of ["2024-13-01T00:00:00Z", "2024-01-15T10:30:00+29:00", "yesterday"]) {
			expect(instantOf(text)).toBeNaN();
			expect(isoDateTimeSchema.safeParse(text).success).toBe(false);
		}
	});
});
