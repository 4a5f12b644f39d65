/**
 * Moving the write-ahead log into the database once it is long. Copying 64 MB takes some tenths of a second, so a thread of its own does it
 * while the writer goes on; the writer then moves the rest, and SQLite starts the log again from its beginning.
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { Worker } from "node:worker_threads";
import { RUNNING, STOPPED, type ThreadData } from "./checkpoint-state.ts";

export interface CheckpointsOptions {
	readonly path: string;
	/** The writer's connection. */
	readonly sql: DatabaseSync;
	/** The number of pages in the log at which it is moved. */
	readonly limitPages: number;
	/** Called on the writer's thread, outside of a transaction, when little is left to move. */
	readonly finish: () => void;
	/** The thread or `finish` failed. The next attempt follows when the log has grown further. */
	readonly onFailed: (error: unknown) => void;
}

/** A thread that ends late delays a close for at most this time. */
const MOST_WAIT_MS = 10_000;
/** It runs two statements. */
const THREAD_LIMITS = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 };

export class Checkpoints {
	readonly #options: CheckpointsOptions;
	/** The length of the log, by a checkpoint that moves nothing: some microseconds. */
	readonly #length: StatementSync;
	readonly #state = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
	#running: Promise<void> | undefined;
	#startAt: number;
	#closed = false;

	constructor(options: CheckpointsOptions) {
		this.#options = options;
		this.#startAt = options.limitPages;
		this.#length = options.sql.prepare("PRAGMA wal_checkpoint(NOOP)");
	}

	/** True from the start of the thread until `finish` has returned: the database changes at any time. */
	get running(): boolean {
		return this.#running !== undefined;
	}

	/** Resolves when none is running. */
	async idle(): Promise<void> {
		while (this.#running !== undefined) await this.#running;
	}

	/** After a commit. What fails here is reported and not thrown: the commit is durable. */
	committed(): void {
		try {
			this.#startWhenLong();
		} catch (error) {
			Atomics.store(this.#state, 0, STOPPED);
			this.#options.onFailed(error);
		}
	}

	#startWhenLong(): void {
		if (this.running || this.#closed) return;
		const { limitPages } = this.#options;
		const log = Number(this.#length.get()?.log);
		if (log < limitPages) this.#startAt = limitPages;
		if (log < this.#startAt) return;
		// A long read or a full disk may keep the log from starting again: another attempt is worth its cost once there is more to move.
		this.#startAt = log + limitPages / 8;
		this.#running = this.#runThread().then(() => {
			this.#finish();
			this.#running = undefined;
		});
	}

	/** Starts no more of them. Returns when the thread has closed its connection. */
	close(): void {
		this.#closed = true;
		Atomics.wait(this.#state, 0, RUNNING, MOST_WAIT_MS);
	}

	#finish(): void {
		if (this.#closed) return;
		try {
			this.#options.finish();
		} catch (error) {
			this.#options.onFailed(error);
		}
	}

	/** Resolves when the thread has ended, whether or not it could move the log: what it left, the writer moves. */
	#runThread(): Promise<void> {
		const workerData: ThreadData = { path: this.#options.path, state: this.#state };
		Atomics.store(this.#state, 0, RUNNING);
		const thread = new Worker(new URL("./checkpoint-thread.ts", import.meta.url), {
			workerData,
			resourceLimits: THREAD_LIMITS,
			// Not those of the process: some are for its entry alone.
			execArgv: ["--disable-warning=ExperimentalWarning"],
		});
		thread.unref();
		return new Promise((resolve) => {
			thread.on("error", this.#options.onFailed);
			thread.on("exit", () => {
				Atomics.store(this.#state, 0, STOPPED);
				resolve();
			});
		});
	}
}
