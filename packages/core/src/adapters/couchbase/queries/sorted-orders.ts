/** The order list by a column: the query service sorts what the filters match. */

import type { OrderFilter } from "@orderdeck/contracts/orders/columns";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { matchesOrder } from "@orderdeck/contracts/orders/order-list";
import { z } from "zod";
import { TooManyToSort } from "../../../ports/errors.ts";
import { MOST_SORTED } from "../../../ports/queries/orders.ts";
import type { Page } from "../../../ports/queries/page.ts";
import { comparePlaces, cursorAfter, placeIn, placeOf, type ScannedRequest, type SortedPlace, sortedListName } from "../../sorted-lists.ts";
import { sliceQuery } from "../statements/orders.ts";
import { sortedQuery } from "../statements/sorted-orders.ts";
import { orderOf, ordersAt, placeSchema, searchOf } from "./order-list.ts";
import { type Reading, run } from "./reading.ts";

const value = z.union([z.number(), z.string()]);
const rowSchema = placeSchema
	.extend({ first: value, second: value.default(0) })
	.transform(({ id, ...place }): SortedPlace => ({ ...place, key: id }));

export async function listSorted(
	reading: Reading,
	filter: OrderFilter,
	{ limit, cursor, sort, order = "newest" }: ScannedRequest,
): Promise<Page<OrderView>> {
	const list = sortedListName(filter, sort, order);
	const { search, after } = cursor === undefined ? { search: await searchOf(reading, filter.q), after: undefined } : placeIn(list, cursor);
	const walk = { filter, search };
	if (after === undefined) await refuseTooMany(reading, { ...walk, after });
	const rows = await run(reading, sortedQuery({ walk, sort, order, after }, limit + 1), rowSchema);
	const compare = comparePlaces(sort, order);
	const named = search === "id" ? await namedPlace(reading, filter, sort.by) : [];
	const found = [...rows, ...named.filter((place) => after === undefined || compare(after, place) < 0)].toSorted(compare);
	const page = found.slice(0, limit);
	const last = found.length > limit ? page.at(-1) : undefined;
	return {
		items: await ordersAt(
			reading,
			page.map(({ key, created }) => ({ id: key, created })),
			(each) => matchesOrder(each, filter, search),
		),
		next: last && cursorAfter(list, search, last),
	};
}

/** Throws TooManyToSort. */
async function refuseTooMany(reading: Reading, walk: Parameters<typeof sliceQuery>[0]): Promise<void> {
	const [beyond] = await run(reading, sliceQuery(walk, MOST_SORTED + 1), placeSchema);
	if (beyond !== undefined) throw new TooManyToSort(MOST_SORTED);
}

/** The order with the requested id, where it matches and is not found as its customer's already. */
async function namedPlace(reading: Reading, filter: OrderFilter, by: ScannedRequest["sort"]["by"]): Promise<SortedPlace[]> {
	const { q = "" } = filter;
	const orders = await orderOf(reading, q);
	return orders
		.filter((order) => String(order.customer_id) !== q && matchesOrder(order, filter, "id"))
		.flatMap((order) => placeOf(order, by) ?? []);
}
