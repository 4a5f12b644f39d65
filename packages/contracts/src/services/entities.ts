/** The roles of a daemon, and the producer. */
import { z } from "zod";
import { ROLES } from "../topics.ts";

/** One role of a daemon, as its operator sees it. */
export const serviceStatusSchema = z.object({
	role: z.enum(ROLES),
	state: z.enum(["running", "paused", "backing-off", "stopped"]),
	instance: z.string(),
	version: z.string(),
	started_at: z.string(),
	/** Records (producer: orders; api: requests) handled since the start. */
	handled: z.int(),
	per_second: z.number(),
	/** Of a consumer: batches handled since the start. Absent where an earlier version reports. */
	batches: z.int().optional(),
	retries: z.int(),
	dead_letters: z.int(),
	last_error: z.string().nullable(),
	/** When this was reported: every process reports every few seconds. */
	seen_at: z.string(),
	/** How often, in the last day, a process with this role was restarted after it did not exit normally; null where that is not counted. */
	restarts: z.int().nullable(),
	/** Of a consumer: the pause that it knows, by its start, and whether it applies nothing any more. Absent while it knows of none. */
	pause: z.object({ at: z.string(), applied: z.boolean() }).optional(),
});

export type ServiceStatus = z.infer<typeof serviceStatusSchema>;

export const producerStateSchema = z.object({ running: z.boolean(), rate: z.number(), produced: z.int(), topic: z.string() });

export type ProducerState = z.infer<typeof producerStateSchema>;
