/**
 * Documents by collection and key, each with a version that counts its writes. The writer's connection is the only one that writes, so
 * what it has written last is kept in memory, bounded, and need not be read and parsed again.
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { LRUCache } from "lru-cache";
import type { Collection, Collections, Versioned, Write } from "../../../ports/documents.ts";
import { CasMismatch } from "../../../ports/errors.ts";
import { COLUMNS, type Columns } from "./columns.ts";

export interface Documents {
	/** In the order of the keys; undefined for what is not there. */
	get<C extends Collection>(collection: C, keys: readonly string[]): (Versioned<Collections[C]> | undefined)[];
	/** Applies a write; part of the caller's transaction. Throws CasMismatch. */
	apply(write: Write): void;
	/** The transaction is durable: what it wrote may be read from memory. */
	publish(): void;
	/** The transaction was rolled back: what it wrote is forgotten. */
	discard(): void;
}

/** The size of the cache of written documents, in characters of their JSON. */
const CACHED_CHARACTERS = 16_000_000;

/** Statements are prepared when a collection is first used. */
export function createDocuments(sql: DatabaseSync): Documents {
	const tables = new Map<Collection, Table>();
	const recent = new LRUCache<string, Versioned<unknown>>({ maxSize: CACHED_CHARACTERS });
	let staged: Entry[] = [];

	function table(collection: Collection): Table {
		const known = tables.get(collection);
		if (known !== undefined) return known;
		const made = tableOf(sql, collection, COLUMNS[collection]);
		tables.set(collection, made);
		return made;
	}

	return {
		get(collection, keys) {
			const found = keys.map((key) => recent.get(`${collection}/${key}`));
			const others = keys.filter((_, index) => found[index] === undefined);
			const read = others.length > 0 ? table(collection).get(others) : new Map<string, Versioned<unknown>>();
			return keys.map((key, index) => found[index] ?? read.get(key)) as (Versioned<Collections[typeof collection]> | undefined)[];
		},
		apply(write) {
			const { collection, key, doc } = write;
			const text = JSON.stringify(doc);
			if (write.op === "replace") {
				// Versions are numbers here; a version of another adapter never matches.
				const at = `${collection}/${key}`;
				const replaced = typeof write.cas === "number" && table(collection).replace(write, text, write.cas, recent.get(at));
				if (!replaced) throw new CasMismatch(collection, key);
				staged.push({ at, versioned: { doc, cas: Number(write.cas) + 1 }, characters: text.length });
			} else if (table(collection).insert(write, text)) {
				if (write.op === "insert") staged.push({ at: `${collection}/${key}`, versioned: { doc, cas: 1 }, characters: text.length });
			} else if (write.op === "insert") throw new CasMismatch(collection, key);
		},
		publish() {
			for (const { at, versioned, characters } of staged) recent.set(at, versioned, { size: characters });
			staged = [];
		},
		discard() {
			staged = [];
		},
	};
}

interface Entry {
	readonly at: string;
	readonly versioned: Versioned<unknown>;
	readonly characters: number;
}

interface Table {
	/** Those that are there, by key. */
	get(keys: readonly string[]): Map<string, Versioned<unknown>>;
	/** False when there is one already. */
	insert(write: Write, text: string): boolean;
	/** False when there is none, or another version. `known`: a version of the document that this process has written. */
	replace(write: Write, text: string, cas: number, known: Versioned<unknown> | undefined): boolean;
}

function tableOf(sql: DatabaseSync, name: Collection, columns: Columns): Table {
	const names = [...columns.moving, ...columns.steady];
	// One statement for all keys: most of them do not exist yet, and one statement per key would cost more than the search.
	const get = sql.prepare(`SELECT key, cas, doc FROM ${name} WHERE key IN (SELECT value FROM json_each(?))`);
	get.setReturnArrays(true);
	const insert = sql.prepare(
		`INSERT INTO ${name} (key, cas, doc${names.map((column) => `, ${column}`).join("")})
		VALUES (?, 1, ?${", ?".repeat(names.length)}) ON CONFLICT (key) DO NOTHING`,
	);
	const set = (changed: readonly string[]): StatementSync =>
		sql.prepare(
			`UPDATE ${name} SET cas = cas + 1, doc = ?${changed.map((column) => `, ${column} = ?`).join("")} WHERE key = ? AND cas = ?`,
		);
	const replace = set(names);
	// SQLite writes the index entries of every column in SET again, changed or not: steady columns are therefore named only when they
	// may have changed.
	const touch = columns.steady.length === 0 ? replace : set(columns.moving);

	return {
		get(keys) {
			const rows = get.all(JSON.stringify(keys)) as unknown as readonly (readonly [string, number, string])[];
			// The text is what this module made of a document, so it needs no schema to be one again.
			return new Map(rows.map(([key, cas, doc]) => [key, { cas, doc: JSON.parse(doc) }]));
		},
		insert({ key, doc }, text) {
			return insert.run(key, text, ...columns.movingOf(doc, key), ...columns.steadyOf(doc, key)).changes === 1;
		},
		replace({ key, doc }, text, cas, known) {
			const moving: readonly SQLInputValue[] = columns.movingOf(doc, key);
			// Another version may have other columns: what has changed is known only for a write based on the cached version.
			if (known?.cas === cas && columns.isSteady(known.doc as Write["doc"], doc)) return touch.run(text, ...moving, key, cas).changes === 1;
			return replace.run(text, ...moving, ...columns.steadyOf(doc, key), key, cas).changes === 1;
		},
	};
}
