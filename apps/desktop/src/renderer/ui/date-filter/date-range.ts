/** A range of time: a span up to now, or two ends. All in UTC, as every time on the screens. */
import { clockTime, epochOf } from "../../format/time.ts";

const MINUTE_MS = 60_000;

const SPAN_MS = { "15m": 15 * MINUTE_MS, "1h": 60 * MINUTE_MS, "24h": 1_440 * MINUTE_MS, "7d": 7 * 1_440 * MINUTE_MS } as const;

export const SPANS = ["15m", "1h", "today", "24h", "7d"] as const;
export type Span = (typeof SPANS)[number];

export const SPAN_WORDS: Record<Span, string> = {
	"15m": "last 15 min",
	"1h": "last hour",
	today: "today",
	"24h": "last 24 h",
	"7d": "last 7 days",
};

/** Where a span that ends at `now` begins, ms since the epoch. Today begins at midnight, UTC. */
export function spanStart(span: Span, now: number): number {
	if (span === "today") return Math.floor(now / 86_400_000) * 86_400_000;
	return now - SPAN_MS[span];
}

/** The clocks of producers may be ahead by this much. */
const AHEAD_MS = MINUTE_MS;

/** Where it ends: what claims to have happened later is not within it. */
export function spanEnd(span: Span, now: number): number {
	return span === "today" ? spanStart(span, now) + 86_400_000 - 1 : now + AHEAD_MS;
}

/** From its beginning to its end, ISO 8601. */
export function rangeOf(span: Span, now: number): { readonly from: string; readonly to: string } {
	return { from: new Date(spanStart(span, now)).toISOString(), to: new Date(spanEnd(span, now)).toISOString() };
}

/** `2026-11-21 10:30`, or with seconds where there are any. */
function dayAndTime(iso: string): string {
	const at = epochOf(iso);
	if (Number.isNaN(at)) return iso;
	const time = clockTime(at);
	return `${new Date(at).toISOString().slice(0, 10)} ${time.endsWith(":00") ? time.slice(0, 5) : time}`;
}

export interface DateSearch {
	readonly since?: Span | undefined;
	readonly from?: string | undefined;
	readonly to?: string | undefined;
}

/** The filter in the words of its chip; undefined when it holds nothing. */
export function dateWords({ since, from, to }: DateSearch): string | undefined {
	if (since !== undefined) return SPAN_WORDS[since];
	if (from === undefined && to === undefined) return undefined;
	if (to === undefined) return `from ${dayAndTime(from ?? "")}`;
	return from === undefined ? `until ${dayAndTime(to)}` : `${dayAndTime(from)} to ${dayAndTime(to)}`;
}

/** A picker's `2026-11-21 10:30:00` as ISO 8601 in UTC, and back. */
export function isoOfPicked(picked: string | null): string | undefined {
	return picked === null || picked === "" ? undefined : `${picked.replace(" ", "T")}Z`;
}

export function pickedOfIso(iso: string | undefined): string | null {
	const at = iso === undefined ? Number.NaN : epochOf(iso);
	return Number.isNaN(at) ? null : new Date(at).toISOString().slice(0, 19).replace("T", " ");
}
