/** What the API's thread reads with, beside the pipeline's thread that writes. */
import { createSqliteReader } from "@orderdeck/core/adapters/sqlite/backend";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import type { OrderStore } from "@orderdeck/core/ports/order-store";
import { type BackendOptions, openCouchbase, openKafka } from "./pipeline/backend.ts";

export interface BackendPorts {
	readonly log: EventLog;
	readonly store: OrderStore;
}

export async function openReader(options: BackendOptions): Promise<BackendPorts & AsyncDisposable> {
	await using scope = new AsyncDisposableStack();
	const { kafka, couchbase, dataDir } = options;
	const embedded = kafka === undefined || couchbase === undefined ? scope.use(createSqliteReader({ dir: dataDir })) : undefined;
	const log = kafka === undefined ? embedded?.log : scope.use(await openKafka(kafka, options)).log;
	const store = couchbase === undefined ? embedded?.store : scope.use(await openCouchbase(couchbase, options.roles, "reader")).store;
	if (log === undefined || store === undefined) throw new Error("neither embedded nor elsewhere");
	const owned = scope.move();
	return { log, store, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
