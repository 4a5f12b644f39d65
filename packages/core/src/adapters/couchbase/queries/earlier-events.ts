/** Events that an earlier version kept as documents of their own: they are read, and moved into their orders. */
import { z } from "zod";
import { type OrderEventDocument, withEarlierEvents } from "../../../domain/order-history.ts";
import { put } from "../../../ports/documents.ts";
import { CasMismatch } from "../../../ports/errors.ts";
import type { OrderQueries } from "../../../ports/queries/orders.ts";
import { earlierEventsQuery, orderEventsQuery } from "../statements/order-events.ts";
import { docsOf, idSchema, type Reading, run } from "./reading.ts";

const rowSchema = idSchema.extend({ orderId: z.string() });
const START = { orderId: "", id: "" };
const EVENTS_AN_ORDER = 20;

export async function earlierEvents(reading: Reading, orderId: string): Promise<Readonly<OrderEventDocument>[]> {
	return docsOf(reading, "order_events", await run(reading, orderEventsQuery(orderId), idSchema));
}

/** Several processes may do so concurrently. An order that changes meanwhile is left for the next round. */
export function createMoveHistory(reading: Reading): OrderQueries["moveHistory"] {
	/** Up to here they were moved, or stay. */
	let after = START;

	/** True when the order got bodies. */
	async function move(orderId: string): Promise<boolean> {
		const [read] = await reading.keyValue.get("orders", [orderId]);
		if (read === undefined) return false;
		const events = await earlierEvents(reading, orderId);
		const doc = withEarlierEvents(read.doc, events);
		try {
			if (doc !== read.doc) await reading.keyValue.write([put("orders", orderId, read, doc)]);
		} catch (error) {
			if (error instanceof CasMismatch) return false;
			throw error;
		}
		const kept = new Set(doc.lifecycle.flatMap(({ event_id, data }) => (data === undefined ? [] : [event_id])));
		const moved = events.map(({ event_id }) => event_id).filter((id) => kept.has(id));
		await reading.keyValue.remove("order_events", moved);
		return doc !== read.doc;
	}

	return async (limit) => {
		const rows = await run(reading, earlierEventsQuery(after, limit * EVENTS_AN_ORDER), rowSchema);
		const ids = [...new Set(rows.map(({ orderId }) => orderId))].slice(0, limit);
		let moved = 0;
		for (const id of ids) if (await move(id)) moved += 1;
		const last = rows.findLast(({ orderId }) => orderId === ids.at(-1));
		after = last ?? START;
		return { examined: ids.length, moved };
	};
}
