/** Clients of this repository name themselves in each request, for the audit log. It proves nothing: any program may send it. */
import { AUDIT_CLIENTS, type AuditClient } from "./audit/entities.ts";

export const CLIENT_HEADER = "x-orderdeck-client";

/** By which a console states what kind of environment it shows the daemon as: one that it shows as production is guarded as production. */
export const KIND_HEADER = "x-orderdeck-kind";

/** A client that does not name itself, or is unknown, is a program of its own. */
export function auditClientOf(header: unknown): AuditClient {
	return AUDIT_CLIENTS.find((client) => client === header) ?? "api";
}
