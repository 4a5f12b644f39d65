/** How many orders a list holds, and what they come to, as far as the newest of its index show it. */
import { instantOf } from "@orderdeck/contracts/instant";
import type { OrderFilter } from "@orderdeck/contracts/orders/columns";
import { type CancelCause, cancelCauseSchema, type OrderStatus, orderStatusSchema } from "@orderdeck/contracts/orders/entities";
import { matchesOrder } from "@orderdeck/contracts/orders/order-list";
import { z } from "zod";
import type { CreatedRange, MatchCount, StatusCounts } from "../../../ports/queries/orders.ts";
import { matchingQuery, sliceQuery, statusQuery, type Walk } from "../statements/orders.ts";
import { orderOf, placeSchema, searchOf } from "./order-list.ts";
import { type Reading, run, runSums } from "./reading.ts";

/** Entries examined at most: some tens of milliseconds of the query service. */
const MOST_EXAMINED = 20_000;

/** Counted by status at most: some hundred milliseconds of it. */
const MOST_BY_STATUS = 200_000;

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

const statusSchema = z.object({ status: orderStatusSchema, cause: cancelCauseSchema.nullish(), count: z.number() });

/** One statement counts all, so that its counts are of one moment and add up. */
export async function countByStatus(reading: Reading, { from, to }: CreatedRange): Promise<StatusCounts> {
	const [end] = await run(reading, sliceQuery({ filter: { from, to }, search: "text", after: undefined }, MOST_BY_STATUS), placeSchema);
	const rows = await run(reading, statusQuery(end?.created ?? instantOf(from), instantOf(to)), statusSchema);
	const by_status: Partial<Record<OrderStatus, number>> = {};
	const by_cause: Partial<Record<CancelCause, number>> = {};
	for (const { status, cause, count } of rows) {
		by_status[status] = (by_status[status] ?? 0) + count;
		if (cause != null) by_cause[cause] = count;
	}
	return { by_status, by_cause, at_least: end !== undefined };
}

/** Matches, and is not found as its customer's already. */
function isOfOther(filter: OrderFilter): (order: Parameters<typeof matchesOrder>[0]) => boolean {
	return (order) => String(order.customer_id) !== filter.q && matchesOrder(order, filter, "id");
}
