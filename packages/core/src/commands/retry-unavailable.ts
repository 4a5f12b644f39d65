/** Patience with a log or a store that is unavailable: for what nobody waits for. */
import { AppError } from "@orderdeck/contracts/errors";
import { backoffMs } from "../async/backoff.ts";
import type { Clock } from "../ports/clock.ts";
import { StoreError } from "../ports/errors.ts";

const BACKOFF = { baseMs: 250, maxMs: 5_000 };

/** Tries again while log or store are unavailable; until `signal` aborts, then rejects. */
export async function retryUntilAborted<T>(clock: Pick<Clock, "sleep" | "random">, signal: AbortSignal, act: () => Promise<T>): Promise<T> {
	for (let tries = 1; ; tries += 1) {
		try {
			return await act();
		} catch (error) {
			if (signal.aborted || !isTransient(error)) throw error;
			await clock.sleep(backoffMs(tries, BACKOFF, clock.random), signal);
		}
	}
}

function isTransient(error: unknown): boolean {
	return (error instanceof StoreError || error instanceof AppError) && error.code === "UNAVAILABLE";
}
