/** Counts by the days of a time zone. */
import type { BacktestResult } from "@orderdeck/contracts/backtests/entities";
import { bucketsIn, type TimeBucket, type TimeRange } from "../time-buckets.ts";

type DayCounts = Omit<BacktestResult["by_day"][number], "day">;

interface Day extends DayCounts {
	readonly bucket: TimeBucket;
	today: number;
	draft: number;
	missed: number;
}

export class Days {
	readonly #timeZone: string;
	readonly #days: readonly Day[];
	#last = 0;

	/** Every day that the range touches. */
	constructor(range: TimeRange, timeZone: string) {
		this.#timeZone = timeZone;
		this.#days = bucketsIn(range, "day", timeZone).map((bucket) => ({ bucket, today: 0, draft: 0, missed: 0 }));
	}

	/** Adds to the day of an order that was created at a time of the range, ms. */
	add(at: number, counts: DayCounts): void {
		// Orders come by time, or nearly so: most are of the day of the one before.
		const isOn = ({ bucket }: Day) => at >= bucket.start && at < bucket.end;
		const last = this.#days[this.#last];
		if (last === undefined || !isOn(last)) this.#last = this.#days.findIndex(isOn);
		const day = this.#days[this.#last];
		if (day === undefined) throw new RangeError(`${at} is in no day of the range`);
		day.today += counts.today;
		day.draft += counts.draft;
		day.missed += counts.missed;
	}

	/** Oldest first. */
	list(): BacktestResult["by_day"] {
		// Swedish writes dates as ISO 8601 does.
		const format = new Intl.DateTimeFormat("sv-SE", { timeZone: this.#timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
		return this.#days.map(({ bucket, today, draft, missed }) => ({
			day: format.format((bucket.start + bucket.end) / 2),
			today,
			draft,
			missed,
		}));
	}
}
