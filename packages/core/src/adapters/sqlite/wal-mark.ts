/**
 * A mark in a database that states whether its write-ahead log belongs to it. What was committed since the last checkpoint is only in that
 * log: a database that was copied or left without it opens like any other, with the newest changes missing, and one beside the log of
 * another database is overwritten with that one's pages.
 *
 * In the file itself the mark is "needs-wal" while a writer has it open; in the log it is "complete". So the file alone needs its log; the
 * two together do not, nor does the file once all of its log was moved into it, whoever did that. The log is identified by the salt in its
 * header: random when the log is created, and one more each time it is started again after a checkpoint.
 */
import { closeSync, openSync, readSync, realpathSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { DataDirError } from "./data-dir-error.ts";

export type FileState = "complete" | "needs-wal" | "backup";

/** The table of the mark, with its row. A salt of 0 means that any log may belong to the file. */
export const FILE_STATE = `
CREATE TABLE IF NOT EXISTS file_state (id INTEGER PRIMARY KEY CHECK (id = 1), state TEXT NOT NULL, salt INTEGER NOT NULL) STRICT;
INSERT OR IGNORE INTO file_state VALUES (1, 'complete', 0);`;

const markSchema = z.object({ state: z.enum(["complete", "needs-wal", "backup"]), salt: z.int() });
type Mark = z.infer<typeof markSchema>;

/** The log may have been started again a few times since its mark was moved into the file: by each commit that writes a mark, and the one after. */
const SALTS = 16;
const WAL_HEADER_BYTES = 32;
const WAL_MAGIC = 0x377f0682;

/** The write-ahead log of the database: beside the file itself where the path is a link. */
export function walOf(path: string): string {
	return `${realpathSync(path)}-wal`;
}

export function shmOf(path: string): string {
	return `${realpathSync(path)}-shm`;
}

/** Throws DataDirError for a database without the log that it needs, beside another database's log, or that is a backup. Changes nothing. */
export function requireOwnWal(path: string): void {
	const mark = markInFile(path);
	if (mark?.state === "backup") {
		throw new DataDirError("DATABASE_IS_BACKUP", `${path} is a backup; restore it into an empty directory with npm run restore -- FILE.`);
	}
	if (mark === undefined) return;
	const wal = walOf(path);
	const salt = saltOf(wal);
	if (salt === undefined && mark.state === "needs-wal") {
		const message = `${path} is without ${wal}, which holds its newest changes; put that file back, or restore a backup (npm run backup makes one of a running daemon).`;
		throw new DataDirError("DATABASE_WITHOUT_WAL", message);
	}
	if (salt !== undefined && mark.salt !== 0 && (salt - mark.salt) >>> 0 >= SALTS) {
		const message = `${wal} belongs to another database than ${path}; put back the one it belongs to, or move ${wal} away.`;
		throw new DataDirError("DATABASE_WITHOUT_WAL", message);
	}
}

/** Sets the mark of an open database. */
export function writeMark(sql: DatabaseSync, state: FileState, salt: number): void {
	sql.prepare("UPDATE file_state SET state = ?, salt = ?").run(state, salt);
}

/**
 * Moves "needs-wal" into the file and leaves "complete" in the log. Called at the start and after each checkpoint, which has moved "complete"
 * into the file. While a reader holds the checkpoint back the file keeps the mark it has, until the next one. Returns the salt.
 */
export function renewMark(sql: DatabaseSync, wal: string): number {
	sql.prepare("PRAGMA wal_checkpoint(PASSIVE)").get();
	// The first write creates the log, or starts it again: its salt is known from then on.
	writeMark(sql, "needs-wal", 0);
	const salt = saltOf(wal) ?? 0;
	writeMark(sql, "needs-wal", salt);
	sql.prepare("PRAGMA wal_checkpoint(PASSIVE)").get();
	writeMark(sql, "complete", salt);
	return salt;
}

/** Whether the file alone has a mark with this salt, which changes with each checkpoint. */
export function hasSalt(path: string, salt: number): boolean {
	return markInFile(path)?.salt === salt;
}

/** What the file alone states, without its log; undefined for one of an older format, or that cannot be read alone. */
function markInFile(path: string): Mark | undefined {
	const url = pathToFileURL(path);
	url.searchParams.set("immutable", "1");
	try {
		using sql = new DatabaseSync(url, { readOnly: true });
		return markSchema.safeParse(sql.prepare("SELECT state, salt FROM file_state").get()).data;
	} catch {
		return undefined;
	}
}

/** Undefined for a log that is missing or holds nothing. */
function saltOf(wal: string): number | undefined {
	const header = Buffer.alloc(WAL_HEADER_BYTES);
	let file: number;
	try {
		file = openSync(wal, "r");
	} catch {
		return undefined;
	}
	try {
		const length = readSync(file, header, 0, WAL_HEADER_BYTES, 0);
		return length === WAL_HEADER_BYTES && (header.readUInt32BE(0) & ~1) === WAL_MAGIC ? header.readUInt32BE(16) : undefined;
	} finally {
		closeSync(file);
	}
}
