/** Counts the documents that are read and written: the operations of a store such as Couchbase. */
import type { OrderStore } from "@orderdeck/core/ports/order-store";

export interface OperationCounts {
	reads: number;
	writes: number;
}

/**
 * A document counts each time: read by its key, there or not, or found because it is due; written, and also when the write is refused. The lists
 * of the console, which no step uses, do not count.
 */
export function countingStore(store: OrderStore, counts: OperationCounts): OrderStore {
	return {
		...store,
		get(collection, keys) {
			counts.reads += keys.length;
			return store.get(collection, keys);
		},
		async dueShipments(now, limit) {
			const due = await store.dueShipments(now, limit);
			counts.reads += due.length;
			return due;
		},
		write(writes) {
			counts.writes += writes.length;
			return store.write(writes);
		},
	};
}
