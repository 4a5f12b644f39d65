/** What the log and the store need once a minute, whatever roles run. */
import type { Replays } from "@orderdeck/core/commands/replay";
import type { Clock } from "@orderdeck/core/ports/clock";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import type { ReportEvent } from "../logging.ts";
import { messageOf } from "../message-of.ts";

export interface MaintenanceDeps {
	readonly log: Pick<EventLog, "retain">;
	readonly replays: Pick<Replays, "recover">;
	readonly clock: Clock;
	readonly report: ReportEvent;
	readonly retentionMs: number;
}

const EVERY_MS = 60_000;
/** A running replay writes its progress many times per second. */
const ABANDONED_MS = 120_000;

/** Deletes what is older than the retention and marks abandoned replays, until `signal` aborts. A failure is logged and retried a minute later. */
export async function runMaintenance({ log, replays, clock, report, retentionMs }: MaintenanceDeps, signal: AbortSignal): Promise<void> {
	while (!signal.aborted) {
		await clock.sleep(EVERY_MS, signal);
		if (signal.aborted) return;
		try {
			const dropped = await log.retain(clock.now() - retentionMs);
			if (dropped > 0) report("info", "log_retained", { dropped });
			await replays.recover(ABANDONED_MS);
		} catch (error) {
			report("warn", "maintenance_failed", { err: messageOf(error) });
		}
	}
}
