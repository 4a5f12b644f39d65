/** One writer per data directory, enforced by a lock that the operating system releases when the process ends, however it ends. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ensurePrivateFile, restrictFile } from "./directory.ts";
import { SQLITE, sqliteCodeOf } from "./sqlite-code.ts";

export const LOCK_FILE = "orderdeck.lock";

/** Holds the directory until `release`. Undefined when another holds it. Throws the file system's error when the lock cannot be created. */
export function lockDirectory(dir: string): { release(): void } | undefined {
	const path = join(dir, LOCK_FILE);
	ensurePrivateFile(path);
	restrictFile(`${path}-journal`);
	const lock = new DatabaseSync(path, { timeout: 0 });
	try {
		// Nothing is ever written: the transaction alone locks the file, which stays empty.
		lock.exec("BEGIN EXCLUSIVE");
		return { release: () => lock.close() };
	} catch (error) {
		lock.close();
		if (sqliteCodeOf(error) === SQLITE.busy) return undefined;
		throw error;
	}
}
