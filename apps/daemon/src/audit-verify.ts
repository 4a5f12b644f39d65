/**
 * `npm run audit:verify`: checks the operator audit log, while the daemon runs or not. Exit code 0 when no record was changed or removed,
 * 1 with the first that was, 2 when the log cannot be read.
 */
import { createSqliteReader } from "@orderdeck/core/adapters/sqlite/backend";
import { verifyAudit } from "@orderdeck/core/commands/verify-audit";
import { OperatorRefusal, StoreError } from "@orderdeck/core/ports/errors";
import type { AuditPlace, AuditQueries } from "@orderdeck/core/ports/queries/audit";
import { ConfigError, readConfig } from "./config.ts";
import { openCouchbase } from "./pipeline/backend.ts";

const PAGE = 500;

async function* recordsOf(store: AuditQueries) {
	for (let after: AuditPlace | undefined, more = true; more; ) {
		const page = await store.chainedAudit(PAGE, after);
		yield* page;
		const { writer, seq } = page.at(-1) ?? {};
		more = page.length === PAGE && typeof writer === "string" && typeof seq === "number";
		if (typeof writer === "string" && typeof seq === "number") after = { writer, seq };
	}
}

async function main(): Promise<number> {
	const { couchbase, dataDir, roles } = readConfig(process.env);
	await using scope = new AsyncDisposableStack();
	const { store } =
		couchbase === undefined ? scope.use(createSqliteReader({ dir: dataDir })) : scope.use(await openCouchbase(couchbase, roles, "reader"));
	const { verified, damaged } = await verifyAudit(recordsOf(store));
	if (damaged === undefined) {
		console.log(`The audit log is intact: ${verified.toLocaleString("en")} records verified.`);
		return 0;
	}
	console.error(`${damaged.auditId} ${damaged.problem} (${verified.toLocaleString("en")} records before it are intact).`);
	return 1;
}

try {
	process.exitCode = await main();
} catch (error) {
	const known = error instanceof ConfigError || error instanceof OperatorRefusal || error instanceof StoreError;
	console.error(error instanceof Error ? (known ? error.message : error.stack) : String(error));
	process.exitCode = 2;
}
