/** Clients of this repository name themselves in each request, for the audit log. It proves nothing: any program may send it. */
import { AUDIT_CLIENTS, type AuditClient } from "./audit/entities.ts";

export const CLIENT_HEADER = "x-orderdeck-client";

/** A client that does not name itself, or is not known here, is a program of its own. */
export function auditClientOf(header: unknown): AuditClient {
	return AUDIT_CLIENTS.find((client) => client === header) ?? "api";
}
