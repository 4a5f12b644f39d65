/** Continues jobs that another process has left: it was stopped, or has died. */
import type { Jobs } from "@orderdeck/core/commands/jobs/jobs";
import type { Clock } from "@orderdeck/core/ports/clock";
import type { ReportEvent } from "../logging.ts";
import { messageOf } from "../message-of.ts";

export interface TakeOverDeps {
	readonly jobs: Pick<Jobs, "takeOver">;
	readonly clock: Clock;
	readonly report: ReportEvent;
}

const EVERY_MS = 5_000;

/** Looks for them at once and then every few seconds, until `signal` aborts. */
export async function runTakeOver({ jobs, clock, report }: TakeOverDeps, signal: AbortSignal): Promise<void> {
	while (!signal.aborted) {
		try {
			await jobs.takeOver();
		} catch (error) {
			report("debug", "take_over_failed", { err: messageOf(error) });
		}
		await clock.sleep(EVERY_MS, signal);
	}
}
