/** The audit log. */
import type { AuditApi } from "@orderdeck/contracts/audit/api";
import type { ApiDeps } from "./deps.ts";

export function auditApi({ store }: Pick<ApiDeps, "store">): AuditApi {
	return {
		async listAudit(page) {
			const { items, next } = await store.listAudit(page);
			return { records: [...items], nextCursor: next ?? null };
		},
	};
}
