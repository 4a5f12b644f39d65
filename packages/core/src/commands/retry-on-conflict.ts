/** Optimistic concurrency: decide on what is stored, apply, and decide again when somebody else wrote first. */
import { AppError } from "@orderdeck/contracts/errors";
import { backoffMs } from "../async/backoff.ts";
import type { Clock } from "../ports/clock.ts";
import { CasMismatch } from "../ports/errors.ts";

/** With these limits all retries together wait for a few seconds at most. */
const TRIES = 20;
const BACKOFF = { baseMs: 1, maxMs: 250 };

/**
 * Runs `decideAndApply` until no compare-and-swap is lost, with backoff between tries. Throws UNAVAILABLE when every try lost: the caller
 * may try again.
 */
export async function retryOnConflict<T>(clock: Pick<Clock, "sleep" | "random">, decideAndApply: () => Promise<T>): Promise<T> {
	for (let tries = 1; ; tries += 1) {
		try {
			return await decideAndApply();
		} catch (error) {
			if (!(error instanceof CasMismatch)) throw error;
			if (tries === TRIES)
				throw new AppError("UNAVAILABLE", "Others keep changing the same data; try again in a moment.", { cause: error });
			await clock.sleep(backoffMs(tries, BACKOFF, clock.random));
		}
	}
}
