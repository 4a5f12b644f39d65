/** Couchbase for a process: the order store and the simulated provider's ledger over one connection, and the check at start. */
import type { Clock } from "../../ports/clock.ts";
import type { OrderStore } from "../../ports/order-store.ts";
import type { Ledger } from "../simulated-gateway/ledger.ts";
import { systemClock } from "../system-clock.ts";
import { createConnection } from "./client/connection.ts";
import type { CouchbaseOptions } from "./client/options.ts";
import { createKeyValue } from "./documents/key-value.ts";
import { createCouchbaseLedger } from "./ledger/gateway-ledger.ts";
import { createCouchbaseOrderStore } from "./order-store.ts";
import { type VerifyOptions, verify } from "./setup/verify.ts";

export interface CouchbaseBackend extends AsyncDisposable {
	readonly store: OrderStore;
	/** Shared by all processes on this bucket. */
	readonly ledger: Ledger;
	/** Throws CouchbaseRefused when an operator must change something, StoreError UNAVAILABLE when the cluster is unavailable. */
	verify(options: VerifyOptions): Promise<void>;
}

/**
 * Connects when it is first used, and again after a failure: the cluster may be unavailable at the start. Throws CouchbaseRefused for an
 * invalid bucket name.
 */
export function createCouchbaseBackend(options: CouchbaseOptions, clock: Pick<Clock, "now"> = systemClock): CouchbaseBackend {
	const connection = createConnection(options);
	return {
		store: createCouchbaseOrderStore({ connection, keyValue: createKeyValue(connection, { caches: options.use === "writer" }) }, clock),
		ledger: createCouchbaseLedger(connection),
		verify: (options) => verify(connection, options),
		[Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
	};
}
