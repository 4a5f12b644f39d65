/** Whether a file is a database of ours, judged without changing a byte of it. */
import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { DataDirError } from "./data-dir-error.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "./schema.ts";

const MAGIC = "SQLite format 3\0";
const HEADER = 100;
/** A check of every page takes time with the file's size; above this only its frame is looked at. */
const CHECK_BELOW_BYTES = 16 * 1024 * 1024;

/** "absent" also for an empty file. Throws DataDirError for what is not ours, is newer, or is damaged. */
export function examine(path: string): "absent" | "ours" {
	const size = sizeOf(path);
	if (size === 0) return "absent";
	const header = headerOf(path);
	const application = header.length === HEADER ? header.readUInt32BE(68) : 0;
	if (header.toString("latin1", 0, 16) !== MAGIC) {
		throw application === APPLICATION_ID ? corrupt(path, "its header is damaged") : foreign(path);
	}
	if (header.length < HEADER) throw corrupt(path, "it ends within its header");
	if (application !== APPLICATION_ID) throw foreign(path);
	const version = header.readUInt32BE(60);
	if (version > SCHEMA_VERSION) {
		throw new DataDirError(
			"DATABASE_NEWER",
			`${path} was written by a newer Orderdeck (format ${version}, this one knows ${SCHEMA_VERSION}); run that one, or let DATA_DIR name another directory.`,
		);
	}
	const missing = missingBytes(path, header, size);
	if (missing > 0) throw corrupt(path, `it lacks its last ${missing} bytes`);
	check(path, size);
	return "ours";
}

function sizeOf(path: string): number {
	return existsSync(path) ? statSync(path).size : 0;
}

function headerOf(path: string): Buffer {
	const file = openSync(path, "r");
	try {
		const header = Buffer.alloc(HEADER);
		return header.subarray(0, readSync(file, header, 0, HEADER, 0));
	} finally {
		closeSync(file);
	}
}

/** While a write-ahead log is there it may hold what the file lacks, after an end in the middle of a checkpoint. */
function missingBytes(path: string, header: Buffer, size: number): number {
	if (sizeOf(`${path}-wal`) > 0) return 0;
	const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
	return header.readUInt32BE(28) * pageSize - size;
}

function check(path: string, size: number): void {
	let verdict: unknown;
	try {
		const sql = new DatabaseSync(path, { readOnly: true });
		try {
			sql.exec("SELECT count(*) FROM sqlite_schema; SELECT 1 FROM orders LIMIT 1; SELECT 1 FROM partitions LIMIT 1");
			verdict = size > CHECK_BELOW_BYTES ? "ok" : sql.prepare("PRAGMA quick_check(1)").get()?.quick_check;
		} finally {
			sql.close();
		}
	} catch (cause) {
		throw corrupt(path, cause instanceof Error ? cause.message : String(cause), cause);
	}
	if (verdict !== "ok") throw corrupt(path, String(verdict));
}

function corrupt(path: string, why: string, cause?: unknown): DataDirError {
	const message = `${path} is damaged (${why.replaceAll("\n", " ")}); restore it from a backup, or move it away to start empty.`;
	return new DataDirError("DATABASE_CORRUPT", message, { cause });
}

function foreign(path: string): DataDirError {
	return new DataDirError(
		"DATABASE_FOREIGN",
		`${path} is not an Orderdeck database; move it away, or let DATA_DIR name another directory.`,
	);
}
