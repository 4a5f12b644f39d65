/** Every index that a statement uses. */
import { ALERT_INDEXES } from "./alerts.ts";
import { AUDIT_CHAINS, AUDIT_LISTED, AUDIT_OF_TARGET } from "./audit.ts";
import { JOBS_NEWEST, REPLAYS_NEWEST } from "./journals.ts";
import { LETTERS_BY_STATE, LETTERS_NEWEST } from "./letters.ts";
import { EVENTS_BY_ORDER } from "./order-events.ts";
import { ORDER_INDEXES } from "./orders.ts";
import { SHADOW_OF_RULE, SHADOW_OLDEST, SUPPRESSIONS_OF_RULE } from "./rules.ts";
import { SHIPMENTS_DUE } from "./shipments.ts";
import type { Index } from "./statement.ts";

export const INDEXES: readonly Index[] = [
	...ORDER_INDEXES,
	EVENTS_BY_ORDER,
	...ALERT_INDEXES,
	SHIPMENTS_DUE,
	AUDIT_LISTED,
	AUDIT_OF_TARGET,
	AUDIT_CHAINS,
	REPLAYS_NEWEST,
	JOBS_NEWEST,
	LETTERS_NEWEST,
	LETTERS_BY_STATE,
	SUPPRESSIONS_OF_RULE,
	SHADOW_OF_RULE,
	SHADOW_OLDEST,
];
