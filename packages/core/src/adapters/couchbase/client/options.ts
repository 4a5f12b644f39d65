/** How Couchbase is reached, and where in it our documents live. */

export const DURABILITIES = ["none", "majority", "majorityAndPersistActive", "persistToMajority"] as const;
export type Durability = (typeof DURABILITIES)[number];

export interface CouchbaseOptions {
	/** A host name, with a port or a scheme where they differ from the usual. */
	readonly host: string;
	readonly bucket: string;
	readonly username: string;
	readonly password: string;
	readonly durability: Durability;
	/** File with the PEM of a private authority. */
	readonly ca?: string | undefined;
	/** A writer waits 10 s for a key-value operation, a reader 5 s. */
	readonly use: "writer" | "reader";
	/** How long to wait for the cluster at the first connection, ms. */
	readonly bootstrapMs?: number | undefined;
	/** How long to wait for a key-value operation, ms, when it differs from the default for `use`. */
	readonly keyValueMs?: number | undefined;
	/** Where documents live, when that is not the fixed place: for tests, which must not touch a bucket's own. */
	readonly place?: Place | undefined;
	/** True: every query sees all earlier writes. Otherwise only the queries that must show an operator's own action do. */
	readonly fresh?: boolean | undefined;
}

/** A scope for everything, and the collection of the order views. */
export interface Place {
	readonly scope: string;
	readonly orders: { readonly scope: string; readonly collection: string };
}

/** Fixed by the contract: order views in the bucket's default collection, everything else in `ops`. */
export const FIXED_PLACE: Place = { scope: "ops", orders: { scope: "_default", collection: "_default" } };

/** With TLS on Capella, without elsewhere; a scheme that is given stays. */
export function connectionString(host: string): string {
	if (/^couchbases?:\/\//.test(host)) return host;
	return `${host.includes("cloud.couchbase.com") ? "couchbases" : "couchbase"}://${host}`;
}

export function keyValueTimeout({ use, keyValueMs }: Pick<CouchbaseOptions, "use" | "keyValueMs">): number {
	return keyValueMs ?? (use === "writer" ? 10_000 : 5_000);
}
