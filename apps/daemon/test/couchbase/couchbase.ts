/**
 * A Couchbase for daemons: Couchbase's own mock server behind the gateway, with a stand-in for the query service, set up as a daemon requires.
 * It can be made unavailable, slow, or incomplete.
 */
import { type CouchbaseBackend, createCouchbaseBackend } from "@orderdeck/core/adapters/couchbase/backend";
import { keyspaceOf } from "@orderdeck/core/adapters/couchbase/client/keyspace";
import { INDEXES } from "@orderdeck/core/adapters/couchbase/statements/indexes";
import type { LedgerEntry } from "@orderdeck/core/adapters/simulated-gateway/ledger";
import { OPCODES } from "../../../../packages/core/test/couchbase/frames.ts";
import { createGateway, type GatewayOptions } from "../../../../packages/core/test/couchbase/gateway.ts";
import { createQueryService, type QueryService } from "../../../../packages/core/test/couchbase/query-service.ts";
import { BUCKET, missingHere, PASSWORD, startMockServer } from "../../../../packages/core/test/couchbase/server.ts";

const LOGIN: ReadonlySet<number> = new Set([OPCODES.authenticate, OPCODES.authenticateStep]);
const AUTHENTICATION_FAILED = 0x20;

/** Why this machine cannot run it, in parentheses for the names of skipped tests; empty when it can. */
const missing = await missingHere();
export const NO_COUCHBASE = missing === undefined ? "" : ` (${missing})`;
if (missing !== undefined) console.log(`SKIPPED Couchbase: ${missing}`);

export interface Couchbase extends AsyncDisposable {
	/** The variables of a daemon that uses it. */
	readonly env: Readonly<Record<string, string>>;
	readonly store: CouchbaseBackend["store"];
	readonly queries: QueryService;
	/** The payment ledger. */
	ledger(): Promise<readonly LedgerEntry[]>;
	/** Closes all connections and accepts none until `up`. */
	down(): Promise<void>;
	up(): Promise<void>;
	/** Delays every response by so many ms. */
	slow(ms: number): void;
	/** Whether logins are refused as with a wrong password: the mock server itself accepts any. */
	refuseLogins(refused: boolean): void;
}

/** Starts an empty one. */
export async function startCouchbase(more: Pick<GatewayOptions, "has"> = {}): Promise<Couchbase> {
	await using scope = new AsyncDisposableStack();
	const server = scope.use(await startMockServer());
	const queries = scope.use(await createQueryService());
	const gateway = scope.use(await createGateway({ ...more, upstream: server.port, queries }));
	queries.indexes = allIndexes();
	const login = { host: `127.0.0.1:${gateway.port}`, username: BUCKET, password: PASSWORD };
	const { store, ledger } = scope.use(createCouchbaseBackend({ ...login, bucket: BUCKET, durability: "none", use: "reader" }));
	const owned = scope.move();
	return {
		env: { COUCHBASE_HOST: login.host, COUCHBASE_USERNAME: login.username, COUCHBASE_PASSWORD: login.password },
		store,
		queries,
		async ledger() {
			const entries = await Promise.all(queries.keys("ops.gateway_ledger").map((key) => ledger.find(key)));
			return entries.filter((entry) => entry !== undefined);
		},
		async down() {
			await Promise.all([gateway.down(), queries.down()]);
		},
		async up() {
			await Promise.all([gateway.up(), queries.up()]);
		},
		slow(ms) {
			gateway.delayMs = ms;
			queries.delayMs = ms;
		},
		refuseLogins(refused) {
			gateway.refuses = ({ opcode }) => (refused && LOGIN.has(opcode) ? AUTHENTICATION_FAILED : undefined);
		},
		[Symbol.asyncDispose]: () => owned.disposeAsync(),
	};
}

function allIndexes(): QueryService["indexes"] {
	const { addressOf } = keyspaceOf({ bucket: BUCKET });
	return INDEXES.map(({ name, on }) => ({ name, state: "online", ...addressOf(on) }));
}
