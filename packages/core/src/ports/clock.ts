/** Time, ids and randomness, so that tests and replays decide the same. */
export interface Clock {
	/** Ms since the epoch. */
	now(): number;
	/** Resolves after `ms`, or at once when `signal` aborts. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
	/** A new unique id. */
	id(): string;
	/** In [0, 1). */
	random(): number;
}
