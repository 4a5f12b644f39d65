/** Ends the sleeps of a loop that has something to do before their time. */
export interface Alarm {
	/** Aborts at the next ring. */
	next(): AbortSignal;
	ring(): void;
}

export function createAlarm(): Alarm {
	let ringing = new AbortController();
	return {
		next: () => ringing.signal,
		ring() {
			ringing.abort();
			ringing = new AbortController();
		},
	};
}
