/** Everything that must be in the cluster before the daemon can work: what setup creates, and what the check at start looks for. */
import { z } from "zod";
import type { CouchbaseConnection } from "../client/connection.ts";
import { COLLECTIONS, type CollectionName, type Keyspace } from "../client/keyspace.ts";
import { INDEXES } from "../statements/indexes.ts";
import type { Index, Statement } from "../statements/statement.ts";

export interface Wanted {
	readonly scopes: readonly string[];
	readonly collections: readonly CollectionName[];
	readonly indexes: readonly Index[];
}

/** The bucket itself is not among it: an administrator makes that. */
export function wanted(keyspace: Keyspace): Wanted {
	const scopes = new Set(COLLECTIONS.map((name) => keyspace.addressOf(name).scope));
	return { scopes: [...scopes], collections: COLLECTIONS, indexes: INDEXES };
}

export type IndexState = "online" | "building" | "missing";

const rowSchema = z.object({ name: z.string(), state: z.string(), scope: z.string(), collection: z.string() });

/** The state of each wanted index, by name. Throws StoreError UNAVAILABLE. */
export async function indexStates(connection: CouchbaseConnection): Promise<ReadonlyMap<string, IndexState>> {
	const { keyspace } = connection;
	const rows = await connection.rows(knownIndexes(keyspace), rowSchema);
	return new Map(INDEXES.map((index) => [index.name, stateOf(index, keyspace, rows)]));
}

function stateOf({ name, on }: Index, keyspace: Keyspace, rows: readonly z.infer<typeof rowSchema>[]): IndexState {
	const { scope, collection } = keyspace.addressOf(on);
	const row = rows.find((each) => each.name === name && each.scope === scope && each.collection === collection);
	if (row === undefined) return "missing";
	return row.state === "online" ? "online" : "building";
}

/** An index of the default collection has neither scope nor collection: its keyspace is the bucket. */
function knownIndexes({ bucket }: Keyspace): Statement {
	return {
		text: [
			"SELECT `name`, `state`, IFMISSING(`scope_id`, '_default') AS `scope`,",
			"CASE WHEN `bucket_id` IS MISSING THEN '_default' ELSE `keyspace_id` END AS `collection`",
			"FROM system:indexes WHERE IFMISSING(`bucket_id`, `keyspace_id`) = $bucket AND `using` = 'gsi'",
		].join(" "),
		parameters: { bucket },
		fresh: false,
		about: "the indexes",
	};
}
