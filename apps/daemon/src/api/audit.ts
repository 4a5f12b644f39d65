/** The audit log. */
import type { AuditApi } from "@orderdeck/contracts/audit/api";
import type { ApiDeps } from "./deps.ts";

export function auditApi({ store }: Pick<ApiDeps, "store">): AuditApi {
	return {
		async listAudit({ limit, cursor, ...filter }) {
			const { items, next } = await store.listAudit(filter, { limit, cursor });
			return { records: [...items], nextCursor: next ?? null };
		},
	};
}
