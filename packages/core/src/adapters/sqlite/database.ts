/**
 * The file of the embedded backend, `orderdeck.db` in the data directory. One process writes it; connections of the same or other
 * processes read it concurrently (WAL). With synchronous=NORMAL a commit survives the end of the process, SIGKILL included; a
 * power failure may take the newest commits, never the consistency.
 */
import { renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { attempt, DataDirError, opening } from "./data-dir-error.ts";
import { ensurePrivateFile, prepareDirectory, restrictFile } from "./directory.ts";
import { LOCK_FILE, lockDirectory } from "./directory-lock.ts";
import { examine } from "./examine.ts";
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from "./schema.ts";
import { transaction } from "./transaction.ts";
import { UPGRADES } from "./upgrades.ts";
import { requireOwnWal } from "./wal-mark.ts";
import { openWrittenFile, type WrittenFile, type WrittenFileOptions } from "./written-file.ts";

export interface Database {
	readonly sql: DatabaseSync;
	close(): void;
}

/** What an operator may want to know of the file. */
export interface DatabaseObserver extends Pick<WrittenFileOptions, "onCheckpointFailed"> {
	/** Called before the upgrade of a file of an earlier format, which may take some seconds. */
	readonly onUpgrade: (formats: { readonly from: number; readonly to: number }) => void;
}

export const NOT_OBSERVED: DatabaseObserver = { onUpgrade: () => undefined, onCheckpointFailed: () => undefined };

export const DATABASE_FILE = "orderdeck.db";
/** The end of the database's name while it is restored. */
export const RESTORED = ".restored";
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens the directory's database for reading, beside its writer, which must have made it. Throws DataDirError; a file that is refused stays
 * unchanged.
 */
export function openReader(dir: string): Database {
	const path = join(dir, DATABASE_FILE);
	if (examine(path) === "absent") {
		throw new DataDirError("DATABASE_MISSING", `There is no ${path}; start a daemon on this directory first.`);
	}
	return opening(path, () => {
		const sql = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
		sql.exec("PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY");
		return { sql, close: () => sql.close() };
	});
}

/**
 * Opens the directory's database for writing, creates what is missing, and holds the directory until `close`. Throws DataDirError; a file that
 * is refused stays unchanged.
 */
export function openWriter(dir: string, { onUpgrade, onCheckpointFailed }: DatabaseObserver = NOT_OBSERVED): WrittenFile {
	const unusable = `${dir} cannot be used; set DATA_DIR to a writable directory`;
	const lock = attempt("DATA_DIR_UNWRITABLE", unusable, () => {
		prepareDirectory(dir);
		for (const end of ["", "-wal", "-shm", "-journal"]) restrictFile(join(dir, `${DATABASE_FILE}${end}`));
		return lockDirectory(dir);
	});
	if (lock === undefined) {
		throw new DataDirError("DATABASE_IN_USE", `${dir} is in use by another daemon; stop that one, or set DATA_DIR to another directory.`);
	}
	try {
		const path = join(dir, DATABASE_FILE);
		const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
		// Before anything opens the file: with its log, it would be changed by another database's.
		if (size > 0) requireOwnWal(path);
		if (examine(path) === "absent") create(path);
		const prepare = (sql: DatabaseSync) => upgrade(sql, onUpgrade);
		const file = opening(path, () =>
			openWrittenFile(path, { pragmas: PRAGMAS, walPages: WAL_PAGES, prepare, onCheckpointFailed, beside: [join(dir, LOCK_FILE)] }),
		);
		return {
			...file,
			close() {
				file.close();
				lock.release();
			},
		};
	} catch (error) {
		lock.release();
		throw error;
	}
}

/** Created under another name and renamed, so that no start ever finds half a schema. */
function create(path: string): void {
	// Its log, or what an interrupted restore left: there was a database, or there is to be one.
	const rest = [`${path}-wal`, `${path}${RESTORED}`].find((file) => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0);
	if (rest !== undefined) {
		const message = `${rest} is there without ${path}; put that file back, restore a backup into an empty directory, or move ${rest} away to start empty.`;
		throw new DataDirError("DATABASE_MISSING", message);
	}
	const draft = `${path}.new`;
	attempt("DATA_DIR_UNWRITABLE", `${path} cannot be created; free some space, or set DATA_DIR to another directory`, () => {
		rmSync(draft, { force: true });
		ensurePrivateFile(draft);
		const sql = new DatabaseSync(draft);
		sql.exec(
			`PRAGMA page_size = 8192; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}; BEGIN; ${SCHEMA} COMMIT`,
		);
		sql.close();
		for (const end of ["-wal", "-shm", "-journal"]) rmSync(`${path}${end}`, { force: true });
		renameSync(draft, path);
	});
}

/** A write-ahead log of 64 MB is kept for the next commits: to overwrite it costs less than to let it grow again. */
const PRAGMAS = "PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864;";
/** 64 MB: moved into the file rarely enough to cost little, small enough to recover from in 0.1 s. */
const WAL_PAGES = 8_000;

/** A file of an older format is upgraded, in one transaction: an older daemon then refuses the file as newer. */
function upgrade(sql: DatabaseSync, onUpgrade: DatabaseObserver["onUpgrade"]): void {
	const version = Number(sql.prepare("PRAGMA user_version").get()?.user_version);
	const lacking = UPGRADES.slice(version - 1);
	if (lacking.length === 0) return;
	onUpgrade({ from: version, to: SCHEMA_VERSION });
	transaction(sql, () => {
		for (const change of lacking) change(sql);
		sql.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
	});
}
