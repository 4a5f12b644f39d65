/** A data directory at one moment: what a daemon that was killed at that moment would have left. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { LEDGER_FILE } from "../../simulated-gateway/ledger.ts";
import { attempt, DataDirError, opening } from "../data-dir-error.ts";
import { DATABASE_FILE } from "../database.ts";
import { restrictFile } from "../directory.ts";
import { lockDirectory } from "../directory-lock.ts";
import { requireOwnWal } from "../wal-mark.ts";

/** Connections that see the same moment, whatever is written meanwhile, until disposed. */
export interface Snapshot extends Disposable {
	readonly store: DatabaseSync;
	/** Undefined where there is no ledger yet. */
	readonly ledger: DatabaseSync | undefined;
}

/** A daemon under load holds a file's write lock most of the time, for some ms each. */
const LOCK_TIMEOUT_MS = 60_000;

/** Throws DataDirError for a directory without a database, or whose database lacks its log. */
export function openSnapshot(dir: string): Snapshot {
	const paths = [DATABASE_FILE, LEDGER_FILE].map((name) => join(dir, name)).filter((path) => !isMissing(path));
	const path = join(dir, DATABASE_FILE);
	if (!paths.includes(path)) throw new DataDirError("DATABASE_MISSING", `There is no ${path}; set DATA_DIR to the directory of a daemon.`);
	using scope = new DisposableStack();
	const lock = attempt("DATA_DIR_UNWRITABLE", `${dir} cannot be used`, () => {
		for (const each of paths) restrictFile(each);
		return lockDirectory(dir);
	});
	// Where no daemon runs, none can start while the snapshot is in use.
	if (lock !== undefined) scope.defer(lock.release);
	for (const each of paths) requireOwnWal(each);
	return opening(path, () => {
		const [store, ledger] = paths.map((each) => scope.adopt(new DatabaseSync(each, { readOnly: true }), close));
		if (store === undefined) throw new Error("there is no store");
		begin(paths, [store, ledger], lock === undefined);
		const owned = scope.move();
		return { store, ledger, [Symbol.dispose]: () => owned.dispose() };
	});
}

/**
 * Nothing can be committed to either file while both are locked, so their snapshots show the same moment. The locks are held for less than a
 * millisecond, on connections that are never the last ones of their files: the last one to be closed would move the log into the file.
 */
function begin(paths: readonly string[], readers: readonly (DatabaseSync | undefined)[], isWritten: boolean): void {
	using locks = new DisposableStack();
	if (isWritten) {
		for (const path of paths.toReversed()) locks.adopt(new DatabaseSync(path, { timeout: LOCK_TIMEOUT_MS }), close).exec("BEGIN IMMEDIATE");
	}
	for (const sql of readers) sql?.exec("BEGIN; SELECT 1 FROM sqlite_schema");
}

function isMissing(path: string): boolean {
	const stats = attempt("DATA_DIR_UNWRITABLE", `${path} cannot be read`, () => statSync(path, { throwIfNoEntry: false }));
	return stats === undefined || stats.size === 0;
}

function close(sql: DatabaseSync): void {
	sql.close();
}
