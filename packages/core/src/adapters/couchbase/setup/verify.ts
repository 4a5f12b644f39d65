/** The check at start: everything that an operator must change before the daemon can work, in one report. */
import { type Collection, DocumentNotFoundError } from "couchbase";
import { StoreError } from "../../../ports/errors.ts";
import type { CouchbaseConnection } from "../client/connection.ts";
import { CouchbaseRefused, failureOf, refusalOf, SETUP } from "../client/failures.ts";
import { COLLECTIONS, type CollectionName } from "../client/keyspace.ts";
import { indexStates } from "./required.ts";

export interface VerifyOptions {
	/** Whether this process uses the query service: the API and shipping do. */
	readonly queries: boolean;
	/** How long to wait for the response of each collection, ms. */
	readonly timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;
/** A key that no document has; reading it shows whether its collection exists. */
const NOTHING = "orderdeck:verify";

/**
 * Throws CouchbaseRefused when an operator must change something: user, host, bucket, scope, collections, indexes. Throws StoreError
 * UNAVAILABLE, a temporary error, when the cluster is unavailable or still building indexes.
 */
export async function verify(connection: CouchbaseConnection, { queries, timeoutMs = TIMEOUT_MS }: VerifyOptions): Promise<void> {
	await reach(connection, timeoutMs);
	await verifyCollections(connection, timeoutMs);
	if (queries) await verifyIndexes(connection);
}

/** The cluster, the user and the bucket: the default collection is in every bucket. */
async function reach(connection: CouchbaseConnection, timeout: number): Promise<void> {
	try {
		await probe((await connection.bucket()).defaultCollection(), timeout);
	} catch (error) {
		throw refusalOf(error, connection.attempt("the bucket")) ?? failureOf(error, connection.attempt("the bucket"));
	}
}

/** Throws what the SDK throws when the collection cannot be read. */
async function probe(collection: Collection, timeout: number): Promise<void> {
	try {
		await collection.get(NOTHING, { timeout });
	} catch (error) {
		if (!(error instanceof DocumentNotFoundError)) throw error;
	}
}

async function verifyCollections(connection: CouchbaseConnection, timeout: number): Promise<void> {
	const results = await Promise.all(COLLECTIONS.map((name) => lacking(connection, name, timeout)));
	const lacks = results.filter((result) => result !== undefined);
	const [first] = lacks;
	if (first === undefined) return;
	const other = lacks.find(({ code }) => code !== "SCOPE_MISSING" && code !== "COLLECTION_MISSING");
	if (other !== undefined) throw other;
	const { bucket, scope } = connection.keyspace;
	const names = COLLECTIONS.filter((_, index) => results[index] !== undefined).map((name) => pathOf(connection, name));
	if (first.code === "SCOPE_MISSING") throw new CouchbaseRefused("SCOPE_MISSING", `the bucket ${bucket} has no scope ${scope}: ${SETUP}`);
	throw new CouchbaseRefused("COLLECTION_MISSING", `the bucket ${bucket} lacks the collections ${names.join(", ")}: ${SETUP}`);
}

/** Why the collection cannot be used; undefined when it can. */
async function lacking(connection: CouchbaseConnection, name: CollectionName, timeout: number): Promise<CouchbaseRefused | undefined> {
	const collection = await connection.collection(name);
	try {
		await probe(collection, timeout);
		return undefined;
	} catch (error) {
		const refusal = refusalOf(error, connection.attempt(pathOf(connection, name)));
		if (refusal !== undefined) return refusal;
		throw failureOf(error, connection.attempt(pathOf(connection, name)));
	}
}

async function verifyIndexes(connection: CouchbaseConnection): Promise<void> {
	const states = await statesOf(connection);
	const missing = [...states].flatMap(([name, state]) => (state === "missing" ? [name] : []));
	const { bucket } = connection.keyspace;
	if (missing.length > 0)
		throw new CouchbaseRefused("INDEX_MISSING", `the bucket ${bucket} lacks the indexes ${missing.join(", ")}: ${SETUP}`);
	const building = [...states].flatMap(([name, state]) => (state === "building" ? [name] : []));
	if (building.length > 0) throw new StoreError("UNAVAILABLE", `Couchbase is still building the indexes ${building.join(", ")}`);
}

async function statesOf(connection: CouchbaseConnection) {
	try {
		return await indexStates(connection);
	} catch (error) {
		// A refusal is the cause of the StoreError that operations throw.
		const cause = error instanceof StoreError ? error.cause : error;
		throw refusalOf(cause, connection.attempt("the indexes")) ?? error;
	}
}

function pathOf({ keyspace }: CouchbaseConnection, name: CollectionName): string {
	const { scope, collection } = keyspace.addressOf(name);
	return `${scope}.${collection}`;
}
