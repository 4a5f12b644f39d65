/** Replay: the orders of the last days written again, into a separate topic, marked so that no live group processes them. */

import { AppError } from "@orderdeck/contracts/errors";
import { eventId } from "@orderdeck/contracts/events";
import { instantOf } from "@orderdeck/contracts/instant";
import type { ReplayJob } from "@orderdeck/contracts/replay/entities";
import { isoOf } from "../domain/instant.ts";
import { eventsIn, type OrderEventDocument } from "../domain/order-history.ts";
import { put } from "../ports/documents.ts";
import type { NewRecord } from "../ports/event-log.ts";
import type { CommandContext } from "./context.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";
import { retryUntilAborted } from "./retry-unavailable.ts";

const PAGE = 200;

export type ReplayContext = Pick<CommandContext, "store" | "work" | "clock">;

export interface Replays {
	/** Runs a job that is stored as running, unless it runs in this process already. */
	begin(job: ReplayJob): void;
	/** Marks jobs as failed that are stored as running and that no process has updated for `abandonedMs`: no process will continue them. */
	recover(abandonedMs: number): Promise<void>;
	/** Resolves when no job runs in this process. */
	idle(): Promise<void>;
}

/** Jobs run beside the pipeline, a page at a time, until done, cancelled, or `signal` aborts. */
export function createReplays(context: ReplayContext, signal: AbortSignal): Replays {
	const { store, work, clock } = context;
	const running = new Map<string, Promise<void>>();
	const retried = <T>(act: () => Promise<T>): Promise<T> => retryUntilAborted(clock, signal, act);

	/** Changes the job while it is running; returns it as it is then. */
	async function change(jobId: string, changes: Partial<ReplayJob>, records: readonly NewRecord[] = []): Promise<ReplayJob> {
		return retryOnConflict(clock, async () => {
			const [read] = await store.get("replays", [jobId]);
			if (read === undefined) throw new AppError("NOT_FOUND", `There is no replay job ${jobId}.`);
			if (read.doc.state !== "RUNNING") return read.doc;
			const job = { ...read.doc, ...changes, updated_at: isoOf(clock.now()) };
			await work.apply({ writes: [put("replays", jobId, read, job)], records });
			return job;
		});
	}

	function ended(state: ReplayJob["state"], error: string | null): Partial<ReplayJob> {
		return { state, error, ended_at: isoOf(clock.now()) };
	}

	async function run(job: ReplayJob): Promise<void> {
		let cursor: string | undefined;
		let replayed = 0;
		do {
			const { records, next } = await retried(() => nextPage(job, cursor));
			replayed += records.length;
			const now = await retried(() => change(job.job_id, { replayed, total: Math.max(job.total, replayed) }, records));
			if (now.state !== "RUNNING") return;
			cursor = next;
			await clock.sleep(0, signal);
		} while (cursor !== undefined && !signal.aborted);
		if (cursor === undefined) await retried(() => change(job.job_id, ended("DONE", null)));
	}

	async function nextPage(job: ReplayJob, cursor: string | undefined) {
		const page = await store.scanOrders({ from: job.from, to: job.started_at }, { limit: PAGE, cursor });
		// Orders that arrive while the job runs do not belong to it: otherwise it might never catch up with a fast producer.
		const own = page.items.filter((order) => order.processed_at <= job.started_at);
		const orderIds = own.map((order) => String(order.order_id));
		const records = await replayRecords(context, orderIds, job.topic);
		return { records, next: own.length === 0 && page.items.length > 0 ? undefined : page.next };
	}

	async function runToEnd(job: ReplayJob): Promise<void> {
		try {
			await run(job);
		} catch (error) {
			// When the process stops, the next one marks the job.
			if (signal.aborted) return;
			await retried(() => change(job.job_id, ended("FAILED", error instanceof Error ? error.message : String(error))));
		}
	}

	return {
		begin(job) {
			if (running.has(job.job_id)) return;
			running.set(
				job.job_id,
				runToEnd(job).finally(() => running.delete(job.job_id)),
			);
		},
		async recover(abandonedMs) {
			for (const job of await store.listReplays(1000)) {
				const idleMs = clock.now() - instantOf(job.updated_at ?? job.started_at);
				if (job.state === "RUNNING" && idleMs >= abandonedMs && !running.has(job.job_id))
					await change(job.job_id, ended("FAILED", "The daemon stopped before the replay ended; start it again."));
			}
		},
		async idle() {
			await Promise.all(running.values());
		},
	};
}

/** The orders as they arrived, marked as replayed. */
async function replayRecords({ store, clock }: ReplayContext, orderIds: readonly string[], topic: string): Promise<NewRecord[]> {
	const created = await createdEvents(store, orderIds);
	return created.map(({ order_id, type, event_id, data }) => {
		return {
			topic,
			key: order_id,
			value: Buffer.from(JSON.stringify({ ...data, isReplay: true })),
			headers: {
				ce_specversion: "1.0",
				ce_type: type,
				ce_id: `${event_id}:replay`,
				ce_source: "orderdeck-replay",
				ce_time: isoOf(clock.now()),
				"content-type": "application/json",
			},
		};
	});
}

const NOTHING = { lifecycle: [] };

/** The orders' own events, in the order of the ids. */
async function createdEvents(store: ReplayContext["store"], orderIds: readonly string[]): Promise<OrderEventDocument[]> {
	if (orderIds.length === 0) return [];
	const orders = await store.get("orders", orderIds);
	const kept = orderIds.map((id, index) => eventsIn(id, orders[index]?.doc ?? NOTHING).find(({ type }) => type === "ORDER_CREATED"));
	const lacking = orderIds.filter((_, index) => kept[index] === undefined).map((id) => eventId(id, "ORDER_CREATED"));
	const earlier = lacking.length === 0 ? [] : await store.get("order_events", lacking);
	const byOrder = new Map(earlier.flatMap((read) => (read === undefined ? [] : [[read.doc.order_id, read.doc] as const])));
	return orderIds.flatMap((id, index) => kept[index] ?? byOrder.get(id) ?? []);
}
