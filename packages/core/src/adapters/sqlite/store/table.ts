/** The documents of one collection, as rows. */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { LRUCache } from "lru-cache";
import type { Collection, Versioned, Write } from "../../../ports/documents.ts";
import type { Columns } from "./columns.ts";

/** The size of the cache of written documents, in characters of their rows. A batch has the views of many orders, and little of all else. */
const CACHED_CHARACTERS = { orders: 12_000_000, other: 2_000_000 };

export class Table {
	readonly #columns: Columns;
	readonly #get: StatementSync;
	readonly #insert: StatementSync;
	readonly #replace: StatementSync;
	/** Leaves the steady columns as they are. */
	readonly #touch: StatementSync;
	readonly #remove: StatementSync;
	readonly #recent: LRUCache<string, Versioned<unknown>>;

	constructor(sql: DatabaseSync, name: Collection, columns: Columns) {
		const { moving, steady, body } = columns;
		const names = [...moving, ...steady];
		this.#columns = columns;
		this.#recent = new LRUCache({ maxSize: name === "orders" ? CACHED_CHARACTERS.orders : CACHED_CHARACTERS.other });
		// One statement for all keys: most of them do not exist yet, and one statement per key would cost more than the search.
		this.#get = sql.prepare(`SELECT key, cas, doc${listed(body)} FROM ${name} WHERE key IN (SELECT value FROM json_each(?))`);
		this.#get.setReturnArrays(true);
		this.#insert = sql.prepare(
			`INSERT INTO ${name} (key, cas, doc${listed(names)}) VALUES (?, 1, ?${", ?".repeat(names.length)}) ON CONFLICT (key) DO NOTHING`,
		);
		this.#remove = sql.prepare(`DELETE FROM ${name} WHERE key IN (SELECT value FROM json_each(?))`);
		const set = (changed: readonly string[]): StatementSync =>
			sql.prepare(
				`UPDATE ${name} SET cas = cas + 1, doc = ?${changed.map((column) => `, ${column} = ?`).join("")} WHERE key = ? AND cas = ?`,
			);
		this.#replace = set(names);
		// SQLite writes the index entries of every column in SET again, changed or not: steady columns are therefore named only when they
		// may have changed.
		this.#touch = steady.length === 0 ? this.#replace : set(moving);
	}

	/** In the order of the keys; undefined for what is not there. */
	get(keys: readonly string[]): (Versioned<unknown> | undefined)[] {
		const found = keys.map((key) => this.#recent.get(key));
		const others = keys.filter((_, index) => found[index] === undefined);
		if (others.length === 0) return found;
		const rows = this.#get.all(JSON.stringify(others)) as unknown as readonly (readonly [string, number, string, ...(string | null)[]])[];
		const read = new Map<string, Versioned<unknown>>(
			rows.map(([key, cas, doc, ...body]) => [key, { cas, doc: this.#columns.parse(doc, ...body) as object }]),
		);
		return keys.map((key, index) => found[index] ?? read.get(key));
	}

	/** Returns the characters of the row; undefined when there is one already. */
	insert({ key, doc }: Write): number | undefined {
		const text = this.#columns.text(doc);
		const moving = this.#columns.movingOf(doc, key);
		const { changes } = this.#insert.run(key, text, ...moving, ...this.#columns.steadyOf(doc, key));
		return changes === 1 ? charactersOf(text, moving) : undefined;
	}

	/** Returns the characters of the row; undefined when there is none, or one of another version. */
	replace({ key, doc }: Write, cas: number): number | undefined {
		const { text: textOf, movingOf, steadyOf, isSteady } = this.#columns;
		const text = textOf(doc);
		const moving = movingOf(doc, key);
		const known = this.#recent.get(key);
		// Another version may have other columns: what has changed is known only for a write based on the cached version.
		const touches = known?.cas === cas && isSteady(known.doc as Write["doc"], doc);
		const { changes } = touches
			? this.#touch.run(text, ...moving, key, cas)
			: this.#replace.run(text, ...moving, ...steadyOf(doc, key), key, cas);
		return changes === 1 ? charactersOf(text, moving) : undefined;
	}

	remove(keys: readonly string[]): void {
		this.#remove.run(JSON.stringify(keys));
		// Should the transaction be rolled back, they are read again.
		for (const key of keys) this.#recent.delete(key);
	}

	/** A version that is durable. */
	keep(key: string, versioned: Versioned<unknown>, characters: number): void {
		this.#recent.set(key, versioned, { size: characters });
	}
}

function listed(names: readonly string[]): string {
	return names.map((name) => `, ${name}`).join("");
}

function charactersOf(text: string, columns: readonly SQLInputValue[]): number {
	return columns.reduce((sum: number, value) => sum + (typeof value === "string" ? value.length : 0), text.length);
}
