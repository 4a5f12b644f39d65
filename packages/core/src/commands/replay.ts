/** Replay: the orders of the last days written again, into a separate topic, marked so that no live group processes them. */

import { AppError } from "@orderdeck/contracts/errors";
import { eventId } from "@orderdeck/contracts/events";
import { instantOf } from "@orderdeck/contracts/instant";
import type { ReplayJob } from "@orderdeck/contracts/replay/entities";
import type { replaySchema } from "@orderdeck/contracts/replay/requests";
import type { Actor } from "@orderdeck/contracts/session";
import { ORDER_EVENT_TOPICS, PARTITIONS, TOPICS } from "@orderdeck/contracts/topics";
import type { z } from "zod";
import { isoOf } from "../domain/instant.ts";
import { put } from "../ports/documents.ts";
import type { NewRecord } from "../ports/event-log.ts";
import { audited } from "./audit.ts";
import type { CommandContext } from "./context.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

const DAY_MS = 86_400_000;
const PAGE = 200;
const LIVE: ReadonlySet<string> = new Set([...ORDER_EVENT_TOPICS, TOPICS.orderAnalytics]);

export interface Replays {
	start(input: z.infer<typeof replaySchema>, actor: Actor): Promise<ReplayJob>;
	cancel(jobId: string, actor: Actor): Promise<ReplayJob>;
	/** Marks jobs as failed that are stored as running and that no process has updated for `abandonedMs`: no process will continue them. */
	recover(abandonedMs: number): Promise<void>;
	/** Resolves when no job runs in this process. */
	idle(): Promise<void>;
}

/** Jobs run beside the pipeline, a page at a time, until done, cancelled, or `signal` aborts. */
export function createReplays(context: CommandContext, signal: AbortSignal): Replays {
	const { store, work, clock, log } = context;
	const running = new Map<string, Promise<void>>();

	async function load(jobId: string) {
		const [read] = await store.get("replays", [jobId]);
		if (read === undefined) throw new AppError("NOT_FOUND", `There is no replay job ${jobId}.`);
		return read;
	}

	/** Changes the job while it is running; returns it as it is then. */
	async function change(jobId: string, changes: Partial<ReplayJob>, records: readonly NewRecord[] = []): Promise<ReplayJob> {
		return retryOnConflict(clock, async () => {
			const read = await load(jobId);
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
			const page = await store.scanOrders(job.from, { limit: PAGE, cursor });
			// Orders that arrive while the job runs do not belong to it: otherwise it might never catch up with a fast producer.
			const own = page.items.filter((order) => order.processed_at <= job.started_at);
			const orderIds = own.map((order) => String(order.order_id));
			const records = await replayRecords(context, orderIds, job.topic);
			replayed += records.length;
			const now = await change(job.job_id, { replayed, total: Math.max(job.total, replayed) }, records);
			if (now.state !== "RUNNING") return;
			cursor = own.length === 0 && page.items.length > 0 ? undefined : page.next;
			await clock.sleep(0, signal);
		} while (cursor !== undefined && !signal.aborted);
		if (cursor === undefined) await change(job.job_id, ended("DONE", null));
	}

	return {
		async start(input, actor) {
			if (LIVE.has(input.topic) || input.topic.endsWith(".dlq")) {
				const message = `is live: a replay into ${input.topic} would run its orders again; name another topic, such as ${TOPICS.ordersReplay}`;
				throw new AppError("REPLAY_TARGET_LIVE", `topic: ${message}`, { issues: [{ path: ["topic"], message }] });
			}
			await log.ensureTopics([{ topic: input.topic, partitions: PARTITIONS }]);
			const now = clock.now();
			const from = isoOf(now - input.days * DAY_MS);
			const job: ReplayJob = {
				job_id: clock.id(),
				state: "RUNNING",
				days: input.days,
				topic: input.topic,
				from,
				total: await store.countOrders(from),
				replayed: 0,
				started_at: isoOf(now),
				ended_at: null,
				error: null,
			};
			const entry = {
				action: "orders.replay",
				target: `topic:${input.topic}`,
				before: null,
				after: { job_id: job.job_id, days: input.days },
			};
			const writes = [{ op: "insert", collection: "replays", key: job.job_id, doc: job } as const, audited(clock, actor, entry)];
			await work.apply({ writes, records: [] });
			const done = run(job)
				.catch((error: unknown) => change(job.job_id, ended("FAILED", error instanceof Error ? error.message : String(error))))
				.then(() => void running.delete(job.job_id));
			running.set(job.job_id, done);
			return job;
		},
		async cancel(jobId, actor) {
			return retryOnConflict(clock, async () => {
				const read = await load(jobId);
				if (read.doc.state !== "RUNNING") throw new AppError("REPLAY_ALREADY_ENDED", `Replay ${jobId} has ended: ${read.doc.state}.`);
				const job = { ...read.doc, ...ended("CANCELLED", null) };
				const entry = {
					action: "replay.cancel",
					target: `replay:${jobId}`,
					before: { state: read.doc.state },
					after: { state: job.state },
				};
				await work.apply({ writes: [put("replays", jobId, read, job), audited(clock, actor, entry)], records: [] });
				return job;
			});
		},
		async recover(abandonedMs) {
			for (const job of await store.listReplays(1000)) {
				const idleMs = clock.now() - instantOf(job.updated_at ?? job.started_at);
				if (job.state === "RUNNING" && idleMs >= abandonedMs)
					await change(job.job_id, ended("FAILED", "The daemon stopped before the replay ended; start it again."));
			}
		},
		async idle() {
			await Promise.all(running.values());
		},
	};
}

/** The orders as they arrived, marked as replayed. */
async function replayRecords({ store, clock }: CommandContext, orderIds: readonly string[], topic: string): Promise<NewRecord[]> {
	const keys = orderIds.map((id) => eventId(id, "ORDER_CREATED"));
	const created = keys.length === 0 ? [] : await store.get("order_events", keys);
	return created.flatMap((read) => {
		if (read === undefined) return [];
		const { doc } = read;
		return {
			topic,
			key: doc.order_id,
			value: Buffer.from(JSON.stringify({ ...doc.data, isReplay: true })),
			headers: {
				ce_specversion: "1.0",
				ce_type: doc.type,
				ce_id: `${doc.event_id}:replay`,
				ce_source: "orderdeck-replay",
				ce_time: isoOf(clock.now()),
				"content-type": "application/json",
			},
		};
	});
}
