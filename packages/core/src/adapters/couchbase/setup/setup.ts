/** Creates in the bucket what the daemon needs. Run again, it creates what is missing and leaves the rest unchanged. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Cluster, CollectionExistsError, ScopeExistsError } from "couchbase";
import { StoreError } from "../../../ports/errors.ts";
import type { CouchbaseConnection } from "../client/connection.ts";
import { failureOf, refusalOf } from "../client/failures.ts";
import { buildIndexesText, createIndexText, type Index } from "../statements/statement.ts";
import { hasEarlierEvents } from "./earlier-version.ts";
import { indexStates, wanted } from "./required.ts";

export interface SetupOptions {
	/** Receives a line for each object that was created or found. */
	readonly report: (line: string) => void;
	/** How long to wait for the indexes to be online, ms. */
	readonly waitMs?: number;
}

const WAIT_MS = 10 * 60_000;
const POLL_MS = 1_000;
/** A collection is known to the query service a moment after it is made. */
const TRIES = 20;

/** Throws CouchbaseRefused, StoreError UNAVAILABLE. */
export async function setUp(connection: CouchbaseConnection, { report, waitMs = WAIT_MS }: SetupOptions): Promise<void> {
	try {
		const cluster = await connection.cluster();
		await makeCollections(connection, report);
		await makeIndexes(cluster, connection, report);
	} catch (error) {
		throw refusalOf(error, connection.attempt("the setup")) ?? failureOf(error, connection.attempt("the setup"));
	}
	await untilOnline(connection, waitMs, report);
	report("all indexes are online");
	if (await hasEarlierEvents(connection)) {
		report("order_events holds events of an earlier version: the daemons read them, and move them into the orders while they run");
	}
}

async function makeCollections({ keyspace, bucket }: CouchbaseConnection, report: (line: string) => void): Promise<void> {
	const manager = (await bucket()).collections();
	const { scopes, collections } = wanted(keyspace);
	for (const scope of scopes.filter((name) => name !== "_default")) {
		report(`scope ${scope}: ${await made(() => manager.createScope(scope))}`);
	}
	for (const name of collections) {
		const { scope, collection } = keyspace.addressOf(name);
		if (collection === "_default") continue;
		report(`collection ${scope}.${collection}: ${await made(() => manager.createCollection(collection, scope))}`);
	}
}

async function made(make: () => Promise<void>): Promise<"created" | "was there"> {
	try {
		await make();
		return "created";
	} catch (error) {
		if (error instanceof ScopeExistsError || error instanceof CollectionExistsError) return "was there";
		throw error;
	}
}

async function makeIndexes(cluster: Cluster, connection: CouchbaseConnection, report: (line: string) => void): Promise<void> {
	const { keyspace } = connection;
	const before = await indexStates(connection);
	const missing = wanted(keyspace).indexes.filter(({ name }) => before.get(name) === "missing");
	for (const index of wanted(keyspace).indexes) {
		const { scope, collection } = keyspace.addressOf(index.on);
		if (missing.includes(index)) await retried(() => cluster.query(createIndexText(keyspace, index)));
		report(`index ${index.name} on ${scope}.${collection}: ${missing.includes(index) ? "created" : "was there"}`);
	}
	for (const [on, indexes] of Map.groupBy(await deferred(connection), (index) => index.on)) {
		const text = buildIndexesText(
			keyspace,
			on,
			indexes.map(({ name }) => name),
		);
		await retried(() => cluster.query(text));
	}
}

/** Indexes that are not online: made just now, or by a setup that was interrupted. Building one that is being built does nothing. */
async function deferred(connection: CouchbaseConnection): Promise<Index[]> {
	const states = await indexStates(connection);
	return wanted(connection.keyspace).indexes.filter(({ name }) => states.get(name) !== "online");
}

async function retried(act: () => Promise<unknown>): Promise<void> {
	for (let tries = 1; ; tries++) {
		try {
			await act();
			return;
		} catch (error) {
			if (tries === TRIES) throw error;
			await sleep(POLL_MS);
		}
	}
}

async function untilOnline(connection: CouchbaseConnection, waitMs: number, report: (line: string) => void): Promise<void> {
	const deadline = performance.now() + waitMs;
	let reported = "";
	for (;;) {
		const waiting = (await deferred(connection)).map(({ name }) => name).join(", ");
		if (waiting === "") return;
		if (waiting !== reported) report(`waiting for ${waiting}`);
		reported = waiting;
		if (performance.now() > deadline)
			throw new StoreError("UNAVAILABLE", `Couchbase has not finished building ${waiting}: run the setup again later`);
		await sleep(POLL_MS);
	}
}
