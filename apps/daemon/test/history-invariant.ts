/** The stored quarter hours against a recount of the log. */
import { isDeepStrictEqual } from "node:util";
import type { Countable } from "@orderdeck/core/domain/countable";
import type { PlacedEvent } from "@orderdeck/core/domain/order-document";
import { foldQuarters, hourOf, quartersKey } from "@orderdeck/core/domain/quarters";
import type { OrderStore } from "@orderdeck/core/ports/order-store";

/** Every hour is what the records of its partition make of it, whatever was delivered again. */
export async function wrongHistory(store: Pick<OrderStore, "get">, events: readonly PlacedEvent[]): Promise<string[]> {
	const placed = countablesOf(events).flatMap((record) => {
		const hour = hourOf(record);
		return hour === undefined ? [] : [{ record, hour, key: quartersKey(hour, record.partition) }];
	});
	const byKey = Map.groupBy(placed, ({ key }) => key);
	const stored = await store.get("quarters", [...byKey.keys()]);
	return [...byKey].flatMap(([key, group], place) => {
		const [first] = group;
		if (first === undefined) return [];
		const { hour, record } = first;
		const counted = foldQuarters(
			undefined,
			{ partition: record.partition, hour },
			group.map((each) => each.record),
		);
		return isDeepStrictEqual(stored[place]?.doc, counted) ? [] : [`the history of ${key} is not what the log makes of it`];
	});
}

/** As the analytics step counts them: of an order the first record of each event, of a delivery of stock every one. */
function countablesOf(events: readonly PlacedEvent[]): Countable[] {
	const inOrder = events.toSorted((a, b) => a.partition - b.partition || a.offset - b.offset);
	const seen = new Set<string>();
	const flagged = new Set<string>();
	return inOrder.flatMap((placed) => {
		const { id, type, key } = placed.event;
		if (type !== "INVENTORY_RESTOCKED" && seen.has(id)) return [];
		seen.add(id);
		const flags = type === "FRAUD_ALERT_RAISED" && !flagged.has(key);
		if (flags) flagged.add(key);
		return [{ ...placed, counted: true, flags }];
	});
}
