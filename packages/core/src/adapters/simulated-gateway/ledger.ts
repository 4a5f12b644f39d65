/** The simulated provider's ledger: each idempotency key with its request and result. A file of its own, as a provider's would be. */
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { attempt, opening } from "../sqlite/data-dir-error.ts";
import { type DatabaseObserver, NOT_OBSERVED } from "../sqlite/database.ts";
import { ensurePrivateFile, prepareDirectory, restrictFile } from "../sqlite/directory.ts";
import { transaction } from "../sqlite/transaction.ts";
import { FILE_STATE } from "../sqlite/wal-mark.ts";
import { openWrittenFile } from "../sqlite/written-file.ts";

/** A key's first charge decides; later ones are counted and get the same result. */
export interface Charge {
	readonly key: string;
	readonly orderId: string;
	/** In whole minor units of the currency. */
	readonly amountMinor: number;
	readonly currency: string;
	readonly captured: boolean;
	readonly paymentId: string;
	/** Ms since the epoch. */
	readonly at: number;
}

export interface LedgerEntry extends Charge {
	readonly refunded: boolean;
	/** How often the key was charged. */
	readonly attempts: number;
}

/** One entry to post. */
export type Posting =
	| { readonly kind: "charge"; readonly charge: Charge }
	| { readonly kind: "refund"; readonly key: string; readonly at: number };

export interface Ledger extends AsyncDisposable {
	/** Resolves once the postings are durable, all or none, with each key's entry; undefined for the refund of an unknown key. */
	post(postings: readonly Posting[]): Promise<readonly (LedgerEntry | undefined)[]>;
	find(key: string): Promise<LedgerEntry | undefined>;
}

/** The ledger as a file of the data directory. */
export interface LedgerFile extends Ledger {
	/** Why nothing can be posted now: files were removed, replaced or cannot be accessed. Undefined when all are in place. */
	fault(): string | undefined;
}

export const LEDGER_FILE = "payment-gateway.db";
const LEDGER_SCHEMA = `
	CREATE TABLE IF NOT EXISTS captures (
		key TEXT NOT NULL PRIMARY KEY, order_id TEXT NOT NULL, amount_minor INTEGER NOT NULL, result TEXT NOT NULL,
		payment_id TEXT NOT NULL, at INTEGER NOT NULL, refunded_at INTEGER, attempts INTEGER NOT NULL,
		currency TEXT NOT NULL DEFAULT 'USD'
	) STRICT, WITHOUT ROWID;`;
const COLUMNS = "key, order_id, result, payment_id, at, refunded_at, attempts";

/** True for a file of an earlier version: all its charges were in US dollars. */
function hasCents(sql: DatabaseSync): boolean {
	return sql.prepare("SELECT 1 FROM pragma_table_info('captures') WHERE name = 'amount_cents'").get() !== undefined;
}

/** All entries of a file, of an earlier version too. */
function selectIn(sql: DatabaseSync): string {
	return `SELECT ${COLUMNS}, ${hasCents(sql) ? "amount_cents AS amount_minor, 'USD' AS currency" : "amount_minor, currency"} FROM captures`;
}

const UPGRADE = `BEGIN IMMEDIATE;
	ALTER TABLE captures RENAME COLUMN amount_cents TO amount_minor;
	ALTER TABLE captures ADD COLUMN currency TEXT NOT NULL DEFAULT 'USD';
	COMMIT`;
const PRAGMAS = "PRAGMA cache_size = -4096; PRAGMA journal_size_limit = 16777216";
const WAL_PAGES = 2_000;

/** What this module and the table's types have made of a charge needs no schema to be one again. */
interface Row {
	readonly key: string;
	readonly order_id: string;
	readonly amount_minor: number;
	readonly currency: string;
	readonly result: "captured" | "declined";
	readonly payment_id: string;
	readonly at: number;
	readonly refunded_at: number | null;
	readonly attempts: number;
}

function prepare(sql: DatabaseSync): void {
	sql.exec(`${LEDGER_SCHEMA} ${FILE_STATE}`);
	if (hasCents(sql)) sql.exec(UPGRADE);
}

/** Opens the ledger in the directory; creates what is missing. Throws DataDirError. */
export function openLedger(dir: string, { onCheckpointFailed }: Pick<DatabaseObserver, "onCheckpointFailed"> = NOT_OBSERVED): LedgerFile {
	const path = join(dir, LEDGER_FILE);
	attempt("DATA_DIR_UNWRITABLE", `${path} cannot be used; set DATA_DIR to a writable directory`, () => {
		prepareDirectory(dir);
		for (const end of ["-wal", "-shm", "-journal"]) restrictFile(`${path}${end}`);
		ensurePrivateFile(path);
	});
	const file = opening(path, () => openWrittenFile(path, { pragmas: PRAGMAS, walPages: WAL_PAGES, prepare, onCheckpointFailed }));
	const { sql } = file;
	const charge = sql.prepare(
		`INSERT INTO captures (key, order_id, amount_minor, currency, result, payment_id, at, attempts) VALUES (?, ?, ?, ?, ?, ?, ?, 1)
		ON CONFLICT (key) DO NOTHING`,
	);
	const chargeAgain = sql.prepare("UPDATE captures SET attempts = attempts + 1 WHERE key = ? RETURNING *");
	const refund = sql.prepare("UPDATE captures SET refunded_at = ? WHERE key = ? AND result = 'captured' AND refunded_at IS NULL");
	const find = sql.prepare("SELECT * FROM captures WHERE key = ?");

	function post(posting: Posting): LedgerEntry | undefined {
		if (posting.kind === "refund") {
			refund.run(posting.at, posting.key);
			return entryOf(find.get(posting.key));
		}
		const { key, orderId, amountMinor, currency, captured, paymentId, at } = posting.charge;
		const { changes } = charge.run(key, orderId, amountMinor, currency, captured ? "captured" : "declined", paymentId, at);
		return changes === 1 ? { ...posting.charge, refunded: false, attempts: 1 } : entryOf(chargeAgain.get(key));
	}

	return {
		async post(postings) {
			return transaction(sql, () => postings.map(post));
		},
		find: async (key) => entryOf(find.get(key)),
		fault: file.fault,
		async [Symbol.asyncDispose]() {
			if (sql.isOpen) file.close();
		},
	};
}

/** All entries, by key, read on a connection of its own. */
export function readLedger(dir: string): LedgerEntry[] {
	using sql = new DatabaseSync(join(dir, LEDGER_FILE), { readOnly: true, timeout: 5_000 });
	const rows = sql.prepare(`${selectIn(sql)} ORDER BY key`).all();
	return rows.flatMap((row) => entryOf(row) ?? []);
}

/** Copies all entries into a database that has none; undefined has none either. Part of the caller's transactions. */
export function copyLedger(from: DatabaseSync | undefined, to: DatabaseSync): void {
	to.exec(LEDGER_SCHEMA);
	if (from === undefined) return;
	const insert = to.prepare(`INSERT INTO captures (${COLUMNS}, amount_minor, currency) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
	const read = from.prepare(selectIn(from));
	read.setReturnArrays(true);
	for (const row of read.iterate()) insert.run(...(row as unknown as SQLInputValue[]));
}

function entryOf(row: object | undefined): LedgerEntry | undefined {
	if (row === undefined) return undefined;
	const { key, order_id, amount_minor, currency, result, payment_id, at, refunded_at, attempts } = row as Row;
	return {
		key,
		orderId: order_id,
		amountMinor: amount_minor,
		currency,
		captured: result === "captured",
		paymentId: payment_id,
		at,
		refunded: refunded_at !== null,
		attempts,
	};
}
