/** What is typed to reach a record: an offset, or a time. Pure. */

export type TypedPlace = { readonly kind: "offset"; readonly offset: string } | { readonly kind: "time"; readonly at: number };

const OFFSET = /^\d{1,15}$/;
const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?$/;
const DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?))?Z?$/i;
const DAY_MS = 86_400_000;

/**
 * `31059` and `31,059` are offsets; `14:31`, `14:31:17.845` and `2026-11-28 14:31:17` are times in UTC, those without a date the last such
 * time before `now`. Undefined for anything else.
 */
export function placeTyped(text: string, now: number): TypedPlace | undefined {
	const typed = text.trim();
	const offset = typed.replaceAll(",", "");
	if (OFFSET.test(offset)) return { kind: "offset", offset };
	const at = timeTyped(typed, now);
	return at === undefined || Number.isNaN(at) ? undefined : { kind: "time", at };
}

function timeTyped(typed: string, now: number): number | undefined {
	const clock = CLOCK.exec(typed);
	if (clock !== null) {
		const [, hours, minutes, seconds = "00", fraction = "0"] = clock;
		const day = new Date(now).toISOString().slice(0, 10);
		const at = Date.parse(`${day}T${hours?.padStart(2, "0")}:${minutes}:${seconds}.${fraction.padEnd(3, "0")}Z`);
		return at > now ? at - DAY_MS : at;
	}
	const date = DATE.exec(typed);
	return date === null ? undefined : Date.parse(`${date[1]}T${date[2] ?? "00:00"}Z`);
}
