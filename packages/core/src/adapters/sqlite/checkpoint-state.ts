/** What the writer and the thread of a checkpoint share. */
export interface ThreadData {
	readonly path: string;
	/** RUNNING until the thread has closed its connection. */
	readonly state: Int32Array<SharedArrayBuffer>;
}

export const STOPPED = 0;
export const RUNNING = 1;
