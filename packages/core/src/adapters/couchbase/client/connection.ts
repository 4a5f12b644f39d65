/** The one connection of a process. It is opened when it is first needed, and after a failure by the next caller. */
import { lookup, resolveSrv } from "node:dns/promises";
import { Bucket, type Cluster, type Collection, connect, DurabilityLevel, QueryScanConsistency, UnambiguousTimeoutError } from "couchbase";
import type { z } from "zod";
import { withDeadline } from "../../../async/deadline.ts";
import type { Statement } from "../statements/statement.ts";
import { type Attempt, CouchbaseRefused, failureOf } from "./failures.ts";
import { type CollectionName, type Keyspace, keyspaceOf } from "./keyspace.ts";
import { type CouchbaseOptions, connectionString, type Durability, keyValueTimeout } from "./options.ts";

export interface CouchbaseConnection extends AsyncDisposable {
	readonly keyspace: Keyspace;
	readonly durabilityLevel: DurabilityLevel;
	/** Throws StoreError UNAVAILABLE. */
	collection(name: CollectionName): Promise<Collection>;
	/** The rows of a statement that reads, each in the shape of `row`. Throws StoreError UNAVAILABLE. */
	rows<T>(statement: Statement, row: z.ZodType<T>): Promise<T[]>;
	/** The bucket, over the current connection. Throws as `cluster` does; whether the bucket exists shows with the first operation. */
	bucket(): Promise<Bucket>;
	/** The cluster, over the current connection. Throws what the SDK throws, or CouchbaseRefused for an unknown host. */
	cluster(): Promise<Cluster>;
	/** Names the operation in the message of a failure. */
	attempt(what: string): Attempt;
}

const QUERY_MS = 15_000;
const BOOTSTRAP_MS = 10_000;
const CLOSE_MS = 2_000;

const LEVELS: Readonly<Record<Durability, DurabilityLevel>> = {
	none: DurabilityLevel.None,
	majority: DurabilityLevel.Majority,
	majorityAndPersistActive: DurabilityLevel.MajorityAndPersistOnMaster,
	persistToMajority: DurabilityLevel.PersistToMajority,
};

/** Sends nothing to the cluster yet. Throws CouchbaseRefused for an invalid bucket name. */
export function createConnection(options: CouchbaseOptions): CouchbaseConnection {
	const keyspace = keyspaceOf(options);
	const attempt = (what: string): Attempt => ({ host: options.host, bucket: options.bucket, what });
	const collections = new Map<CollectionName, Collection>();
	let opening: Promise<Cluster> | undefined;
	let closed = false;

	async function cluster(): Promise<Cluster> {
		if (closed) throw new Error("the connection to Couchbase has been closed");
		opening ??= open(options);
		try {
			return await opening;
		} catch (error) {
			opening = undefined;
			throw error;
		}
	}

	/** Not `cluster.bucket`, which opens it immediately and prints a failure on standard error; the first operation opens it as well. */
	async function bucket(): Promise<Bucket> {
		return new Bucket(await cluster(), keyspace.bucket);
	}

	return {
		keyspace,
		durabilityLevel: LEVELS[options.durability],
		cluster,
		bucket,
		attempt,
		async collection(name) {
			const known = collections.get(name);
			if (known !== undefined) return known;
			const address = keyspace.addressOf(name);
			try {
				const made = (await bucket()).scope(address.scope).collection(address.collection);
				collections.set(name, made);
				return made;
			} catch (error) {
				throw failureOf(error, attempt(`${address.scope}.${address.collection}`));
			}
		},
		async rows({ text, parameters, fresh, about }, row) {
			const scanConsistency = fresh || options.fresh === true ? QueryScanConsistency.RequestPlus : QueryScanConsistency.NotBounded;
			try {
				const result = await (await cluster()).query(text, {
					parameters,
					readOnly: true,
					adhoc: false,
					timeout: QUERY_MS,
					scanConsistency,
				});
				return result.rows.map((each: unknown) => row.parse(each));
			} catch (error) {
				throw failureOf(error, attempt(about));
			}
		},
		async [Symbol.asyncDispose]() {
			closed = true;
			// A connection that failed has nothing to close; one to a silent cluster is closed whenever it opens.
			const closing = opening?.then(
				(open) => open.close(),
				() => undefined,
			);
			if (closing !== undefined) await withDeadline(closing, CLOSE_MS, () => undefined);
		},
	};
}

async function open(options: CouchbaseOptions): Promise<Cluster> {
	const kvTimeout = keyValueTimeout(options);
	try {
		return await connect(connectionString(options.host), {
			username: options.username,
			password: options.password,
			...(options.ca === undefined ? {} : { security: { trustStorePath: options.ca } }),
			// No configProfile: it would override these.
			timeouts: { bootstrapTimeout: options.bootstrapMs ?? BOOTSTRAP_MS, kvTimeout, kvDurableTimeout: kvTimeout, queryTimeout: QUERY_MS },
			tracingConfig: { enableTracing: false },
			metricsConfig: { enableMetrics: false },
		});
	} catch (error) {
		if (error instanceof UnambiguousTimeoutError && (await isUnknown(options.host))) {
			throw new CouchbaseRefused("UNKNOWN_HOST", `there is no host ${options.host}: check COUCHBASE_HOST`, { cause: error });
		}
		throw error;
	}
}

/** True when no name server knows the host, neither by address nor by the service record that Capella has. */
async function isUnknown(host: string): Promise<boolean> {
	const name = new URL(connectionString(host)).hostname;
	const lookups = await Promise.allSettled([lookup(name), resolveSrv(`_couchbases._tcp.${name}`), resolveSrv(`_couchbase._tcp.${name}`)]);
	// Only a name server's "no such name" counts: when one is unavailable, the host may still exist.
	const unknown = new Set(["ENOTFOUND", "ENODATA"]);
	return lookups.every((result) => result.status === "rejected" && unknown.has((result.reason as NodeJS.ErrnoException).code ?? ""));
}
