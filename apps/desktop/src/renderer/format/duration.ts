/** Durations as `0.4 s`, `38 s`, `1 m 12 s`, `2 h 05 m`, `3 d 4 h`. */
import { NARROW } from "./number.ts";

const two = (value: number) => String(value).padStart(2, "0");

/** From seconds. Below ten seconds with one decimal; a negative one (clocks that differ) reads as zero. */
export function duration(seconds: number): string {
	const positive = Math.max(0, seconds);
	if (positive < 9.95) return `${positive.toFixed(1)}${NARROW}s`;
	const whole = Math.round(positive);
	if (whole < 60) return `${whole}${NARROW}s`;
	if (whole < 3600) return `${Math.floor(whole / 60)}${NARROW}m ${two(whole % 60)}${NARROW}s`;
	if (whole < 86_400) return `${Math.floor(whole / 3600)}${NARROW}h ${two(Math.floor((whole % 3600) / 60))}${NARROW}m`;
	return `${Math.floor(whole / 86_400)}${NARROW}d ${Math.floor((whole % 86_400) / 3600)}${NARROW}h`;
}

/** The time between two events, from ms: `310 ms` below a second, where its milliseconds matter; then as a duration. */
export function interval(ms: number): string {
	const whole = Math.max(0, Math.round(ms));
	return whole < 1_000 ? `${whole}${NARROW}ms` : duration(whole / 1_000);
}

/** The age of `then` at `now`, both in ms since the epoch. */
export function age(now: number, then: number): string {
	return duration((now - then) / 1000);
}

/** One unit only, for tight places: `12 s`, `4 m`, `2 h`. */
export function shortDuration(seconds: number): string {
	const whole = Math.max(0, Math.floor(seconds));
	if (whole < 60) return `${whole}${NARROW}s`;
	if (whole < 3600) return `${Math.floor(whole / 60)}${NARROW}m`;
	return `${Math.floor(whole / 3600)}${NARROW}h`;
}
