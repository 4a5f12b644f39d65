/** Time, ids and randomness, injected so that tests and replays make the same decisions. */
export interface Clock {
	/** Ms since the epoch. */
	now(): number;
	/** Resolves after `ms`, or immediately when `signal` aborts. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
	/** A new unique id. */
	id(): string;
	/** In [0, 1). */
	random(): number;
}
