/** What the daemon must be able to do for the router. The daemon implements it; the console never sees it. */
import type { z } from "zod";
import type { analyticsSchema, overviewSchema } from "./analytics/requests.ts";
import type { auditPageSchema, listAuditSchema } from "./audit/requests.ts";
import type { alertPageSchema, listAlertsSchema } from "./fraud/requests.ts";
import type { ProductView } from "./inventory/entities.ts";
import type { restockSchema } from "./inventory/requests.ts";
import type { GroupLag, LagPoint } from "./lag/entities.ts";
import type { liveFrameSchema, liveInputSchema } from "./live.ts";
import type { OrderEventRecord, OrderView } from "./orders/entities.ts";
import type { cancelOrderSchema, createOrderSchema, listOrdersSchema, orderPageSchema, whereIsSchema } from "./orders/requests.ts";
import type { ReplayJob } from "./replay/entities.ts";
import type { replaySchema } from "./replay/requests.ts";
import type { ProducerState, ServiceStatus } from "./services/entities.ts";
import type { setProducerSchema } from "./services/requests.ts";

export const ACCESS_ROLES = ["viewer", "operator", "admin"] as const;
export type AccessRole = (typeof ACCESS_ROLES)[number];

/** Who asks. On loopback without tokens: the local operator, an admin. */
export interface Actor {
	readonly name: string;
	readonly role: AccessRole;
}

/** Every mutation takes the actor, refuses with an AppError, and leaves an audit record. */
export interface Api {
	listOrders(query: z.infer<typeof listOrdersSchema>): Promise<z.infer<typeof orderPageSchema>>;
	/** Undefined when there is no such order. */
	getOrder(id: string): Promise<OrderView | undefined>;
	orderEvents(id: string): Promise<readonly OrderEventRecord[] | undefined>;
	/** Where the order waits now: stage, group, partition, offset, place in the queue. */
	whereIs(id: string): Promise<z.infer<typeof whereIsSchema>>;
	createOrder(input: z.infer<typeof createOrderSchema>, options: { idempotencyKey?: string | undefined }, actor: Actor): Promise<OrderView>;
	cancelOrder(input: z.infer<typeof cancelOrderSchema>, actor: Actor): Promise<OrderView>;

	startReplay(input: z.infer<typeof replaySchema>, actor: Actor): Promise<ReplayJob>;
	getReplay(jobId: string): Promise<ReplayJob | undefined>;
	listReplays(): Promise<readonly ReplayJob[]>;
	cancelReplay(jobId: string, actor: Actor): Promise<ReplayJob>;

	analytics(): Promise<z.infer<typeof analyticsSchema>>;
	overview(minutes: number): Promise<z.infer<typeof overviewSchema>>;

	inventory(): Promise<readonly ProductView[]>;
	restock(input: z.infer<typeof restockSchema>, actor: Actor): Promise<ProductView>;

	listAlerts(query: z.infer<typeof listAlertsSchema>): Promise<z.infer<typeof alertPageSchema>>;
	listAudit(query: z.infer<typeof listAuditSchema>): Promise<z.infer<typeof auditPageSchema>>;

	lag(): Promise<readonly GroupLag[]>;
	/** Samples of the last five minutes by group, oldest first. */
	lagHistory(): Promise<Readonly<Record<string, readonly LagPoint[]>>>;

	services(): Promise<readonly ServiceStatus[]>;
	producer(): Promise<ProducerState>;
	setProducer(input: z.infer<typeof setProducerSchema>, actor: Actor): Promise<ProducerState>;

	/**
	 * Frames until `signal` aborts: first all that changed after `lastEventId` (or a frame with `reset` when that is too
	 * long ago), then at most ten a second. Bounded however slow the reader is.
	 */
	live(input: z.infer<typeof liveInputSchema>, signal: AbortSignal): AsyncIterable<{ id: string; frame: z.infer<typeof liveFrameSchema> }>;
}

/** What every procedure gets. */
export interface ApiContext {
	readonly api: Api;
	/** Undefined when credentials are asked for and were missing or wrong. */
	readonly actor: Actor | undefined;
	/** True when this daemon asks for a token. */
	readonly authRequired: boolean;
	readonly version: string;
	/** The `Idempotency-Key` header, where there is one. */
	readonly idempotencyKey: string | undefined;
	/** The `X-Request-Id` of this request, as it stands in the logs. */
	readonly requestId: string;
}
