/**
 * Documents by collection and key, each with a version that counts its writes. The writer's connection is the only one that writes, so
 * what it has written last is kept in memory, bounded, and need not be read and parsed again.
 */
import type { DatabaseSync } from "node:sqlite";
import type { Cas, Collection, Collections, Versioned, Write } from "../../../ports/documents.ts";
import { CasMismatch } from "../../../ports/errors.ts";
import { guarded } from "../transaction.ts";
import { COLUMNS } from "./columns.ts";
import { Table } from "./table.ts";

export interface Documents {
	/** In the order of the keys; undefined for what is not there. */
	get<C extends Collection>(collection: C, keys: readonly string[]): (Versioned<Collections[C]> | undefined)[];
	/** Applies a write; part of the caller's transaction. Returns the version that it made; undefined where `ensure` found one. Throws CasMismatch. */
	apply(write: Write): Cas | undefined;
	/** Removes the documents; part of the caller's transaction. */
	remove(collection: Collection, keys: readonly string[]): void;
	/** The transaction is durable: what it wrote may be read from memory. */
	publish(): void;
	/** The transaction was rolled back: what it wrote is forgotten. */
	discard(): void;
}

/** The version that an insert makes. */
const FIRST = 1;

interface Entry {
	readonly table: Table;
	readonly key: string;
	readonly versioned: Versioned<unknown>;
	readonly characters: number;
}

/** Statements are prepared when a collection is first used. */
export function createDocuments(sql: DatabaseSync): Documents {
	const tables = new Map<Collection, Table>();
	let staged: Entry[] = [];

	function tableOf(collection: Collection): Table {
		const known = tables.get(collection);
		if (known !== undefined) return known;
		const table = new Table(sql, collection, COLUMNS[collection]);
		tables.set(collection, table);
		return table;
	}

	return {
		get(collection, keys) {
			// Under this collection's keys are only documents that `apply` stored.
			return tableOf(collection).get(keys) as (Versioned<Collections[typeof collection]> | undefined)[];
		},
		apply(write) {
			const { collection, key, doc } = write;
			const table = tableOf(collection);
			if (write.op === "replace") {
				// Versions are numbers here; a version of another adapter never matches.
				const characters = typeof write.cas === "number" ? table.replace(write, write.cas) : undefined;
				if (characters === undefined) throw new CasMismatch(collection, key);
				const cas = Number(write.cas) + 1;
				staged.push({ table, key, versioned: { doc, cas }, characters });
				return cas;
			}
			const characters = table.insert(write);
			if (write.op === "ensure") return characters === undefined ? undefined : FIRST;
			if (characters === undefined) throw new CasMismatch(collection, key);
			staged.push({ table, key, versioned: { doc, cas: FIRST }, characters });
			return FIRST;
		},
		remove(collection, keys) {
			tableOf(collection).remove(keys);
		},
		publish() {
			for (const { table, key, versioned, characters } of staged) table.keep(key, versioned, characters);
			staged = [];
		},
		discard() {
			staged = [];
		},
	};
}

/** The documents of these keys that are there, in their order: those written last need no parsing. Throws StoreError UNAVAILABLE. */
export function existing<C extends Collection>(documents: Documents, collection: C, keys: readonly string[]): Versioned<Collections[C]>[] {
	return guarded(() => documents.get(collection, keys)).filter((read) => read !== undefined);
}
