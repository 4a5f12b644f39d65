/** The commands on consumer groups: how late one may be, and that an operator has seen its incident. */
import { AppError } from "@orderdeck/contracts/errors";
import type { lagCommands } from "@orderdeck/contracts/lag/requests";
import { isoOf } from "../domain/instant.ts";
import { NO_SETTINGS } from "../domain/lag-status/group-settings.ts";
import { put } from "../ports/documents.ts";
import type { CommandContext } from "./context.ts";
import type { HandlersOf } from "./handler.ts";

export const lagHandlers: HandlersOf<typeof lagCommands> = {
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

async function loadSettings({ log, store }: CommandContext, group: string) {
	if (!(await log.groups()).includes(group)) throw new AppError("NOT_FOUND", `There is no consumer group ${group}.`);
	const [read] = await store.get("groups", [group]);
	return { read, settings: read?.doc ?? NO_SETTINGS };
}
