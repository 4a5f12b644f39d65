/** Moves the bodies of events, which an earlier version kept as rows of their own, into their orders. */
import type { DatabaseSync } from "node:sqlite";
import { withEarlierEvents } from "../../../domain/order-history.ts";
import type { OrderQueries } from "../../../ports/queries/orders.ts";
import { transaction } from "../transaction.ts";
import type { Documents } from "./documents.ts";
import { createEarlierEvents } from "./queries/earlier-events.ts";
import type { Statements } from "./queries/statements.ts";

interface EventRow {
	readonly rowid: number;
	readonly orderId: string;
}

/** An order of seven events takes some tenths of a millisecond. */
const ROWS_AN_ORDER = 20;

export function createMoveHistory(sql: DatabaseSync, documents: Documents, statements: Statements): OrderQueries["moveHistory"] {
	const eventsOf = createEarlierEvents(statements);
	/** Rows up to here were moved, or stay. */
	let after = 0;

	function next(limit: number): { ids: ReadonlySet<string>; last: number } {
		const query = "SELECT rowid, doc ->> '$.order_id' AS orderId FROM order_events WHERE rowid > ? ORDER BY rowid LIMIT ?";
		const ids = new Set<string>();
		let last = 0;
		for (const { rowid, orderId } of statements.all<EventRow>(query, after, limit * ROWS_AN_ORDER)) {
			if (ids.size === limit && !ids.has(orderId)) break;
			ids.add(orderId);
			last = rowid;
		}
		return { ids, last };
	}

	/** True when the order got bodies. */
	function move(orderId: string): boolean {
		const [read] = documents.get("orders", [orderId]);
		if (read === undefined) return false;
		const events = eventsOf(orderId);
		const doc = withEarlierEvents(read.doc, events);
		if (doc !== read.doc) documents.apply({ op: "replace", collection: "orders", key: orderId, doc, cas: read.cas });
		const kept = new Set(doc.lifecycle.flatMap(({ event_id, data }) => (data === undefined ? [] : [event_id])));
		for (const { event_id } of events) if (kept.has(event_id)) statements.run("DELETE FROM order_events WHERE key = ?", event_id);
		return doc !== read.doc;
	}

	return async (limit) => {
		try {
			const { ids, last, moved } = transaction(sql, () => {
				const found = next(limit);
				return { ...found, moved: [...found.ids].filter(move).length };
			});
			documents.publish();
			after = last;
			return { examined: ids.size, moved };
		} catch (error) {
			documents.discard();
			throw error;
		}
	};
}
