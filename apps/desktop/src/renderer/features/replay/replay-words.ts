/** A replay in words and shares, and whether one may be started. */
import type { ReplayJob } from "@orderdeck/contracts/replay/entities";
import { replaySchema } from "@orderdeck/contracts/replay/requests";
import { ORDER_EVENT_TOPICS, TOPICS } from "@orderdeck/contracts/topics";
import type { z } from "zod";
import { epochOf } from "../../format/time.ts";

const DAY_MS = 86_400_000;

/** Done of all, 0 to 1. A window without orders is done when its job is. */
export function progressOf(job: ReplayJob): number {
	if (job.total > 0) return Math.min(1, job.replayed / job.total);
	return job.state === "DONE" ? 1 : 0;
}

/** How long it ran or has run, in seconds. `now` in ms since the epoch. */
export function ranFor(job: ReplayJob, now: number): number {
	return Math.max(0, ((job.ended_at === null ? now : epochOf(job.ended_at)) - epochOf(job.started_at)) / 1000);
}

/** Seconds until it is done at the pace so far; undefined before there is a pace, and for what has ended. */
export function secondsLeft(job: ReplayJob, now: number): number | undefined {
	if (job.state !== "RUNNING" || job.replayed === 0) return undefined;
	return (ranFor(job, now) / job.replayed) * Math.max(0, job.total - job.replayed);
}

/** Orders per second so far; undefined before there is a pace. */
export function paceOf(job: ReplayJob, now: number): number | undefined {
	const seconds = ranFor(job, now);
	return job.replayed === 0 || seconds === 0 ? undefined : job.replayed / seconds;
}

/** Where a window of `days` begins, ms since the epoch. */
export function windowStart(days: number, now: number): number {
	return now - days * DAY_MS;
}

const LIVE: ReadonlySet<string> = new Set<string>([...ORDER_EVENT_TOPICS, TOPICS.orderAnalytics]);

export type CheckedReplay =
	| { readonly ok: true; readonly replay: z.infer<typeof replaySchema> }
	/** Messages by field: `days`, `topic`, `rate`. */
	| { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/** The replay as the API takes it, or what is wrong with it. A live topic is refused here as it is there. */
export function checkReplay({ days, topic, rate }: { days: number; topic: string; rate?: number | undefined }): CheckedReplay {
	const name = topic.trim();
	const parsed = replaySchema.safeParse({ days, topic: name, rate });
	if (!parsed.success) {
		return { ok: false, errors: Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0] ?? ""), issue.message])) };
	}
	if (LIVE.has(name) || name.endsWith(".dlq")) return { ok: false, errors: { topic: `\`${name}\` is live. Choose another` } };
	return { ok: true, replay: parsed.data };
}
