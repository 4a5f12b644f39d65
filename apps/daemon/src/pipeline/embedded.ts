/** What is embedded, in the data directory: log and store in one file, and the payment provider's ledger where the store is embedded. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { LEDGER_FILE, type LedgerFile, openLedger, readLedger } from "@orderdeck/core/adapters/simulated-gateway/ledger";
import { createSqliteBackend, type SqliteBackend } from "@orderdeck/core/adapters/sqlite/backend";
import { DataDirError, opening } from "@orderdeck/core/adapters/sqlite/data-dir-error";
import { DATABASE_FILE, type DatabaseObserver } from "@orderdeck/core/adapters/sqlite/database";

export interface Embedded extends AsyncDisposable {
	readonly backend: SqliteBackend;
	/** Undefined where the store, and the ledger with it, is elsewhere. */
	readonly ledger: LedgerFile | undefined;
	/** Why nothing can be written now; undefined when all files are in place. */
	fault(): string | undefined;
}

export interface EmbeddedOptions {
	readonly hasStore: boolean;
	readonly observer: DatabaseObserver;
}

/** Throws DataDirError. */
export async function openEmbedded(dataDir: string, { hasStore, observer }: EmbeddedOptions): Promise<Embedded> {
	await using scope = new AsyncDisposableStack();
	const [database, ledgerPath] = [join(dataDir, DATABASE_FILE), join(dataDir, LEDGER_FILE)];
	// Orders would be numbered from the start again, and take the payments of earlier orders with the same numbers.
	if (hasStore && isMissing(database) && !isMissing(ledgerPath) && opening(ledgerPath, () => readLedger(dataDir)).length > 0) {
		throw missing(`${ledgerPath} is there without ${database}; put that file back`, ledgerPath);
	}
	const backend = scope.use(createSqliteBackend({ dir: dataDir, observer }));
	const settled = hasStore && backend.hasSettledPayments();
	if (settled && isMissing(ledgerPath)) throw missing(`${database} is there without ${ledgerPath}; put that file back`, database);
	const ledger = hasStore ? scope.use(openLedger(dataDir, observer)) : undefined;
	const owned = scope.move();
	return {
		backend,
		ledger,
		fault: () => backend.fault() ?? ledger?.fault(),
		[Symbol.asyncDispose]: () => owned.disposeAsync(),
	};
}

/** True also where the directory cannot be read, which opening it then reports. */
function isMissing(path: string): boolean {
	try {
		return statSync(path).size === 0;
	} catch {
		return true;
	}
}

function missing(what: string, rest: string): DataDirError {
	return new DataDirError("DATABASE_MISSING", `${what}, restore a backup into an empty directory, or move ${rest} away to start empty.`);
}
