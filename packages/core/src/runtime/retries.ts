/** The waits between attempts. Each one is reported to the observer and ends early when `signal` aborts. */
import { backoffMs } from "../async/backoff.ts";
import type { Clock } from "../ports/clock.ts";
import { AppendRefused, CasMismatch } from "../ports/errors.ts";

export interface RetriesDeps {
	readonly clock: Clock;
	readonly onRetry: (error: unknown, attempt: number, waitMs: number) => void;
}

const TRANSIENT = { baseMs: 50, maxMs: 5_000 };
/** A lost compare-and-swap is another writer's success: decide again immediately, with a little jitter when it recurs. */
const CONFLICT = { baseMs: 1, maxMs: 5_000 };
const IMMEDIATE_CONFLICTS = 2;

export class Retries {
	readonly #deps: RetriesDeps;
	readonly #signal: AbortSignal;
	#backingOff = false;
	#wait = new AbortController();

	constructor(deps: RetriesDeps, signal: AbortSignal) {
		this.#deps = deps;
		this.#signal = signal;
	}

	/** True from a failure, other than a conflict, to the next success. */
	get backingOff(): boolean {
		return this.#backingOff;
	}

	succeeded(): void {
		this.#backingOff = false;
	}

	/** Waits before the attempt after `attempt` (1, 2, …). */
	async backOff(error: unknown, attempt: number): Promise<void> {
		const { clock, onRetry } = this.#deps;
		const conflict = error instanceof CasMismatch;
		const immediate = conflict && attempt <= IMMEDIATE_CONFLICTS;
		const waitMs = immediate ? 0 : backoffMs(attempt, conflict ? CONFLICT : TRANSIENT, () => clock.random());
		this.#backingOff = !conflict;
		onRetry(error, attempt, waitMs);
		this.#wait = new AbortController();
		await clock.sleep(waitMs, AbortSignal.any([this.#signal, this.#wait.signal]));
	}

	/** Ends the wait that is under way: there is something else to do than to try again. */
	interrupt(): void {
		this.#wait.abort();
	}

	/** The result of `act`, retried as long as it takes; undefined once aborted. Rejects with AppendRefused, which no retry changes. */
	async retryUntilAborted<T>(act: () => Promise<T>): Promise<T | undefined> {
		for (let attempt = 1; !this.#signal.aborted; attempt += 1) {
			try {
				const result = await act();
				this.succeeded();
				return result;
			} catch (error) {
				if (this.#signal.aborted) return undefined;
				if (error instanceof AppendRefused) throw error;
				await this.backOff(error, attempt);
			}
		}
		return undefined;
	}
}
