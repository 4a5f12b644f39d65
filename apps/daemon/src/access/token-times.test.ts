import { describe, expect, it } from "vitest";
import { timeRefusal } from "./token-times.ts";

const now = Date.parse("2026-03-01T12:00:00Z");
const at = (seconds: number) => now / 1000 + seconds;

describe("why a token is not valid now", () => {
	it.each([
		[{ exp: at(-90) }, undefined, "EXPIRED", "The token expired 90 s ago (claim exp); sign in again."],
		[{ exp: at(-7_200) }, 3_000, "EXPIRED", "The token expired 2 h ago"],
		[{ exp: at(-400) }, 300_000, "EXPIRED", "expired 7 min ago"],
		[{ exp: at(3_600), nbf: at(600) }, undefined, "NOT_YET_VALID", "The token is valid in 10 min (claim nbf), not yet."],
		[{ exp: at(-200), iat: at(-500) }, 300_000, "CLOCK_SKEW", "The clock of this daemon is 5 min ahead of the issuer's"],
		[{ exp: at(3_600), nbf: at(300), iat: at(300) }, -300_000, "CLOCK_SKEW", "The clock of this daemon is 5 min behind the issuer's"],
		[{ exp: at(3_600), nbf: at(300), iat: at(300) }, undefined, "CLOCK_SKEW", "The clock of this daemon is 5 min behind the issuer's"],
	])("%j, with the clock ahead by %s ms: %s", (times, clockAheadMs, reason, message) => {
		expect(timeRefusal(times, { now, clockAheadMs })).toMatchObject({
			reason,
			code: "UNAUTHENTICATED",
			message: expect.stringContaining(message),
		});
	});
});
