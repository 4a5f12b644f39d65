/** What a data directory weighs. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Bytes of its files, once everything that was committed is in the databases themselves. Nothing may have them open. */
export function sizeBytes(dir: string): number {
	for (const name of readdirSync(dir).filter((file) => file.endsWith(".db"))) {
		const sql = new DatabaseSync(join(dir, name));
		sql.exec("PRAGMA wal_checkpoint(TRUNCATE)");
		sql.close();
	}
	return readdirSync(dir).reduce((sum, name) => sum + statSync(join(dir, name)).size, 0);
}
