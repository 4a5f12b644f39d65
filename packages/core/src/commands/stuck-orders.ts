/** Lists of orders that are over the time that their step is expected to take. The stores know no such thing: it changes with time alone. */

import type { OrderFilter } from "@orderdeck/contracts/orders/columns";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { overdueBy, WAITING } from "@orderdeck/contracts/orders/waits";
import type { OrderListRequest, OrderQueries } from "../ports/queries/orders.ts";
import type { Page } from "../ports/queries/page.ts";

export interface StuckFilter extends OrderFilter {
	readonly stuck?: boolean | undefined;
}

/** Pages without a stuck order are passed, so many at a time. */
const PAGES = 8;

/** As the store lists them, with `stuck` applied at `now` (ms): pages may then be short, or empty and have a next one. */
export async function listStuck(
	store: Pick<OrderQueries, "listOrders">,
	{ stuck, ...filter }: StuckFilter,
	page: OrderListRequest,
	now: number,
): Promise<Page<OrderView>> {
	if (stuck === undefined) return store.listOrders(filter, page);
	const status = stuck ? WAITING.filter((each) => filter.status?.includes(each) ?? true) : filter.status;
	if (status?.length === 0) return { items: [], next: undefined };
	let { cursor } = page;
	for (let read = 1; ; read += 1) {
		const { items, next } = await store.listOrders(status === undefined ? filter : { ...filter, status }, { ...page, cursor });
		const found = items.filter((order) => (overdueBy(order, now) !== undefined) === stuck);
		if (found.length > 0 || next === undefined || read === PAGES) return { items: found, next };
		cursor = next;
	}
}
