/** The commands on consumer groups: how late one may be, that an operator has seen its incident, and whether it is paused. */
import type { lagCommands } from "@orderdeck/contracts/lag/requests";
import { isoOf } from "../domain/instant.ts";
import { put } from "../ports/documents.ts";
import { offsetHandlers } from "./group-offsets.ts";
import { pauseHandlers } from "./group-pause.ts";
import { loadSettings } from "./group-record.ts";
import type { HandlersOf } from "./handler.ts";

export const lagHandlers: HandlersOf<typeof lagCommands> = {
	...pauseHandlers,
	...offsetHandlers,
	async setGroupObjective(context, { id, seconds }) {
		const { read, settings } = await loadSettings(context, id);
		return {
			decides: [put("groups", id, read, { ...settings, objective_seconds: seconds })],
			audit: {
				before: { objective_seconds: settings.objective_seconds },
				after: { objective_seconds: seconds },
			},
			outcome: () => ({ output: { group: id, seconds }, writes: [] }),
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
