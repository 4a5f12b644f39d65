import type { AuditQueries } from "../../../ports/queries/audit.ts";
import { decodeCursor } from "../../cursor.ts";
import { auditQuery } from "../statements/journals.ts";
import { atSchema, docsOf, nextOf, type Reading, run, timePlaceSchema } from "./reading.ts";

export function createAuditQueries(reading: Reading): AuditQueries {
	return {
		async listAudit({ limit, cursor }) {
			const [at, id] = cursor === undefined ? [] : decodeCursor("audit", cursor, timePlaceSchema);
			const after = at === undefined || id === undefined ? undefined : { at, id };
			const rows = await run(reading, auditQuery({ limit: limit + 1, after }), atSchema);
			const next = nextOf("audit", rows, limit, (row) => [row.at, row.id]);
			return { items: await docsOf(reading, "audit", rows.slice(0, limit)), next };
		},
	};
}
