/** How many orders a list holds, and what they come to, as far as the newest of its index show it. */
import type { OrderFilter } from "@orderdeck/contracts/orders/columns";
import { matchesOrder } from "@orderdeck/contracts/orders/order-list";
import type { MatchCount } from "../../../ports/queries/orders.ts";
import { matchingQuery, sliceQuery, type Walk } from "../statements/orders.ts";
import { orderOf, placeSchema, searchOf } from "./order-list.ts";
import { type Reading, run, runSums } from "./reading.ts";

/** Entries examined at most: some tens of milliseconds of the query service. */
const MOST_EXAMINED = 20_000;

export async function countMatching(reading: Reading, filter: OrderFilter): Promise<MatchCount> {
	const search = await searchOf(reading, filter.q);
	const walk: Walk = { filter, search, after: undefined };
	const [end] = await run(reading, sliceQuery(walk, MOST_EXAMINED), placeSchema);
	const groups = await runSums(reading, matchingQuery({ ...walk, end }));
	const named = search === "id" ? (await orderOf(reading, filter.q ?? "")).filter(isOfOther(filter)) : [];
	const money = [...groups, ...named.map(({ currency, amount }) => ({ currency, count: 1, amount: String(amount) }))];
	const at_least = end !== undefined;
	return { orders: money.reduce((sum, { count }) => sum + count, 0), at_least, money: at_least ? undefined : money };
}

/** Matches, and is not found as its customer's already. */
function isOfOther(filter: OrderFilter): (order: Parameters<typeof matchesOrder>[0]) => boolean {
	return (order) => String(order.customer_id) !== filter.q && matchesOrder(order, filter, "id");
}
