/** When letters arrived, as bars of equal time. Pure. */
import type { LetterArrivals } from "@orderdeck/contracts/letters/entities";
import { epochOf } from "../../format/time.ts";

const HOUR_MS = 3_600_000;
/** Hours that the bars show at least, so that one hour is no wall. */
const LEAST_HOURS = 24;
/** More bars than this do not fit beside each other. */
const MOST_BARS = 48;

/** Whole hours, ms since the epoch. */
export interface ArrivalAxis {
	readonly from: number;
	readonly to: number;
	/** Hours in one bar. */
	readonly hoursABar: number;
}

/** From the first hour in which any letter arrived through the present one; a day at least. */
export function arrivalAxis(reasons: readonly LetterArrivals[], now: number): ArrivalAxis {
	const to = (Math.floor(now / HOUR_MS) + 1) * HOUR_MS;
	const first = Math.min(...reasons.flatMap(({ hours }) => hours.map(({ at }) => epochOf(at))), to - LEAST_HOURS * HOUR_MS);
	const hoursABar = Math.ceil((to - first) / HOUR_MS / MOST_BARS);
	const bars = Math.ceil((to - first) / HOUR_MS / hoursABar);
	return { from: to - bars * hoursABar * HOUR_MS, to, hoursABar };
}

/** How many arrived in each bar, oldest first. */
export function arrivalBars(hours: LetterArrivals["hours"], { from, to, hoursABar }: ArrivalAxis): number[] {
	const width = hoursABar * HOUR_MS;
	const bars = Array.from({ length: Math.round((to - from) / width) }, () => 0);
	for (const { at, count } of hours) {
		const bar = Math.floor((epochOf(at) - from) / width);
		const known = bars[bar];
		if (known !== undefined) bars[bar] = known + count;
	}
	return bars;
}
