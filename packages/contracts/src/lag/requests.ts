/** Inputs and outputs of the lag procedures. */
import { z } from "zod";
import { command } from "../command.ts";
import { isoDateTimeSchema } from "../events.ts";
import { only, pathIdSchema } from "../input.ts";
import { groupLagSchema, groupPauseSchema } from "./entities.ts";
import { offsetCommands } from "./offsets.ts";
import { groupReasonSchema } from "./reason.ts";
import { LAG_STATUSES } from "./words.ts";

export const lagSchema = z.object({ groups: z.array(groupLagSchema) });

export const SHORTEST_OBJECTIVE_SECONDS = 1;
export const LONGEST_OBJECTIVE_SECONDS = 86_400;

/**
 * `seconds` null: the daemon's own objective, LAG_OBJECTIVE_SECONDS, applies again. `version`: that of the objective that the caller has seen;
 * where another operator has set it since, it stays.
 */
export const setObjectiveSchema = only({
	id: pathIdSchema,
	seconds: z
		.number("must be seconds from 1 to 86400, or null")
		.min(SHORTEST_OBJECTIVE_SECONDS, "must be at least 1")
		.max(LONGEST_OBJECTIVE_SECONDS, "must be at most 86400")
		.nullable(),
	version: z.int("must be a version of the objective").nonnegative("must be a version of the objective").optional(),
});

export const groupObjectiveSchema = z.object({
	group: z.string(),
	/** Null: that of the daemon. */
	seconds: z.number().nullable(),
	/** What the group itself needs from commit to commit; null until known. */
	cycle_seconds: z.number().nullable(),
	/** The objective cannot be met: it is shorter than the group's own cycle. */
	shorter_than_cycle: z.boolean(),
	version: z.int(),
});

export const acknowledgeSchema = only({
	id: pathIdSchema,
	incident_id: z.string("must be the incident_id of the group's open incident").min(1).max(512),
});

export const acknowledgementSchema = z.object({
	group: z.string(),
	incident_id: z.string(),
	worst: z.enum(LAG_STATUSES),
	acknowledged_by: z.string(),
	acknowledged_at: z.string(),
});

const pausedTopicsSchema = z.array(z.string().min(1).max(249)).min(1, "must name at least one").max(64, "must name at most 64");
const pausedPartitionsSchema = z
	.array(z.int("must be partition numbers").nonnegative("must be partition numbers"))
	.min(1, "must name at least one")
	.max(1_000, "must name at most 1000");

/** `topics` and `partitions`: only the partitions of these numbers, of these topics. */
export const pauseGroupSchema = only({
	group: pathIdSchema,
	reason: groupReasonSchema,
	until: isoDateTimeSchema.nullish(),
	topics: pausedTopicsSchema.nullish(),
	partitions: pausedPartitionsSchema.nullish(),
});

export const resumeGroupSchema = only({ group: pathIdSchema, reason: groupReasonSchema.optional() });

export const groupPausedSchema = z.object({ group: z.string(), paused: groupPauseSchema });
/** `was`: the pause that ended. */
export const groupResumedSchema = z.object({ group: z.string(), paused: z.null(), was: groupPauseSchema });

export const lagCommands = {
	...offsetCommands,
	/** Repeated by the same operator it replaces the pause. Refuses with PAUSED_BY_OTHER. */
	pauseGroup: command(pauseGroupSchema, groupPausedSchema, { action: "group.pause", target: "group:{group}" }),
	/** Refuses with GROUP_NOT_PAUSED; with PAUSED_BY_OTHER unless an admin resumes. */
	resumeGroup: command(resumeGroupSchema, groupResumedSchema, { action: "group.resume", target: "group:{group}" }),
	/** By the daemon: the pause that began at `at` has reached its end. Changes nothing where it was changed meanwhile. */
	endPause: command(z.object({ group: pathIdSchema, at: z.string() }), z.object({ group: z.string(), paused: z.null() }), {
		action: "group.pause-end",
		target: "group:{group}",
	}),
	/** Refuses with CHANGED_MEANWHILE. */
	setGroupObjective: command(setObjectiveSchema, groupObjectiveSchema.pick({ group: true, seconds: true, version: true }), {
		action: "group.objective",
		target: "group:{id}",
	}),
	/** `worst`: how bad the incident is that the operator acknowledges. */
	acknowledgeIncident: command(z.object({ ...acknowledgeSchema.shape, worst: z.enum(LAG_STATUSES) }), acknowledgementSchema, {
		action: "incident.acknowledge",
		target: "group:{id}",
	}),
};
