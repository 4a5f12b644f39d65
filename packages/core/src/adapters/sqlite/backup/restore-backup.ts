/** A data directory from a backup. */
import { chmodSync, copyFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { LEDGER_FILE } from "../../simulated-gateway/ledger.ts";
import { attempt, DataDirError } from "../data-dir-error.ts";
import { DATABASE_FILE, RESTORED } from "../database.ts";
import { ensurePrivateFile, prepareDirectory } from "../directory.ts";
import { LOCK_FILE, lockDirectory } from "../directory-lock.ts";
import { type Contents, separateBackup, verifyBackup } from "./backup-file.ts";

/** What a file system, and the lock, put into an empty directory. */
const NOTHING = new RegExp(`^(?:lost\\+found|${LOCK_FILE.replace(".", "\\.")}(?:-journal)?)$`);

export interface RestoreOptions {
	readonly file: string;
	/** Empty or missing. */
	readonly dir: string;
	/** Whether the log is elsewhere, and holds orders that are newer than the backup: none of their ids is given to another order. */
	readonly hasNewerLog?: boolean;
}

/** More than can have been given since the backup. */
const SKIPPED_IDS = 1_000_000_000;

/** Restores the backup. Throws DataDirError; no daemon ever finds half a restore. */
export function restoreBackup({ file, dir, hasNewerLog = false }: RestoreOptions): Contents {
	const contents = verifyBackup(file);
	const sentence = `${dir} cannot be written; set DATA_DIR to an empty directory with enough space`;
	return attempt("DATA_DIR_UNWRITABLE", sentence, () => {
		prepareDirectory(dir);
		requireEmpty(dir);
		const lock = lockDirectory(dir);
		if (lock === undefined) throw new DataDirError("DATABASE_IN_USE", `${dir} is in use by a daemon; set DATA_DIR to an empty directory.`);
		try {
			requireEmpty(dir);
			write({ file, dir, hasNewerLog });
			return contents;
		} finally {
			lock.release();
		}
	});
}

/** The database comes last, under its name: without it the directory is refused. */
function write({ file, dir, hasNewerLog }: RestoreOptions): void {
	const ledger = join(dir, LEDGER_FILE);
	const draft = join(dir, `${DATABASE_FILE}${RESTORED}`);
	try {
		for (const path of [draft, ledger]) ensurePrivateFile(path);
		copyFileSync(file, draft);
		// With the mode of the backup, which may be readable for others or not writable.
		chmodSync(draft, 0o600);
		separateBackup(draft, ledger, hasNewerLog === true ? SKIPPED_IDS : 0);
		renameSync(draft, join(dir, DATABASE_FILE));
	} catch (error) {
		for (const path of [draft, `${draft}-journal`, ledger, `${ledger}-journal`]) rmSync(path, { force: true });
		throw error;
	}
}

function requireEmpty(dir: string): void {
	const found = readdirSync(dir).find((name) => !NOTHING.test(name));
	if (found === undefined) return;
	throw new DataDirError(
		"BACKUP_REFUSED",
		`${dir} is not empty (it holds ${found}); a backup is restored into an empty directory: set DATA_DIR to one.`,
	);
}
