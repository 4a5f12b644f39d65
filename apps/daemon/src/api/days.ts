/** Days of a time zone by their dates. */
import { bucketsIn, type TimeBucket, type TimeRange } from "@orderdeck/core/domain/time-buckets";

export interface NamedDay extends TimeBucket {
	/** Such as 2026-01-15. */
	readonly day: string;
}

/** The days that the range touches, oldest first. */
export function namedDays(range: TimeRange, timeZone: string): NamedDay[] {
	const format = new Intl.DateTimeFormat("en", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
	return bucketsIn(range, "day", timeZone).map((bucket) => {
		const parts = new Map(format.formatToParts(bucket.start).map(({ type, value }) => [type, value]));
		return { ...bucket, day: ["year", "month", "day"].map((type) => parts.get(type as Intl.DateTimeFormatPartTypes)).join("-") };
	});
}
