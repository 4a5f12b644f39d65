/** Documents by key, many at a time. */
import type { Collection, Collections, Versioned, Write } from "../../../ports/documents.ts";
import type { CouchbaseConnection } from "../client/connection.ts";
import { inParallel } from "./in-parallel.ts";
import { indexedOf } from "./indexed.ts";
import { find, writeOne } from "./one-document.ts";
import { createRecent } from "./recent.ts";

export interface KeyValue {
	/** In the order of the keys; undefined for what is not there. Throws StoreError UNAVAILABLE. */
	get<C extends Collection>(collection: C, keys: readonly string[]): Promise<(Versioned<Collections[C]> | undefined)[]>;
	/**
	 * Each write stands alone. They go in stages (see `stagesOf`): one begins when all of the one before are done, so that what must be first
	 * is first. Throws CasMismatch, StoreError UNAVAILABLE.
	 */
	write(writes: readonly Write[]): Promise<void>;
}

/** Operations under way at once, in one call. */
const IN_FLIGHT = 128;

/** Order views remembered, in each of two generations. */
const REMEMBERED = 5_000;

/** `remembers`: whether order views that this process has written may be answered from memory, so perhaps as they were a moment ago. */
export function createKeyValue(connection: CouchbaseConnection, { remembers }: { readonly remembers: boolean }): KeyValue {
	const recent = remembers ? createRecent(REMEMBERED) : undefined;

	/** Each key once. */
	async function read(collection: Collection, keys: readonly string[]): Promise<Map<string, Versioned<object> | undefined>> {
		const place = await connection.collection(collection);
		const found = await inParallel(keys, IN_FLIGHT, (key) => find(connection, place, key));
		return new Map(keys.map((key, index) => [key, found[index]]));
	}

	async function apply(write: Write): Promise<void> {
		const place = await connection.collection(write.collection);
		const cas = await writeOne(connection, place, { ...write, indexed: indexedOf(write) });
		if (write.collection === "orders" && cas !== undefined) recent?.keep(write.key, { doc: write.doc, cas });
	}

	return {
		async get<C extends Collection>(collection: C, keys: readonly string[]) {
			const known = keys.map((key) => (collection === "orders" ? recent?.get(key) : undefined));
			const others = new Set(keys.filter((_, index) => known[index] === undefined));
			const found = others.size === 0 ? undefined : await read(collection, [...others]);
			// What is under this collection's keys is what `write` has put there.
			return keys.map((key, index) => (known[index] ?? found?.get(key)) as Versioned<Collections[C]> | undefined);
		},
		async write(writes) {
			try {
				for (const stage of stagesOf(writes)) await inParallel(stage, IN_FLIGHT, apply);
			} catch (error) {
				recent?.forget();
				throw error;
			}
		},
	};
}

/**
 * What goes together: writes of one collection that follow each other, and whatever is only ensured after them, since an `ensure` depends on
 * nothing. No document is twice in one stage.
 */
export function stagesOf(writes: readonly Write[]): Write[][] {
	const stages: Write[][] = [];
	let names = new Set<string>();
	for (const write of writes) {
		const stage = stages.at(-1);
		const name = `${write.collection}/${write.key}`;
		const joins = stage !== undefined && !names.has(name) && (write.op === "ensure" || stage[0]?.collection === write.collection);
		if (!joins) {
			names = new Set();
			stages.push([write]);
		} else stage.push(write);
		names.add(name);
	}
	return stages;
}
