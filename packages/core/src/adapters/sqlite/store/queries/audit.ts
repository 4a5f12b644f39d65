import type { AuditRecord } from "@orderdeck/contracts/audit/entities";
import type { AuditQueries } from "../../../../ports/queries/audit.ts";
import { decodeCursor } from "../../../cursor.ts";
import { type PlacedRow, pageOf, placeSchema } from "./paged.ts";
import type { Statements } from "./statements.ts";

export function createAuditQueries(statements: Statements): AuditQueries {
	return {
		async listAudit({ limit, cursor }) {
			const [at, key] = cursor === undefined ? [Number.MAX_SAFE_INTEGER, ""] : decodeCursor("audit", cursor, placeSchema);
			const query = "SELECT at, key, doc FROM audit WHERE (at, key) < (?, ?) ORDER BY at DESC, key DESC LIMIT ?";
			return pageOf<AuditRecord>("audit", statements.all<PlacedRow>(query, at, key, limit + 1), limit);
		},
	};
}
