/** Times of day and instants. All in UTC, as the rail states: operators of one pipeline sit in many zones. */

const two = (value: number) => String(value).padStart(2, "0");

export { instantOf as epochOf } from "@orderdeck/contracts/instant";

/** `14:31:37` */
export function clockTime(at: number): string {
	const date = new Date(at);
	return Number.isNaN(at) ? "–" : `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}

/** `14:31:37.845` */
export function exactClockTime(at: number): string {
	return Number.isNaN(at) ? "–" : `${clockTime(at)}.${String(new Date(at).getUTCMilliseconds()).padStart(3, "0")}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * When something happened, as seen at `now`: `14:31:37` today, `Nov 21 14:31` on another day of the year, `Nov 21, 2099` in another year.
 */
export function timeOrDate(at: number, now: number): string {
	if (Number.isNaN(at) || sameUntil(10, at, now)) return clockTime(at);
	const date = new Date(at);
	const day = `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}`;
	return sameUntil(4, at, now) ? `${day} ${minuteTime(at)}` : `${day}, ${date.getUTCFullYear()}`;
}

/** The same to thousandths of a second, on any day: `14:31:37.845`, `Nov 21 14:31:37.845`. */
export function exactTimeOrDate(at: number, now: number): string {
	if (Number.isNaN(at) || sameUntil(10, at, now)) return exactClockTime(at);
	const date = new Date(at);
	const year = sameUntil(4, at, now) ? "" : ` ${date.getUTCFullYear()}`;
	return `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}${year} ${exactClockTime(at)}`;
}

/** Whether both begin with the same year (4) or day (10), in UTC. */
function sameUntil(length: 4 | 10, a: number, b: number): boolean {
	return new Date(a).toISOString().slice(0, length) === new Date(b).toISOString().slice(0, length);
}

/** `14:31`, for axes. */
export function minuteTime(at: number): string {
	return clockTime(at).slice(0, 5);
}

/** `2024-01-15 10:30:00.000 UTC`, for hovers. */
export function fullTime(at: number): string {
	return Number.isNaN(at) ? "no time" : `${new Date(at).toISOString().replace("T", " ").replace("Z", "")} UTC`;
}
