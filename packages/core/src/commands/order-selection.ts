/** The orders that an action on many of them is about: those that are named, or those that a filter matches now. */
import { invalidInput } from "@orderdeck/contracts/errors";
import type { Id } from "@orderdeck/contracts/events";
import { compareOrders } from "@orderdeck/contracts/orders/order-list";
import { isoOf } from "../domain/instant.ts";
import { isWhole } from "../domain/order-document.ts";
import type { Clock } from "../ports/clock.ts";
import type { DocumentReader } from "../ports/documents.ts";
import type { OrderQueries } from "../ports/queries/orders.ts";
import { listStuck, type StuckFilter } from "./stuck-orders.ts";

export interface OrderSelection {
	readonly ids?: readonly Id[] | undefined;
	readonly filter?: StuckFilter | undefined;
}

export interface SelectionDeps {
	readonly store: DocumentReader & Pick<OrderQueries, "listOrders">;
	readonly clock: Pick<Clock, "now" | "sleep">;
}

const PAGE = 500;
const MOST_SELECTED = 50_000;

/** The filter as it is at this moment (ms): orders that are created later do not belong to it. */
export function frozenAt(filter: StuckFilter, at: number): StuckFilter {
	return { ...filter, to: filter.to ?? isoOf(at) };
}

/**
 * The ids of the orders, each once, oldest created first: those that will be dispatched first. Ids of no order come last. Throws INVALID_INPUT for
 * a filter that matches too many. Others have their turn after each page.
 */
export async function selectOrders({ store, clock }: SelectionDeps, { ids = [], filter }: OrderSelection): Promise<readonly string[]> {
	if (filter === undefined) return oldestFirst(store, [...new Set(ids.map(String))]);
	const now = clock.now();
	const selected: string[] = [];
	let cursor: string | undefined;
	do {
		const page = await listStuck(store, filter, { limit: PAGE, cursor }, now);
		selected.push(...page.items.map(({ order_id }) => String(order_id)));
		if (selected.length > MOST_SELECTED)
			throw invalidInput(["filter"], `matches more than ${MOST_SELECTED} orders; narrow it, for example by dates`);
		cursor = page.next;
		await clock.sleep(0);
	} while (cursor !== undefined);
	return selected.reverse();
}

async function oldestFirst(store: DocumentReader, ids: readonly string[]): Promise<readonly string[]> {
	const read = await store.get("orders", ids);
	const orders = read.flatMap((each) => (each !== undefined && isWhole(each.doc) ? [each.doc] : []));
	const known = orders.toSorted((a, b) => compareOrders(b, a)).map(({ order_id }) => String(order_id));
	const found = new Set(known);
	return [...known, ...ids.filter((id) => !found.has(id))];
}
