/** The simulated provider's ledger: each idempotency key with its request and result. A file of its own, as a provider's would be. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";

/** A key's first charge decides; later ones are counted and get the same result. */
export interface Charge {
	readonly key: string;
	readonly orderId: string;
	readonly amountCents: number;
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

const FILE = "payment-gateway.db";
const SCHEMA = `
	CREATE TABLE IF NOT EXISTS captures (
		key TEXT NOT NULL PRIMARY KEY, order_id TEXT NOT NULL, amount_cents INTEGER NOT NULL, result TEXT NOT NULL,
		payment_id TEXT NOT NULL, at INTEGER NOT NULL, refunded_at INTEGER, attempts INTEGER NOT NULL
	) STRICT, WITHOUT ROWID`;

const rowSchema = z.object({
	key: z.string(),
	order_id: z.string(),
	amount_cents: z.int(),
	result: z.enum(["captured", "declined"]),
	payment_id: z.string(),
	at: z.int(),
	refunded_at: z.int().nullable(),
	attempts: z.int(),
});

/** Opens the ledger in the directory; creates what is missing. */
export function openLedger(dir: string): Ledger {
	mkdirSync(dir, { recursive: true });
	const sql = new DatabaseSync(join(dir, FILE), { timeout: 5_000 });
	sql.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -4096; PRAGMA journal_size_limit = 16777216");
	sql.exec(SCHEMA);
	const charge = sql.prepare(
		`INSERT INTO captures VALUES (?, ?, ?, ?, ?, ?, NULL, 1) ON CONFLICT (key) DO UPDATE SET attempts = attempts + 1 RETURNING *`,
	);
	const refund = sql.prepare("UPDATE captures SET refunded_at = ? WHERE key = ? AND result = 'captured' AND refunded_at IS NULL");
	const find = sql.prepare("SELECT * FROM captures WHERE key = ?");

	function post(posting: Posting): LedgerEntry | undefined {
		if (posting.kind === "refund") {
			refund.run(posting.at, posting.key);
			return entryOf(find.get(posting.key));
		}
		const { key, orderId, amountCents, captured, paymentId, at } = posting.charge;
		return entryOf(charge.get(key, orderId, amountCents, captured ? "captured" : "declined", paymentId, at));
	}

	return {
		async post(postings) {
			sql.exec("BEGIN IMMEDIATE");
			try {
				const entries = postings.map(post);
				sql.exec("COMMIT");
				return entries;
			} catch (error) {
				if (sql.isTransaction) sql.exec("ROLLBACK");
				throw error;
			}
		},
		find: async (key) => entryOf(find.get(key)),
		async [Symbol.asyncDispose]() {
			if (sql.isOpen) sql.close();
		},
	};
}

/** All entries, by key, read on a connection of its own. */
export function readLedger(dir: string): LedgerEntry[] {
	const sql = new DatabaseSync(join(dir, FILE), { readOnly: true, timeout: 5_000 });
	try {
		return sql
			.prepare("SELECT * FROM captures ORDER BY key")
			.all()
			.flatMap((row) => entryOf(row) ?? []);
	} finally {
		sql.close();
	}
}

function entryOf(row: unknown): LedgerEntry | undefined {
	if (row === undefined) return undefined;
	const { key, order_id, amount_cents, result, payment_id, at, refunded_at, attempts } = rowSchema.parse(row);
	return {
		key,
		orderId: order_id,
		amountCents: amount_cents,
		captured: result === "captured",
		paymentId: payment_id,
		at,
		refunded: refunded_at !== null,
		attempts,
	};
}
