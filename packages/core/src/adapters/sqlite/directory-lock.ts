/** One writer to a data directory, told apart by a lock of the operating system that goes with the process, however it ends. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqliteCodeOf } from "./transaction.ts";

const SQLITE_BUSY = 5;

/** Holds the directory until `release`. Undefined when another holds it. Throws what the file system says when the lock cannot be made. */
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
