/** Documents by key, many at a time. */
import { LRUCache } from "lru-cache";
import type { Cas, Collection, Collections, Versioned, Versions, Write } from "../../../ports/documents.ts";
import type { CouchbaseConnection } from "../client/connection.ts";
import { inParallel } from "./in-parallel.ts";
import { indexedOf } from "./indexed.ts";
import { find, removeOne, writeOne } from "./one-document.ts";

export interface KeyValue {
	/** In the order of the keys; undefined for what is not there. Throws StoreError UNAVAILABLE. */
	get<C extends Collection>(collection: C, keys: readonly string[]): Promise<(Versioned<Collections[C]> | undefined)[]>;
	/**
	 * Each write is applied by itself. They go in stages (see `stagesOf`): a stage starts when the previous one is done, so that what must be
	 * first is first. Returns the versions that they made. Throws CasMismatch, StoreError UNAVAILABLE.
	 */
	write(writes: readonly Write[]): Promise<Versions>;
	/** Removes what is there. Throws StoreError UNAVAILABLE. */
	remove(collection: Collection, keys: readonly string[]): Promise<void>;
}

/** Concurrent operations of one call. */
const IN_FLIGHT = 128;

/** Order views cached. */
const CACHED = 10_000;

/**
 * `caches`: whether order views that this process has written may be read from memory, perhaps not in their latest version. An order's events
 * come within seconds, mostly to one member of the group, so most views need not be read again. That another process has changed a view
 * shows in its version when it is written; then the cache is cleared, and the retry reads.
 */
export function createKeyValue(connection: CouchbaseConnection, { caches }: { readonly caches: boolean }): KeyValue {
	const recent = caches ? new LRUCache<string, Versioned<Collections["orders"]>>({ max: CACHED }) : undefined;

	/** Each key once. */
	async function read(collection: Collection, keys: readonly string[]): Promise<Map<string, Versioned<object> | undefined>> {
		const place = await connection.collection(collection);
		const found = await inParallel(keys, IN_FLIGHT, (key) => find(connection, place, key));
		return new Map(keys.map((key, index) => [key, found[index]]));
	}

	async function apply(write: Write): Promise<Cas | undefined> {
		const place = await connection.collection(write.collection);
		const cas = await writeOne(connection, place, { ...write, indexed: indexedOf(write) });
		if (write.collection === "orders" && cas !== undefined) recent?.set(write.key, { doc: write.doc, cas });
		return cas;
	}

	return {
		async get<C extends Collection>(collection: C, keys: readonly string[]) {
			const known = keys.map((key) => (collection === "orders" ? recent?.get(key) : undefined));
			const others = new Set(keys.filter((_, index) => known[index] === undefined));
			const found = others.size === 0 ? undefined : await read(collection, [...others]);
			// Under this collection's keys are only documents that `write` stored.
			return keys.map((key, index) => (known[index] ?? found?.get(key)) as Versioned<Collections[C]> | undefined);
		},
		async write(writes) {
			try {
				const versions: (Cas | undefined)[] = [];
				// The stages are the writes in their order.
				for (const stage of stagesOf(writes)) versions.push(...(await inParallel(stage, IN_FLIGHT, apply)));
				return versions;
			} catch (error) {
				recent?.clear();
				throw error;
			}
		},
		async remove(collection, keys) {
			const place = await connection.collection(collection);
			await inParallel(keys, IN_FLIGHT, (key) => removeOne(connection, place, key));
		},
	};
}

/**
 * Writes that may be applied together: adjacent writes of one collection, and any `ensure` after them, since it depends on nothing. No
 * document is twice in one stage.
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
