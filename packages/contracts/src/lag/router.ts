/** The consumer lag procedures. */
import { z } from "zod";
import type { Api } from "../api-context.ts";
import { AppError } from "../errors.ts";
import { acts, admin, found, router, viewer } from "../procedures.ts";
import { type GroupLag, lagPointSchema } from "./entities.ts";
import { groupLagHistorySchema, lagHistoryInputSchema } from "./history.ts";
import { offsetResetSchema, previewResetSchema, resetOffsetsSchema, resetPreviewSchema, restoreOffsetsSchema } from "./offsets.ts";
import {
	acknowledgementSchema,
	acknowledgeSchema,
	groupObjectiveSchema,
	groupPausedSchema,
	groupResumedSchema,
	lagSchema,
	pauseGroupSchema,
	resumeGroupSchema,
	setObjectiveSchema,
} from "./requests.ts";

async function lagOf(api: Pick<Api, "lag">, group: string): Promise<GroupLag> {
	return found(
		(await api.lag()).find((each) => each.group === group),
		"consumer group",
		group,
	);
}

export const lagRouter = router({
	list: viewer
		.meta({ openapi: { method: "GET", path: "/api/lag", tags: ["lag"], summary: "Consumer groups, worst first" } })
		.input(z.void())
		.output(lagSchema)
		.query(async ({ ctx }) => ({ groups: [...(await ctx.api.lag())] })),
	history: viewer
		.input(z.void())
		.output(z.record(z.string(), z.array(lagPointSchema)))
		.query(async ({ ctx }) =>
			Object.fromEntries(Object.entries(await ctx.api.lagHistory()).map(([group, points]) => [group, [...points]])),
		),
	groupHistory: viewer
		.meta({
			openapi: {
				method: "GET",
				path: "/api/groups/{id}/lag-history",
				tags: ["lag"],
				summary: "Lag history of a group and its partitions, up to a day",
			},
		})
		.input(lagHistoryInputSchema)
		.output(groupLagHistorySchema)
		.query(async ({ ctx, input }) => {
			await lagOf(ctx.api, input.id);
			return ctx.api.groupLagHistory(input.id, input.minutes);
		}),
	setObjective: acts("admin", "setGroupObjective")
		.meta({
			openapi: {
				method: "POST",
				path: "/api/groups/{id}/objective",
				tags: ["lag"],
				summary: "Set the lag objective of a group; the response states when it is shorter than the group's own cycle",
			},
		})
		.input(setObjectiveSchema)
		.output(groupObjectiveSchema)
		.mutation(async ({ ctx, input }) => {
			const { objective } = await lagOf(ctx.api, input.id);
			const stored = await ctx.api.execute("setGroupObjective", input, ctx.request);
			const { cycle_seconds } = objective;
			return { ...stored, cycle_seconds, shorter_than_cycle: stored.seconds !== null && stored.seconds < (cycle_seconds ?? 0) };
		}),
	pause: acts("operator", "pauseGroup")
		.meta({
			openapi: {
				method: "POST",
				path: "/api/groups/{group}/pause",
				tags: ["lag"],
				summary: "Pause a group, or some of its partitions: it applies nothing until it is resumed",
			},
		})
		.input(pauseGroupSchema)
		.output(groupPausedSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("pauseGroup", input, ctx.request)),
	resume: acts("operator", "resumeGroup")
		.meta({ openapi: { method: "POST", path: "/api/groups/{group}/resume", tags: ["lag"], summary: "Resume a paused group" } })
		.input(resumeGroupSchema)
		.output(groupResumedSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("resumeGroup", input, ctx.request)),
	previewReset: admin
		.meta({
			openapi: {
				method: "POST",
				path: "/api/groups/{group}/offsets/preview",
				tags: ["lag"],
				summary: "What a reset of the group's offsets would do; changes nothing",
			},
		})
		.input(previewResetSchema)
		.output(resetPreviewSchema)
		.query(({ ctx, input }) => ctx.api.previewReset(input)),
	resetOffsets: acts("admin", "resetOffsets")
		.meta({
			openapi: {
				method: "POST",
				path: "/api/groups/{group}/offsets/reset",
				tags: ["lag"],
				summary: "Reset the offsets of a group that is paused or has no members, and read them back from the log",
			},
		})
		.input(resetOffsetsSchema)
		.output(offsetResetSchema)
		.mutation(async ({ ctx, input }) => ctx.api.readBack(await ctx.api.execute("resetOffsets", input, ctx.request))),
	restoreOffsets: acts("admin", "restoreOffsets")
		.meta({
			openapi: {
				method: "POST",
				path: "/api/groups/{group}/offsets/restore",
				tags: ["lag"],
				summary: "Restore the offsets from before the group's last reset, within a day of it",
			},
		})
		.input(restoreOffsetsSchema)
		.output(offsetResetSchema)
		.mutation(async ({ ctx, input }) => ctx.api.readBack(await ctx.api.execute("restoreOffsets", input, ctx.request))),
	acknowledge: acts("operator", "acknowledgeIncident")
		.meta({
			openapi: {
				method: "POST",
				path: "/api/groups/{id}/incident/acknowledge",
				tags: ["lag"],
				summary: "Acknowledge a group's open incident: reminders stop until it gets worse",
			},
		})
		.input(acknowledgeSchema)
		.output(acknowledgementSchema)
		.mutation(async ({ ctx, input }) => {
			const { incident } = await lagOf(ctx.api, input.id);
			if (incident?.incident_id !== input.incident_id) {
				const open = incident === null ? "none is open" : `${incident.incident_id} is open`;
				throw new AppError("NOT_FOUND", `${input.id} has no open incident ${input.incident_id}: ${open}.`);
			}
			return ctx.api.execute("acknowledgeIncident", { ...input, worst: incident.worst }, ctx.request);
		}),
});
