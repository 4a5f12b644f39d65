/**
 * Whether a file is a database of ours, determined without changing a byte of it. SQLite itself reads it: to open and close the file beside
 * SQLite would end the locks that this process's other connections hold on it (POSIX locks go with any descriptor of the file).
 */
import { readFileSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { attempt, DataDirError } from "./data-dir-error.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "./schema.ts";
import { SQLITE, sqliteCodeOf } from "./sqlite-code.ts";

/** No database is smaller; SQLite takes a file that is for an empty one. */
const SMALLEST_PAGE = 512;
/** Offset of the application id in the header of a database. */
const APPLICATION_ID_OFFSET = 68;
/** A check of every page takes time with the file's size; above this only the header is checked. */
const CHECK_BELOW_BYTES = 16 * 1024 * 1024;

/** "absent" also for an empty file. Throws DataDirError for what is not ours, is newer, or is damaged. */
export function examine(path: string): "absent" | "ours" {
	const stats = attempt("DATA_DIR_UNWRITABLE", `${path} cannot be read`, () => statSync(path, { throwIfNoEntry: false }));
	if (stats?.isFile() === false) throw foreign(path);
	const size = stats?.size ?? 0;
	if (size === 0) return "absent";
	if (size < SMALLEST_PAGE) throw hasOurApplicationId(path) ? corrupt(path, "it ends within its header") : foreign(path);
	const fault = reading(path, (sql) => faultOf(path, size, sql));
	if (fault !== undefined) throw fault;
	return "ours";
}

function reading<T>(path: string, look: (sql: DatabaseSync) => T): T {
	let sql: DatabaseSync | undefined;
	try {
		sql = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
		return look(sql);
	} catch (cause) {
		// No connection of this process can have the file open as a database, so it may be read directly.
		if (sqliteCodeOf(cause) === SQLITE.notADatabase && !hasOurApplicationId(path)) throw foreign(path, cause);
		throw corrupt(path, cause instanceof Error ? cause.message : String(cause), cause);
	} finally {
		sql?.close();
	}
}

function faultOf(path: string, size: number, sql: DatabaseSync): DataDirError | undefined {
	if (sql.prepare("PRAGMA application_id").get()?.application_id !== APPLICATION_ID) return foreign(path);
	const version = Number(sql.prepare("PRAGMA user_version").get()?.user_version);
	if (version > SCHEMA_VERSION) {
		return new DataDirError(
			"DATABASE_NEWER",
			`${path} was written by a newer Orderdeck (format ${version}, this one knows ${SCHEMA_VERSION}); run that one, or set DATA_DIR to another directory.`,
		);
	}
	sql.exec("SELECT 1 FROM orders LIMIT 1; SELECT 1 FROM partitions LIMIT 1");
	const verdict = size > CHECK_BELOW_BYTES ? "ok" : sql.prepare("PRAGMA quick_check(1)").get()?.quick_check;
	return verdict === "ok" ? undefined : corrupt(path, String(verdict));
}

function hasOurApplicationId(path: string): boolean {
	const bytes = readFileSync(path);
	return bytes.length < APPLICATION_ID_OFFSET + 4
		? bytes.toString("latin1").startsWith("SQLite format 3")
		: bytes.readUInt32BE(APPLICATION_ID_OFFSET) === APPLICATION_ID;
}

function corrupt(path: string, why: string, cause?: unknown): DataDirError {
	const message = `${path} is damaged (${why.replaceAll("\n", " ")}); restore it from a backup, or move it away to start empty.`;
	return new DataDirError("DATABASE_CORRUPT", message, { cause });
}

function foreign(path: string, cause?: unknown): DataDirError {
	const message = `${path} is not an Orderdeck database; move it away, or set DATA_DIR to another directory.`;
	return new DataDirError("DATABASE_FOREIGN", message, { cause });
}
