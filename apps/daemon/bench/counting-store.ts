/** Counts the documents that are read and written, by collection: the operations of a store such as Couchbase. */
import type { Collection } from "@orderdeck/core/ports/documents";
import type { OrderStore } from "@orderdeck/core/ports/order-store";

type Kind = "reads" | "writes";

export interface OperationCounts {
	readonly reads: Map<Collection, number>;
	readonly writes: Map<Collection, number>;
	/** Which documents were written, each once. */
	readonly written: Set<string>;
}

export function noOperations(): OperationCounts {
	return { reads: new Map(), writes: new Map(), written: new Set() };
}

/**
 * A document counts each time: read by its key, there or not, or found because it is due; written, and also when the write is refused. Lists do
 * not count: those of the console, and that of the products, which inventory reads by time as well.
 */
export function countingStore(store: OrderStore, counts: OperationCounts): OrderStore {
	const add = (kind: Kind, collection: Collection, documents: number) =>
		counts[kind].set(collection, (counts[kind].get(collection) ?? 0) + documents);
	return {
		...store,
		get(collection, keys) {
			add("reads", collection, keys.length);
			return store.get(collection, keys);
		},
		async dueShipments(now, limit) {
			const due = await store.dueShipments(now, limit);
			add("reads", "shipments", due.length);
			return due;
		},
		write(writes) {
			for (const { collection, key } of writes) {
				add("writes", collection, 1);
				counts.written.add(`${collection}/${key}`);
			}
			return store.write(writes);
		},
	};
}
