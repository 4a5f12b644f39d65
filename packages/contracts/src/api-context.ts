/** What the daemon must be able to do for the router. The daemon implements it; the console never sees it. */
import type { z } from "zod";
import type { AccessApi } from "./access/api.ts";
import type { AnalyticsApi } from "./analytics/api.ts";
import type { AuditApi } from "./audit/api.ts";
import type { BacktestsApi } from "./backtests/api.ts";
import type { RequestSource } from "./command.ts";
import type { Execute, RecordRefusal } from "./commands.ts";
import type { FeedApi } from "./feed/api.ts";
import type { FraudApi } from "./fraud/api.ts";
import type { InventoryApi } from "./inventory/api.ts";
import type { JobsApi } from "./jobs/api.ts";
import type { LagApi } from "./lag/api.ts";
import type { LettersApi } from "./letters/api.ts";
import type { liveFrameSchema, liveInputSchema } from "./live.ts";
import type { OrdersApi } from "./orders/api.ts";
import type { RecordsApi } from "./records/api.ts";
import type { ReplayApi } from "./replay/api.ts";
import type { RulesApi } from "./rules/api.ts";
import type { ServicesApi } from "./services/api.ts";
import type { Access, AccessRole, Actor } from "./session.ts";

export interface Api
	extends OrdersApi,
		ReplayApi,
		JobsApi,
		AnalyticsApi,
		InventoryApi,
		FraudApi,
		RulesApi,
		BacktestsApi,
		AuditApi,
		LagApi,
		ServicesApi,
		RecordsApi,
		FeedApi,
		LettersApi,
		AccessApi {
	readonly execute: Execute;
	readonly recordRefusal: RecordRefusal;
	/**
	 * Frames until `signal` aborts: first all that changed after `lastEventId` (or a frame with `reset` when that is too
	 * long ago), then at most ten a second. Bounded however slow the reader is.
	 */
	live(input: z.infer<typeof liveInputSchema>, signal: AbortSignal): AsyncIterable<{ id: string; frame: z.infer<typeof liveFrameSchema> }>;
}

/** What every procedure gets. */
export interface ApiContext {
	readonly api: Api;
	/** Undefined when credentials are required and were missing or wrong. */
	readonly actor: Actor | undefined;
	readonly access: Access;
	/** The role that each mutation requires, by its path. */
	readonly actions: Readonly<Record<string, AccessRole>>;
	/** True when this daemon requires a token. */
	readonly authRequired: boolean;
	readonly version: string;
	/** The `Idempotency-Key` header, where there is one. */
	readonly idempotencyKey: string | undefined;
	/** The `X-Request-Id` of this request, as it stands in the logs. */
	readonly requestId: string;
	/** Where the request came from, for the audit log. */
	readonly source: RequestSource;
	/** Whether a change needs an unlock of production by the caller: it comes from a console, and goes to production. */
	readonly needsUnlock: boolean;
}
