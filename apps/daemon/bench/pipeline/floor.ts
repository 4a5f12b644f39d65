/** The floor of the pipeline: what it wrote, by bare SQLite. */
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { temporaryDir } from "../../test/daemon.ts";
import { drain } from "./drain.ts";
import { DATABASE_FILE, fillWithOrders } from "./waiting-orders.ts";
import { recordWrites, type Transaction } from "./written.ts";

export interface Floor {
	readonly seconds: number;
	readonly transactions: number;
	/** Statements that inserted, updated or deleted a row. */
	readonly writes: number;
}

/** As the store sets them, but the same for every version: the floor must not move with them. */
const PRAGMAS = `
	PRAGMA journal_mode = WAL;
	PRAGMA synchronous = NORMAL;
	PRAGMA cache_size = -32768;
	PRAGMA temp_store = MEMORY;
	PRAGMA wal_autocheckpoint = 8000;
	PRAGMA journal_size_limit = 67108864;`;

/**
 * Drains once to record what is written, then writes the same again: every insert, update and delete, of documents, records and offsets, with the
 * schema's indexes and triggers. It reads, decides and encodes nothing. `commits`: in how many transactions; as many as the recorded run's when
 * absent.
 */
export async function measureFloor(orders: number, commits?: number): Promise<Floor> {
	await using source = await temporaryDir();
	await using target = await temporaryDir();
	await fillWithOrders(source.path, orders);
	const [path, copy] = [join(source.path, DATABASE_FILE), join(target.path, "floor.db")];
	copyFileSync(path, copy);
	using recorded = recordWrites(path);
	await drain(source.path, orders);
	const { transactions } = recorded;
	return replay(commits === undefined ? transactions : inTransactions(transactions, commits), copy);
}

/** The same writes in the same order, in so many transactions of about one size. */
export function inTransactions(transactions: readonly Transaction[], count: number): readonly Transaction[] {
	const writes = transactions.flat();
	const boundary = (index: number) => Math.floor((index * writes.length) / count);
	return Array.from({ length: count }, (_, index) => writes.slice(boundary(index), boundary(index + 1)));
}

/** Runs them on the database at `path`. */
export function replay(transactions: readonly Transaction[], path: string): Floor {
	const sql = new DatabaseSync(path);
	sql.exec(PRAGMAS);
	const prepared = new Map<string, ReturnType<typeof sql.prepare>>();
	const statementOf = (text: string) => {
		const known = prepared.get(text) ?? sql.prepare(text);
		prepared.set(text, known);
		return known;
	};
	const from = performance.now();
	for (const transaction of transactions) {
		sql.exec("BEGIN IMMEDIATE");
		for (const { sql: text, values } of transaction) statementOf(text).run(...values);
		sql.exec("COMMIT");
	}
	const seconds = (performance.now() - from) / 1000;
	sql.close();
	const writes = transactions.reduce((sum, transaction) => sum + transaction.length, 0);
	if (writes === 0) throw new Error("nothing that the pipeline wrote was recorded");
	return { seconds, transactions: transactions.length, writes };
}
