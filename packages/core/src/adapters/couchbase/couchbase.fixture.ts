/** For tests: a place of their own in Couchbase, on the cluster of COUCHBASE_HOST or on the mock server that the harness has started. */
import { createGateway, type Gateway, type GatewayOptions } from "../../../test/couchbase/gateway.ts";
import { BUCKET, PASSWORD } from "../../../test/couchbase/server.ts";
import { type CouchbaseBackend, createCouchbaseBackend } from "./backend.ts";
import { createConnection } from "./client/connection.ts";
import { COLLECTIONS } from "./client/keyspace.ts";
import type { CouchbaseOptions, Place } from "./client/options.ts";
import { setUp } from "./setup/setup.ts";

/** True when the tests run on a cluster of Couchbase's, with its query service. */
export const HAS_QUERIES = process.env.COUCHBASE_HOST !== undefined && process.env.COUCHBASE_HOST !== "";
export const NO_QUERIES = "Couchbase's mock server has no query service: set COUCHBASE_HOST to run it";

export interface TestPlace extends AsyncDisposable {
	readonly options: CouchbaseOptions;
	/** Another process on the same place. */
	open(more?: Partial<CouchbaseOptions>): CouchbaseBackend;
}

/** Empty. On a cluster it is a scope of its own, so that nothing of the bucket's own is touched. */
export async function testPlace(): Promise<TestPlace> {
	return HAS_QUERIES ? clusterPlace() : gatewayPlace();
}

export interface GatewayPlace extends TestPlace {
	readonly gateway: Gateway;
}

/** Behind a gateway of its own, which can fail as a network does. */
export async function gatewayPlace(more: Omit<GatewayOptions, "upstream"> = {}): Promise<GatewayPlace> {
	const upstream = Number(process.env.TEST_COUCHBASE_UPSTREAM);
	if (!Number.isInteger(upstream)) throw new Error("run by `npm run test:couchbase`, which starts the server");
	const gateway = await createGateway({ ...more, upstream });
	const scope = `t${crypto.randomUUID().slice(0, 8)}`;
	const options: CouchbaseOptions = {
		host: `127.0.0.1:${gateway.port}`,
		bucket: BUCKET,
		username: BUCKET,
		password: PASSWORD,
		durability: "none",
		use: "writer",
		place: placeIn(scope),
	};
	const backends = new AsyncDisposableStack();
	return {
		options,
		gateway,
		open: (more) => backends.use(createCouchbaseBackend({ ...options, ...more })),
		async [Symbol.asyncDispose]() {
			await backends.disposeAsync();
			await gateway[Symbol.asyncDispose]();
		},
	};
}

const SCRATCH = "orderdeck_test";

/** A document of a place without indexes is found only by a scan; Capella and servers from 7.6 on have that. */
async function clusterPlace(): Promise<TestPlace> {
	const {
		COUCHBASE_HOST = "",
		COUCHBASE_BUCKET = BUCKET,
		COUCHBASE_USERNAME = "",
		COUCHBASE_PASSWORD = "",
		COUCHBASE_CA_FILE,
	} = process.env;
	const options: CouchbaseOptions = {
		host: COUCHBASE_HOST,
		bucket: COUCHBASE_BUCKET,
		username: COUCHBASE_USERNAME,
		password: COUCHBASE_PASSWORD,
		ca: COUCHBASE_CA_FILE,
		durability: "none",
		use: "writer",
		place: placeIn(SCRATCH),
		fresh: true,
	};
	const backends = new AsyncDisposableStack();
	const connection = backends.use(createConnection(options));
	await setUp(connection, { report: () => undefined });
	const cluster = await connection.cluster();
	for (const name of COLLECTIONS) await cluster.query(`DELETE FROM ${connection.keyspace.pathOf(name)}`);
	return {
		options,
		open: (more) => backends.use(createCouchbaseBackend({ ...options, ...more })),
		[Symbol.asyncDispose]: () => backends.disposeAsync(),
	};
}

function placeIn(scope: string): Place {
	return { scope, orders: { scope, collection: "orders" } };
}
