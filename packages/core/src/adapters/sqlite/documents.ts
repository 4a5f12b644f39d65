/** Documents by collection and key, each with a version that counts its writes. */
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { CasMismatch, type Collection, type Collections, type Versioned, type Write } from "../../ports/order-store.ts";
import { COLUMNS, type Columns } from "./columns.ts";

export interface Documents {
	get<C extends Collection>(collection: C, key: string): Versioned<Collections[C]> | undefined;
	/** Applies a write; part of the caller's transaction. Throws CasMismatch. */
	apply(write: Write): void;
}

/** Statements are prepared when a collection is first used. */
export function createDocuments(sql: DatabaseSync): Documents {
	const tables = new Map<Collection, Table>();

	function table(collection: Collection): Table {
		const known = tables.get(collection);
		if (known !== undefined) return known;
		const made = tableOf(sql, collection, COLUMNS[collection]);
		tables.set(collection, made);
		return made;
	}

	return {
		get: (collection, key) => table(collection).get(key) as Versioned<Collections[typeof collection]> | undefined,
		apply(write) {
			const { collection, key, doc } = write;
			if (write.op === "replace") {
				// Versions are numbers here; another adapter's is none of them.
				const replaced = typeof write.cas === "number" && table(collection).replace(key, doc, write.cas);
				if (!replaced) throw new CasMismatch(collection, key);
			} else if (!table(collection).insert(key, doc) && write.op === "insert") throw new CasMismatch(collection, key);
		},
	};
}

interface Table {
	get(key: string): Versioned<unknown> | undefined;
	/** False when there is one already. */
	insert(key: string, doc: Write["doc"]): boolean;
	/** False when there is none, or another version. */
	replace(key: string, doc: Write["doc"], cas: number): boolean;
}

function tableOf(sql: DatabaseSync, name: Collection, columns: Columns): Table {
	const names = [...columns.moving, ...columns.steady];
	const get = sql.prepare(`SELECT cas, doc FROM ${name} WHERE key = ?`);
	get.setReturnArrays(true);
	const insert = sql.prepare(
		`INSERT INTO ${name} (key, cas, doc${names.map((column) => `, ${column}`).join("")})
		VALUES (?, 1, ?${", ?".repeat(names.length)}) ON CONFLICT (key) DO NOTHING`,
	);
	const set = (changed: readonly string[]): string =>
		`UPDATE ${name} SET cas = cas + 1, doc = ?${changed.map((column) => `, ${column} = ?`).join("")}`;
	const replace = sql.prepare(`${set(names)} WHERE key = ? AND cas = ?`);
	// SQLite writes the index entries of every column in SET anew, changed or not: steady columns are therefore named only when they
	// have changed. The + keeps the comparison from choosing an index.
	const touch =
		columns.steady.length === 0
			? undefined
			: sql.prepare(`${set(columns.moving)} WHERE key = ? AND cas = ?${columns.steady.map((column) => ` AND +${column} IS ?`).join("")}`);

	return {
		get(key) {
			const row = get.get(key) as unknown as readonly [number, string] | undefined;
			// The text is what this module made of a document, so it needs no schema to be one again.
			return row === undefined ? undefined : { cas: row[0], doc: JSON.parse(row[1]) };
		},
		insert(key, doc) {
			return insert.run(key, JSON.stringify(doc), ...columns.movingOf(doc, key), ...columns.steadyOf(doc, key)).changes === 1;
		},
		replace(key, doc, cas) {
			const text = JSON.stringify(doc);
			const moving: readonly SQLInputValue[] = columns.movingOf(doc, key);
			const steady: readonly SQLInputValue[] = columns.steadyOf(doc, key);
			if (touch !== undefined && touch.run(text, ...moving, key, cas, ...steady).changes === 1) return true;
			return replace.run(text, ...moving, ...steady, key, cas).changes === 1;
		},
	};
}
