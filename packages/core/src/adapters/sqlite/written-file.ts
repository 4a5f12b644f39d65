/** A database file that this process writes, and nobody else. */
import { DatabaseSync } from "node:sqlite";
import { Checkpoints } from "./checkpoints.ts";
import { HeldFiles } from "./held-files.ts";
import { hasSalt, renewMark, requireOwnWal, shmOf, walOf } from "./wal-mark.ts";

export interface WrittenFile {
	readonly sql: DatabaseSync;
	/** Why nothing can be committed now; undefined when the files are in place. */
	fault(): string | undefined;
	/** Resolves when no checkpoint is running. */
	checkpointed(): Promise<void>;
	/** Moves the write-ahead log into the file. */
	close(): void;
}

export interface WrittenFileOptions {
	readonly pragmas: string;
	/** The number of pages in the write-ahead log at which it is moved into the file. */
	readonly walPages: number;
	/** Creates or upgrades the tables, the mark of wal-mark.ts included. */
	readonly prepare: (sql: DatabaseSync) => void;
	/** A checkpoint failed, on a full disk for example: what was committed stays committed, and the next attempt follows later. */
	readonly onCheckpointFailed: (error: unknown) => void;
	/** Other files that must stay in place while this one is written. */
	readonly beside?: readonly string[];
}

const BUSY_TIMEOUT_MS = 5_000;
/** SQLite itself checkpoints nothing. */
const PRAGMAS = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0;";

/** Throws DataDirError, and SQLite's own errors. */
export function openWrittenFile(
	path: string,
	{ pragmas, walPages, prepare, onCheckpointFailed, beside = [] }: WrittenFileOptions,
): WrittenFile {
	requireOwnWal(path);
	const sql = new DatabaseSync(path, { enableForeignKeyConstraints: false, timeout: BUSY_TIMEOUT_MS });
	try {
		sql.exec(`${PRAGMAS} ${pragmas}`);
		prepare(sql);
		const wal = walOf(path);
		let salt = renewMark(sql, wal);
		let marked = true;
		const renew = (): void => {
			if (held.fault() !== undefined) return;
			marked = false;
			salt = renewMark(sql, wal);
			marked = true;
		};
		const finish = (): void => {
			try {
				renew();
			} finally {
				held.record();
			}
		};
		const checkpoints = new Checkpoints({ path, sql, limitPages: walPages, finish, onFailed: onCheckpointFailed });
		const held = new HeldFiles(sql, {
			main: path,
			wal,
			others: [shmOf(path), ...beside],
			isUnchanged: () => hasSalt(path, salt),
			isCheckpointing: () => checkpoints.running,
			onCommit: () => checkpoints.committed(),
		});
		return {
			sql,
			fault: () => held.fault(),
			checkpointed: () => checkpoints.idle(),
			close() {
				checkpoints.close();
				try {
					if (!marked) renew();
				} catch (error) {
					onCheckpointFailed(error);
				}
				sql.close();
			},
		};
	} catch (error) {
		sql.close();
		throw error;
	}
}
