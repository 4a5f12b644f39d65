/** Orders of which nothing is stored yet, as a rule. They need not be read: an insert is refused where the rule does not hold. */
import type { PlacedEvent } from "../domain/order-document.ts";

/** By key, each with its first event. */
export type NewOrders = ReadonlyMap<string, PlacedEvent>;

/** The orders of which the batch has nothing but that they were created. */
export function newOrders(batch: readonly PlacedEvent[]): NewOrders {
	const created = new Map<string, PlacedEvent>();
	const others = new Set<string>();
	for (const placed of batch) {
		const { event } = placed;
		if (event.type !== "ORDER_CREATED" || event.data.status === "CANCELLED") others.add(event.key);
		else if (!created.has(event.key)) created.set(event.key, placed);
	}
	for (const key of others) created.delete(key);
	return created;
}

/**
 * The first of the orders in each partition. What was handled before is delivered again from where a partition's offsets were committed last:
 * when nothing is stored of these, nothing is stored of any, except of one that was published twice.
 */
export function firstOfEachPartition(orders: NewOrders): string[] {
	const first = new Map<number, string>();
	for (const [key, { partition }] of orders) if (!first.has(partition)) first.set(partition, key);
	return [...first.values()];
}
