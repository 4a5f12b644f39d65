/** The commands on consumer groups: how late one may be, that an operator has seen its incident, and whether it is paused. */
import { AppError } from "@orderdeck/contracts/errors";
import type { lagCommands } from "@orderdeck/contracts/lag/requests";
import { isoOf } from "../domain/instant.ts";
import type { GroupSettings } from "../domain/lag-status/group-settings.ts";
import { put } from "../ports/documents.ts";
import { unchanged } from "./decision.ts";
import { offsetHandlers } from "./group-offsets.ts";
import { pauseHandlers } from "./group-pause.ts";
import { loadSettings } from "./group-record.ts";
import type { HandlersOf } from "./handler.ts";

export const lagHandlers: HandlersOf<typeof lagCommands> = {
	...pauseHandlers,
	...offsetHandlers,
	async setGroupObjective(context, { id, seconds, version: seen }, attempt) {
		const { read, settings } = await loadSettings(context, id);
		const { objective_set: last } = settings;
		// An earlier try of this request has set it.
		if (last?.request === attempt.id) return unchanged({ group: id, seconds, version: last.version });
		if (seen !== undefined && seen !== (last?.version ?? 0)) throw setMeanwhile(id, settings);
		const version = (last?.version ?? 0) + 1;
		const objective_set = { version, by: attempt.actor.name, at: isoOf(attempt.at), request: attempt.id };
		return {
			decides: [put("groups", id, read, { ...settings, objective_seconds: seconds, objective_set })],
			audit: {
				before: { objective_seconds: settings.objective_seconds },
				after: { objective_seconds: seconds },
			},
			outcome: () => ({ output: { group: id, seconds, version }, writes: [] }),
		};
	},

	async acknowledgeIncident(context, { id, incident_id, worst }, attempt) {
		const { read, settings } = await loadSettings(context, id);
		const [by, at] = [attempt.actor.name, isoOf(attempt.at)];
		return {
			decides: [put("groups", id, read, { ...settings, acknowledged: { worst, by, at } })],
			audit: {
				before: { incident_id, worst, acknowledged_by: null },
				after: { incident_id, worst, acknowledged_by: by },
			},
			outcome: () => ({ output: { group: id, incident_id, worst, acknowledged_by: by, acknowledged_at: at }, writes: [] }),
		};
	},
};

function setMeanwhile(id: string, { objective_seconds: seconds, objective_set: last }: GroupSettings): AppError {
	const value = seconds === null ? "the daemon's default" : `${seconds} s`;
	const who = last === undefined ? "nobody" : `${last.by} at ${last.at}`;
	return new AppError("CHANGED_MEANWHILE", `The objective of ${id} is ${value}, version ${last?.version ?? 0}, set by ${who}.`);
}
