/** What the log and the store need once a minute, whatever roles run. */
import { HISTORY_KEPT_MS, nextHour } from "@orderdeck/core/domain/quarters";
import { SHADOW_KEPT_MS } from "@orderdeck/core/domain/shadow-result";
import type { Clock } from "@orderdeck/core/ports/clock";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import type { OrderStore } from "@orderdeck/core/ports/order-store";
import type { ReportEvent } from "../logging.ts";
import { messageOf } from "../message-of.ts";

export interface MaintenanceDeps {
	readonly log: Pick<EventLog, "retain">;
	/** Undefined where another process keeps the history. */
	readonly store: Pick<OrderStore, "moveHistory" | "dropQuarters" | "dropShadowResults"> | undefined;
	/** Of an earlier version: see `earlier-replays`. */
	readonly failAbandonedReplays: (abandonedMs: number) => Promise<void>;
	readonly clock: Clock;
	readonly report: ReportEvent;
	readonly retentionMs: number;
}

const EVERY_MS = 60_000;
/** A running replay writes its progress many times per second. */
const ABANDONED_MS = 120_000;
/** Orders whose history is moved in one turn of some milliseconds, and the rest after it: a fifth of the thread's time at the most. */
const ORDERS_MOVED = 20;
const MOVE_REST_MS = 20;

/**
 * Deletes what is older than the retention, marks abandoned replays, removes quarter hours and results of versions in shadow once an hour, and moves what an earlier version stored in another place, until `signal`
 * aborts. A failure is logged and retried a minute later.
 */
export async function runMaintenance(deps: MaintenanceDeps, signal: AbortSignal): Promise<void> {
	const { log, store, clock, report, retentionMs } = deps;
	/** Hours that begin before this have been removed. */
	let kept = 0;
	while (!signal.aborted) {
		await clock.sleep(EVERY_MS, signal);
		if (signal.aborted) return;
		try {
			const dropped = await log.retain(clock.now() - retentionMs);
			if (dropped > 0) report("info", "log_retained", { dropped });
			await deps.failAbandonedReplays(ABANDONED_MS);
			const oldest = nextHour(clock.now() - HISTORY_KEPT_MS);
			if (oldest > kept) {
				await store?.dropQuarters(oldest);
				await store?.dropShadowResults(clock.now() - SHADOW_KEPT_MS);
			}
			kept = oldest;
			await moveHistory(deps, signal);
		} catch (error) {
			report("warn", "maintenance_failed", { err: messageOf(error) });
		}
	}
}

async function moveHistory({ store, clock, report }: MaintenanceDeps, signal: AbortSignal): Promise<void> {
	let orders = 0;
	while (store !== undefined && !signal.aborted) {
		const { examined, moved } = await store.moveHistory(ORDERS_MOVED);
		orders += moved;
		if (examined === 0) break;
		await clock.sleep(MOVE_REST_MS, signal);
	}
	if (orders > 0) report("info", "history_moved", { orders });
}
