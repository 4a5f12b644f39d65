/** What an earlier version has left in the bucket. */
import { z } from "zod";
import type { CouchbaseConnection } from "../client/connection.ts";
import { earlierEventsQuery } from "../statements/order-events.ts";
import { statementOf } from "../statements/statement.ts";

/** Whether events are still stored by themselves, outside of their orders. Throws StoreError UNAVAILABLE. */
export async function hasEarlierEvents(connection: CouchbaseConnection): Promise<boolean> {
	const query = earlierEventsQuery({ orderId: "", id: "" }, 1);
	return (await connection.rows(statementOf(connection.keyspace, query), z.unknown())).length > 0;
}
