/** A database file that this process writes, and nobody else. */
import { DatabaseSync } from "node:sqlite";
import { HeldFiles } from "./held-files.ts";
import { hasSalt, renewMark, requireOwnWal, shmOf, walOf } from "./wal-mark.ts";

export interface WrittenFile {
	readonly sql: DatabaseSync;
	/** Why nothing can be committed now; undefined when the files are in place. */
	fault(): string | undefined;
	/** Moves the write-ahead log into the file. */
	close(): void;
}

export interface WrittenFileOptions {
	readonly pragmas: string;
	/** Creates or upgrades the tables, the mark of wal-mark.ts included. */
	readonly prepare: (sql: DatabaseSync) => void;
	/** Other files that must stay in place while this one is written. */
	readonly beside?: readonly string[];
}

const BUSY_TIMEOUT_MS = 5_000;

/** Throws DataDirError, and SQLite's own errors. */
export function openWrittenFile(path: string, { pragmas, prepare, beside = [] }: WrittenFileOptions): WrittenFile {
	requireOwnWal(path);
	const sql = new DatabaseSync(path, { enableForeignKeyConstraints: false, timeout: BUSY_TIMEOUT_MS });
	try {
		sql.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${pragmas}`);
		prepare(sql);
		const wal = walOf(path);
		let salt = renewMark(sql, wal);
		let marked = true;
		const onCheckpoint = (): void => {
			try {
				salt = renewMark(sql, wal);
				marked = true;
			} catch {
				// A full disk, for example. What was committed stays committed; the next checkpoint or the end writes the mark again.
				marked = false;
			}
		};
		const isUnchanged = (): boolean => hasSalt(path, salt);
		const held = new HeldFiles(sql, { main: path, wal, others: [shmOf(path), ...beside], isUnchanged, onCheckpoint });
		return {
			sql,
			fault: () => held.fault(),
			close() {
				if (!marked && held.fault() === undefined) onCheckpoint();
				sql.close();
			},
		};
	} catch (error) {
		sql.close();
		throw error;
	}
}
