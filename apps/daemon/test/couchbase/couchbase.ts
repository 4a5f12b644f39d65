/**
 * A Couchbase for daemons: Couchbase's own mock server behind the gateway, with the stand-in for the query service, and all in it that a
 * daemon wants. It can be away, slow, and lack what must be there.
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

/** Why there is none on this machine, in brackets for the name of what is skipped; empty when there is. */
const missing = await missingHere();
export const NO_COUCHBASE = missing === undefined ? "" : ` (${missing})`;
if (missing !== undefined) console.log(`SKIPPED Couchbase: ${missing}`);

export interface Couchbase extends AsyncDisposable {
	/** As a user would set them. */
	readonly env: Readonly<Record<string, string>>;
	readonly store: CouchbaseBackend["store"];
	readonly queries: QueryService;
	/** The payment provider's books. */
	ledger(): Promise<readonly LedgerEntry[]>;
	/** No connection stands, and none is taken, until `up`. */
	down(): Promise<void>;
	up(): Promise<void>;
	/** Every answer comes so many ms late. */
	slow(ms: number): void;
	/** Whether logins are refused as a wrong password's is: the mock server itself takes any. */
	refuseLogins(refused: boolean): void;
}

/** Empty, at the place that is fixed for daemons. */
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
