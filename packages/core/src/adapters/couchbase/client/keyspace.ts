/** Names of scopes and collections, and how a statement writes them. */
import { CouchbaseRefused } from "./failures.ts";
import { type CouchbaseOptions, FIXED_PLACE } from "./options.ts";

/** Everything except the order views: one collection each. */
export const OPS_COLLECTIONS = [
	"order_events",
	"payments",
	"products",
	"reservations",
	"shipments",
	"alerts",
	"aggregates",
	"minutes",
	"quarters",
	"audit",
	"sequences",
	"idempotency",
	"customers",
	"replays",
	"jobs",
	"job_chunks",
	"services",
	"groups",
	"dead_letters",
	"letter_positions",
	"unlocks",
	"rules",
	"backtests",
	"suppressions",
	"shadow_results",
	"gateway_ledger",
] as const;
export type CollectionName = "orders" | (typeof OPS_COLLECTIONS)[number];
export const COLLECTIONS: readonly CollectionName[] = ["orders", ...OPS_COLLECTIONS];

export interface Address {
	readonly scope: string;
	readonly collection: string;
}

export interface Keyspace {
	readonly bucket: string;
	readonly scope: string;
	addressOf(collection: CollectionName): Address;
	/** For a statement, quoted: `bucket`.`scope`.`collection`. */
	pathOf(collection: CollectionName): string;
}

/** What Couchbase allows in names: nothing that could end a quoted name. */
const NAME = /^[A-Za-z0-9_.%-]{1,251}$/;

/** Throws CouchbaseRefused for an invalid bucket name. */
export function keyspaceOf({ bucket, place = FIXED_PLACE }: Pick<CouchbaseOptions, "bucket" | "place">): Keyspace {
	for (const name of [bucket, place.scope, place.orders.scope, place.orders.collection]) {
		if (!NAME.test(name))
			throw new CouchbaseRefused("BUCKET_MISSING", `COUCHBASE_BUCKET: ${JSON.stringify(name)} cannot be the name of a bucket`);
	}
	const addressOf = (collection: CollectionName): Address => (collection === "orders" ? place.orders : { scope: place.scope, collection });
	return {
		bucket,
		scope: place.scope,
		addressOf,
		pathOf(collection) {
			const address = addressOf(collection);
			return `\`${bucket}\`.\`${address.scope}\`.\`${address.collection}\``;
		},
	};
}
