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

/** `14:31`, for axes. */
export function minuteTime(at: number): string {
	return clockTime(at).slice(0, 5);
}

/** `2024-01-15 10:30:00.000 UTC`, for hovers. */
export function fullTime(at: number): string {
	return Number.isNaN(at) ? "no time" : `${new Date(at).toISOString().replace("T", " ").replace("Z", "")} UTC`;
}
