/** Durations of batches as a cumulative histogram, as Prometheus and OpenTelemetry define it. */

/** Upper bounds in seconds, as OpenTelemetry's conventions recommend for `messaging.process.duration`. */
export const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] as const;

export interface Durations {
	/** Total seconds. */
	readonly sum: number;
	readonly count: number;
	/** For each of BOUNDS, how many took at most as long. */
	readonly within: readonly number[];
}

export class DurationHistogram {
	#sum = 0;
	#count = 0;
	readonly #within: number[] = BOUNDS.map(() => 0);

	add(seconds: number): void {
		this.#sum += seconds;
		this.#count += 1;
		BOUNDS.forEach((bound, index) => {
			if (seconds <= bound) this.#within[index] = (this.#within[index] ?? 0) + 1;
		});
	}

	read(): Durations {
		return { sum: this.#sum, count: this.#count, within: [...this.#within] };
	}
}
