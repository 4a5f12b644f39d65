import { completed } from "@orderdeck/contracts/audit/recorded";
import type { AuditQueries } from "../../../ports/queries/audit.ts";
import { decodeCursor } from "../../cursor.ts";
import { auditQuery, chainedAuditQuery } from "../statements/audit.ts";
import { atSchema, docsOf, idSchema, nextOf, type Reading, run, timePlaceSchema } from "./reading.ts";

export function createAuditQueries(reading: Reading): AuditQueries {
	return {
		async listAudit(filter, { limit, cursor }) {
			const list = `audit:${JSON.stringify(filter)}`;
			const [at, id] = cursor === undefined ? [] : decodeCursor(list, cursor, timePlaceSchema);
			const after = at === undefined || id === undefined ? undefined : { at, id };
			const rows = await run(reading, auditQuery(filter, { limit: limit + 1, after }), atSchema);
			const next = nextOf(list, rows, limit, (row) => [row.at, row.id]);
			return { items: (await docsOf(reading, "audit", rows.slice(0, limit))).map(completed), next };
		},
		async chainedAudit(limit, after) {
			const rows = await run(reading, chainedAuditQuery(limit, after), idSchema);
			return (await docsOf(reading, "audit", rows)).map(completed);
		},
	};
}
