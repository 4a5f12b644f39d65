/**
 * The file of the embedded backend, `orderdeck.db` in the data directory. One process writes it; connections of the same or other
 * processes read it concurrently (WAL). With synchronous=NORMAL a commit survives the end of the process, SIGKILL included; a
 * power failure may take the newest commits, never the consistency.
 */
import { accessSync, constants, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type DataDirCode, DataDirError } from "./data-dir-error.ts";
import { lockDirectory } from "./directory-lock.ts";
import { examine } from "./examine.ts";
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION, UPGRADES } from "./schema.ts";

export { DataDirError } from "./data-dir-error.ts";

export interface Database {
	readonly sql: DatabaseSync;
	close(): void;
}

const FILE = "orderdeck.db";
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens the directory's database. A writer creates what is missing and holds the directory until `close`; a reader needs a file that a
 * writer has made. Throws DataDirError; a file that is refused stays unchanged.
 */
export function openDatabase({ dir, mode }: { readonly dir: string; readonly mode: "writer" | "reader" }): Database {
	return mode === "writer" ? openWriter(dir) : openReader(dir);
}

function openReader(dir: string): Database {
	const path = join(dir, FILE);
	if (examine(path) === "absent") {
		throw new DataDirError("DATABASE_MISSING", `There is no ${path}; start a daemon on this directory first.`);
	}
	return refusingCorrupt(path, () => {
		const sql = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
		sql.exec("PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY");
		return { sql, close: () => sql.close() };
	});
}

function openWriter(dir: string): Database {
	prepareDirectory(dir);
	const lock = attempt("DATA_DIR_UNWRITABLE", `${dir} cannot be written; set DATA_DIR to a writable directory`, () => lockDirectory(dir));
	if (lock === undefined) {
		throw new DataDirError("DATABASE_IN_USE", `${dir} is in use by another daemon; stop that one, or set DATA_DIR to another directory.`);
	}
	try {
		const path = join(dir, FILE);
		if (examine(path) === "absent") create(path);
		const sql = refusingCorrupt(path, () => openForWriting(path));
		return {
			sql,
			close() {
				sql.close();
				lock.release();
			},
		};
	} catch (error) {
		lock.release();
		throw error;
	}
}

function prepareDirectory(dir: string): void {
	attempt("DATA_DIR_UNWRITABLE", `${dir} cannot be written; set DATA_DIR to a writable directory`, () => {
		mkdirSync(dir, { recursive: true });
		accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
	});
}

/** Created under another name and renamed, so that no start ever finds half a schema. */
function create(path: string): void {
	const draft = `${path}.new`;
	attempt("DATA_DIR_UNWRITABLE", `${path} cannot be created; free some space, or set DATA_DIR to another directory`, () => {
		rmSync(draft, { force: true });
		const sql = new DatabaseSync(draft);
		sql.exec(
			`PRAGMA page_size = 8192; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}; BEGIN; ${SCHEMA} COMMIT`,
		);
		sql.close();
		// Leftovers of an earlier file of this name do not belong to this one.
		for (const end of ["-wal", "-shm", "-journal"]) rmSync(`${path}${end}`, { force: true });
		renameSync(draft, path);
	});
}

/** A write-ahead log of 64 MB before it is moved into the file: rarely enough to cost little, small enough to recover from in 0.1 s. */
function openForWriting(path: string): DatabaseSync {
	const sql = new DatabaseSync(path, { enableForeignKeyConstraints: false, timeout: BUSY_TIMEOUT_MS });
	sql.exec(`
		PRAGMA journal_mode = WAL;
		PRAGMA synchronous = NORMAL;
		PRAGMA cache_size = -32768;
		PRAGMA temp_store = MEMORY;
		PRAGMA wal_autocheckpoint = 8000;
		PRAGMA journal_size_limit = 67108864;
	`);
	upgrade(sql);
	return sql;
}

/** A file of an older format is upgraded, in one transaction: an older daemon then refuses the file as newer. */
function upgrade(sql: DatabaseSync): void {
	const version = Number(sql.prepare("PRAGMA user_version").get()?.user_version);
	const lacking = UPGRADES.slice(version - 1);
	if (lacking.length > 0) sql.exec(`BEGIN; ${lacking.join("\n")} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
}

function attempt<T>(code: DataDirCode, sentence: string, act: () => T): T {
	try {
		return act();
	} catch (cause) {
		if (cause instanceof DataDirError) throw cause;
		throw new DataDirError(code, `${sentence} (${cause instanceof Error ? cause.message : String(cause)}).`, { cause });
	}
}

function refusingCorrupt<T>(path: string, open: () => T): T {
	return attempt("DATABASE_CORRUPT", `${path} cannot be opened; restore it from a backup or move it away`, open);
}
