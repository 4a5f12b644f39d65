/** One transaction, and what SQLite's errors mean to the ports. */
import type { DatabaseSync } from "node:sqlite";
import { RecordTooLarge, StoreError } from "../../ports/errors.ts";
import { heldFilesOf } from "./held-files.ts";
import { SQLITE, sqliteCodeOf } from "./sqlite-code.ts";

/**
 * Runs `body` in one transaction: all of it is durable when this returns, none of it when it throws. Where the files of the connection are held,
 * it throws StoreError UNAVAILABLE when they are no longer those that the next start would open.
 */
export function transaction<T>(sql: DatabaseSync, body: () => T): T {
	const held = heldFilesOf(sql);
	held?.require();
	return guarded(() => {
		sql.exec("BEGIN IMMEDIATE");
		try {
			const result = body();
			sql.exec("COMMIT");
			held?.committed();
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
		if (code === SQLITE.tooBig) throw new RecordTooLarge(`a value exceeds what SQLite can store: ${message}`, { cause: error });
		if (code === undefined || !TRANSIENT.has(code)) throw error;
		throw new StoreError("UNAVAILABLE", `the embedded store cannot be used now: ${message}`, { cause: error });
	}
}

// BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL: the request itself was valid.
const TRANSIENT: ReadonlySet<number> = new Set([5, 6, 7, 8, 10, 11, 13, 14, 15]);
