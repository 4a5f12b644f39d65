/** Why a token is not valid now. Pure. */
import { SignInRefused } from "@orderdeck/contracts/session";

/** By how much two clocks may differ, in ms. */
export const LEEWAY_MS = 60_000;

export interface TokenTimes {
	/** Seconds since the epoch each. */
	readonly exp?: number | undefined;
	readonly nbf?: number | undefined;
	readonly iat?: number | undefined;
}

export interface ClockState {
	/** ms since the epoch. */
	readonly now: number;
	/** By how much this machine's clock is ahead of the issuer's, in ms; undefined when that is unknown. */
	readonly clockAheadMs: number | undefined;
}

/**
 * The refusal of a token that has expired or is not valid yet. CLOCK_SKEW where the clocks are the cause: the token is valid by the issuer's
 * clock, or it was issued in this machine's future.
 */
export function timeRefusal({ exp = 0, nbf = 0, iat = 0 }: TokenTimes, { now, clockAheadMs = 0 }: ClockState): SignInRefused {
	const [expMs, nbfMs, iatMs] = [exp * 1000, nbf * 1000, iat * 1000];
	const issuerNow = now - clockAheadMs;
	if (issuerNow < expMs + LEEWAY_MS && issuerNow >= nbfMs - LEEWAY_MS) return skewed(clockAheadMs);
	if (iatMs - now > LEEWAY_MS && expMs > now) return skewed(now - iatMs);
	if (now < nbfMs) return new SignInRefused("NOT_YET_VALID", `The token is valid in ${durationOf(nbfMs - now)} (claim nbf), not yet.`);
	return new SignInRefused("EXPIRED", `The token expired ${durationOf(now - expMs)} ago (claim exp); sign in again.`);
}

function skewed(aheadMs: number): SignInRefused {
	const direction = aheadMs > 0 ? "ahead of" : "behind";
	return new SignInRefused(
		"CLOCK_SKEW",
		`The clock of this daemon is ${durationOf(Math.abs(aheadMs))} ${direction} the issuer's, so the token is not valid here now; correct the clock (${LEEWAY_MS / 1000} s are tolerated).`,
	);
}

function durationOf(ms: number): string {
	const seconds = Math.round(ms / 1000);
	if (seconds < 120) return `${seconds} s`;
	return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}
