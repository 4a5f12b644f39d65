/** SIGTERM and SIGINT, from the moment this module is loaded. It imports nothing, so that it is the first to be loaded. */

/** The whole drain, streams and pipeline together, ends within this. */
const DEADLINE_MS = 9_500;
/** npm forwards a terminal's Ctrl-C to a process that has already received it: a signal this soon after the first is the same one. */
const SAME_SIGNAL_MS = 1_000;

/**
 * Aborted by the first signal, with its name as the reason. The process exits with 1 at a second signal. When it has not ended in time, with
 * the exit code that is set already, otherwise with 1.
 */
export const stop = new AbortController();

stop.signal.addEventListener("abort", () => setTimeout(() => process.exit(process.exitCode ?? 1), DEADLINE_MS).unref());
let stoppedAt: number | undefined;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
	process.on(signal, () => {
		stoppedAt ??= performance.now();
		if (performance.now() - stoppedAt > SAME_SIGNAL_MS) process.exit(1);
		stop.abort(signal);
	});
}
