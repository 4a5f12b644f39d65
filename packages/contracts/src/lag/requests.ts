/** Inputs and outputs of the lag procedures. */
import { z } from "zod";
import { command } from "../command.ts";
import { only, pathIdSchema } from "../input.ts";
import { groupLagSchema } from "./entities.ts";
import { LAG_STATUSES } from "./words.ts";

export const lagSchema = z.object({ groups: z.array(groupLagSchema) });

export const SHORTEST_OBJECTIVE_SECONDS = 1;
export const LONGEST_OBJECTIVE_SECONDS = 86_400;

/** `seconds` null: the daemon's own objective, LAG_OBJECTIVE_SECONDS, applies again. */
export const setObjectiveSchema = only({
	id: pathIdSchema,
	seconds: z
		.number("must be seconds from 1 to 86400, or null")
		.min(SHORTEST_OBJECTIVE_SECONDS, "must be at least 1")
		.max(LONGEST_OBJECTIVE_SECONDS, "must be at most 86400")
		.nullable(),
});

export const groupObjectiveSchema = z.object({
	group: z.string(),
	/** Null: that of the daemon. */
	seconds: z.number().nullable(),
	/** What the group itself needs from commit to commit; null until known. */
	cycle_seconds: z.number().nullable(),
	/** The objective cannot be met: it is shorter than the group's own cycle. */
	shorter_than_cycle: z.boolean(),
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

export const lagCommands = {
	setGroupObjective: command(setObjectiveSchema, groupObjectiveSchema.pick({ group: true, seconds: true }), {
		action: "group.objective",
		target: "group:{id}",
	}),
	/** `worst`: how bad the incident is that the operator acknowledges. */
	acknowledgeIncident: command(z.object({ ...acknowledgeSchema.shape, worst: z.enum(LAG_STATUSES) }), acknowledgementSchema, {
		action: "incident.acknowledge",
		target: "group:{id}",
	}),
};
