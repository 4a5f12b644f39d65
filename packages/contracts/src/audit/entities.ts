/** The operator audit log. */
import { z } from "zod";

/** Where a request came from: the desktop app, the console in a browser, a command of this repository, or any other program. */
export const AUDIT_CLIENTS = ["desktop", "web", "command", "api"] as const;
export type AuditClient = (typeof AUDIT_CLIENTS)[number];

/** What became of a request: it took effect, was refused for the caller's role or the state of its target, or failed. */
export const AUDIT_OUTCOMES = ["done", "refused", "failed"] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** The records of this release; those of earlier ones have the fields of `earlierAuditRecordSchema` alone. */
export const AUDIT_SCHEMA = 2;

/** What every release has recorded. */
export const earlierAuditRecordSchema = z.object({
	audit_id: z.string(),
	at: z.string(),
	/** The subject of the token where it has one, else the actor's name. */
	actor: z.string(),
	role: z.string(),
	action: z.string(),
	/** What was acted on, such as `order:123`. */
	target: z.string(),
	before: z.unknown(),
	after: z.unknown(),
});

/** One entry of the operator audit log. */
export const auditRecordSchema = earlierAuditRecordSchema.extend({
	actor_name: z.string(),
	/** Everything acted on, where that is more than `target`. */
	targets: z.array(z.string()),
	reason: z.string().nullable(),
	request_id: z.string().nullable(),
	/** `done`, `refused:<CODE>` or `failed:<CODE>`. */
	result: z.string(),
	client: z.enum(AUDIT_CLIENTS),
	/** How the caller was authenticated: `none`, `token` or `oidc`. */
	auth: z.string(),
	ip: z.string().nullable(),
	/** The job that this is one record of. */
	part_of: z.string().nullable(),
	schema: z.int(),
	/** The process that wrote the record. Its records are numbered from 0, and each holds the hash of the one before. */
	writer: z.string().nullable(),
	seq: z.int().nullable(),
	prev: z.string().nullable(),
});

export type AuditRecord = z.infer<typeof auditRecordSchema>;
export type EarlierAuditRecord = z.infer<typeof earlierAuditRecordSchema>;
