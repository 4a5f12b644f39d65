/** The file of a backup: the store's tables, and the ledger's beside them. */
import { DatabaseSync } from "node:sqlite";
import { copyLedger } from "../../simulated-gateway/ledger.ts";
import { DataDirError, opening } from "../data-dir-error.ts";
import { examine } from "../examine.ts";
import { FILE_STATE, writeMark } from "../wal-mark.ts";

export interface Contents {
	readonly orders: number;
	/** Records of the embedded log. */
	readonly records: number;
	/** Entries of the payment provider's ledger. */
	readonly charges: number;
}

/** Makes the copy of a store a backup: one file without a log of its own, which no daemon opens. */
export function completeBackup(path: string, ledger: DatabaseSync | undefined): void {
	using sql = new DatabaseSync(path, { enableForeignKeyConstraints: false });
	sql.exec("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; BEGIN");
	copyLedger(ledger, sql);
	sql.exec(FILE_STATE);
	writeMark(sql, "backup", 0);
	sql.exec("COMMIT");
}

/** Makes a copy of a backup a store again; its ledger goes to `ledger`, and its next order id is `skippedIds` higher. */
export function separateBackup(path: string, ledger: string, skippedIds: number): void {
	using sql = new DatabaseSync(path, { enableForeignKeyConstraints: false });
	using to = new DatabaseSync(ledger);
	to.exec("BEGIN");
	copyLedger(sql, to);
	to.exec("COMMIT");
	sql.exec("BEGIN; DROP TABLE captures");
	writeMark(sql, "complete", 0);
	sql
		.prepare("UPDATE sequences SET cas = cas + 1, doc = json_set(doc, '$.next', json_extract(doc, '$.next') + ?) WHERE key = 'order_id'")
		.run(skippedIds);
	sql.exec("COMMIT");
}

/** Opens the backup, checks every page and index of it, and counts what it holds. Throws DataDirError. */
export function verifyBackup(path: string): Contents {
	if (examine(path) === "absent")
		throw new DataDirError("BACKUP_REFUSED", `There is no ${path}; it needs a file that npm run backup has written.`);
	return opening(path, () => {
		using sql = new DatabaseSync(path, { readOnly: true });
		if (!isBackup(sql)) {
			const message = `${path} is not a backup; it needs a file that npm run backup has written, not a file of a data directory.`;
			throw new DataDirError("BACKUP_REFUSED", message);
		}
		const verdict = String(sql.prepare("PRAGMA integrity_check(1)").get()?.integrity_check);
		if (verdict !== "ok") throw new DataDirError("DATABASE_CORRUPT", `${path} is damaged (${verdict}); use another backup.`);
		return { ...contentsOf(sql), charges: countOf(sql, "captures") };
	});
}

/** What a store holds. */
export function contentsOf(sql: DatabaseSync): Omit<Contents, "charges"> {
	const tables = sql.prepare("SELECT slot FROM partitions").all();
	return { orders: countOf(sql, "orders"), records: tables.reduce((sum, { slot }) => sum + countOf(sql, `records_${slot}`), 0) };
}

export function countOf(sql: DatabaseSync, table: string): number {
	return Number(sql.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.count);
}

function isBackup(sql: DatabaseSync): boolean {
	const tables = sql.prepare("SELECT 1 FROM sqlite_schema WHERE name IN ('file_state', 'captures')").all();
	return tables.length === 2 && sql.prepare("SELECT state FROM file_state").get()?.state === "backup";
}
