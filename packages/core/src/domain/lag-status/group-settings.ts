/** What operators have set, paused and acknowledged of a consumer group, as it is stored: the control record of its members. */
import type { GroupPause } from "@orderdeck/contracts/lag/entities";
import type { OffsetResetRecord } from "../offset-reset.ts";
import type { Acknowledgement } from "./incident.ts";

/** The last pause that ended, and the request that ended it. */
export interface EndedPause {
	readonly pause: GroupPause;
	readonly request: string;
}

export interface GroupSettings {
	/** How late the group may be, in seconds; null: as late as the daemon's objective allows. */
	readonly objective_seconds: number | null;
	/** Who set it last, when, in which request, and how often it has been set. Earlier versions did not write it. */
	readonly objective_set?: { readonly version: number; readonly by: string; readonly at: string; readonly request: string };
	/** The last acknowledgement of an incident. */
	readonly acknowledged: Acknowledgement | null;
	/** Earlier versions wrote none of these. */
	readonly paused?: GroupPause | null;
	readonly ended?: EndedPause;
	/** The last reset of the group's offsets: members stay out of the group while it is pending. */
	readonly reset?: OffsetResetRecord;
}

export const NO_SETTINGS: GroupSettings = { objective_seconds: null, acknowledged: null };
