/** One writer per data directory, enforced by a lock that the operating system releases when the process ends, however it ends. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqliteCodeOf } from "./transaction.ts";

const SQLITE_BUSY = 5;

/** Holds the directory until `release`. Undefined when another holds it. Throws the file system's error when the lock cannot be created. */
export function lockDirectory(dir: string): { release(): void } | undefined {
	const lock = new DatabaseSync(join(dir, "orderdeck.lock"), { timeout: 0 });
	try {
		// Nothing is ever written: the transaction alone locks the file, which stays empty.
		lock.exec("BEGIN EXCLUSIVE");
		return { release: () => lock.close() };
	} catch (error) {
		lock.close();
		if (sqliteCodeOf(error) === SQLITE_BUSY) return undefined;
		throw error;
	}
}
