/** What operators have set and acknowledged of a consumer group, as it is stored. */
import type { Acknowledgement } from "./incident.ts";

export interface GroupSettings {
	/** How late the group may be, in seconds; null: as late as the daemon's objective allows. */
	readonly objective_seconds: number | null;
	/** The last acknowledgement of an incident. */
	readonly acknowledged: Acknowledgement | null;
}

export const NO_SETTINGS: GroupSettings = { objective_seconds: null, acknowledged: null };
