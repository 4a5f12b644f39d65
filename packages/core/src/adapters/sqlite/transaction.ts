/** One transaction, and what SQLite's errors mean to the ports. */
import type { DatabaseSync } from "node:sqlite";
import { RecordTooLarge, StoreError } from "../../ports/errors.ts";

/** Runs `body` in one transaction: all of it is durable when this returns, none of it when it throws. */
export function transaction<T>(sql: DatabaseSync, body: () => T): T {
	return guarded(() => {
		sql.exec("BEGIN IMMEDIATE");
		try {
			const result = body();
			sql.exec("COMMIT");
			return result;
		} catch (error) {
			// SQLite has rolled back by itself after some errors, such as a full disk.
			if (sql.isTransaction) sql.exec("ROLLBACK");
			throw error;
		}
	});
}

/** Runs `body`. Throws StoreError UNAVAILABLE for a transient error (a busy file, a full disk, a failing device), RecordTooLarge for a value above SQLite's limit. */
export function guarded<T>(body: () => T): T {
	try {
		return body();
	} catch (error) {
		const code = sqliteCodeOf(error);
		const message = error instanceof Error ? error.message : String(error);
		if (code === SQLITE_TOOBIG) throw new RecordTooLarge(`a value exceeds what SQLite can store: ${message}`, { cause: error });
		if (code === undefined || !TRANSIENT.has(code)) throw error;
		throw new StoreError("UNAVAILABLE", `the embedded store cannot be used now: ${message}`, { cause: error });
	}
}

/** SQLite's primary result code; undefined for an error that is not SQLite's. */
export function sqliteCodeOf(error: unknown): number | undefined {
	if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return undefined;
	return error.errcode & 0xff;
}

const SQLITE_TOOBIG = 18;
// BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL: the request itself was valid.
const TRANSIENT: ReadonlySet<number> = new Set([5, 6, 7, 8, 10, 11, 13, 14, 15]);
