/** How many orders a list holds, as far as the newest of its index show it. */
import { matchesOrder, type OrderFilter } from "@orderdeck/contracts/orders/order-list";
import { z } from "zod";
import type { MatchCount } from "../../../ports/queries/orders.ts";
import { matchingQuery, sliceQuery, type Walk } from "../statements/orders.ts";
import { orderOf, placeSchema, searchOf } from "./order-list.ts";
import { type Reading, run } from "./reading.ts";

/** Entries examined at most: some tens of milliseconds of the query service. */
const MOST_EXAMINED = 20_000;

const countSchema = z.object({ count: z.number() });

export async function countMatching(reading: Reading, filter: OrderFilter): Promise<MatchCount> {
	const search = await searchOf(reading, filter.q);
	const walk: Walk = { filter, search, after: undefined };
	const [end] = await run(reading, sliceQuery(walk, MOST_EXAMINED), placeSchema);
	const [row] = await run(reading, matchingQuery({ ...walk, end }), countSchema);
	const named = search === "id" ? (await orderOf(reading, filter.q ?? "")).filter(isOfOther(filter)) : [];
	return { orders: (row?.count ?? 0) + named.length, at_least: end !== undefined };
}

/** Matches, and is not found as its customer's already. */
function isOfOther(filter: OrderFilter): (order: Parameters<typeof matchesOrder>[0]) => boolean {
	return (order) => String(order.customer_id) !== filter.q && matchesOrder(order, filter, "id");
}
