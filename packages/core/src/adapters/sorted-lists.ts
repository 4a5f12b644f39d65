/** Lists of orders that are sorted by a column, on top of the list by time: what the adapters share. */
import type { OrderFilter, OrderSortColumn } from "@orderdeck/contracts/orders/columns";
import { ORDER_STATUSES, type OrderStatus, type OrderView } from "@orderdeck/contracts/orders/entities";
import { type OrderListOrder, type OrderSort, type Search, sortKeyOf } from "@orderdeck/contracts/orders/order-list";
import { createdAt } from "@orderdeck/contracts/orders/order-values";
import { WAITING } from "@orderdeck/contracts/orders/waits";
import { z } from "zod";
import type { OrderListRequest, OrderQueries } from "../ports/queries/orders.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";

type ListOrders = OrderQueries["listOrders"];

/** Of a column whose values are too many to list them one by one. */
export interface ScannedSort extends OrderSort {
	readonly by: Exclude<OrderSortColumn, "status" | "flagged">;
}

export interface ScannedRequest extends OrderListRequest {
	readonly sort: ScannedSort;
}

/** An order's place in such a list: what is compared, in the order of the comparisons. The second is 0 but for ids. */
export interface SortedPlace {
	readonly first: number | string;
	readonly second: number | string;
	/** Ms since the epoch. */
	readonly created: number;
	readonly key: string;
}

const value = z.union([z.number(), z.string()]);
const cursorSchema = z.tuple([z.enum(["id", "text"]), value, value, z.number(), z.string()]);

/** The cursor after this place; `search` is how the list's text is meant. */
export function cursorAfter(list: string, search: Search, { first, second, created, key }: SortedPlace): string {
	return encodeCursor(list, [search, first, second, created, key]);
}

/** Throws BadCursor. */
export function placeIn(list: string, cursor: string): { readonly search: Search; readonly after: SortedPlace } {
	const [search, first, second, created, key] = decodeCursor(list, cursor, cursorSchema);
	return { search, after: { first, second, created, key } };
}

/** Where the order stands; undefined for one that has no value in the column. */
export function placeOf(order: Readonly<OrderView>, by: ScannedSort["by"]): SortedPlace | undefined {
	const key = sortKeyOf(order, by);
	return key && { first: key[0], second: key[1] ?? 0, created: createdAt(order), key: String(order.order_id) };
}

/** Negative when `a` comes first. */
export function comparePlaces({ direction }: OrderSort, order: OrderListOrder): (a: SortedPlace, b: SortedPlace) => number {
	const sign = direction === "asc" ? 1 : -1;
	const among = order === "newest" ? -1 : 1;
	return (a, b) =>
		sign * (compareValues(a.first, b.first) || compareValues(a.second, b.second)) ||
		among * (a.created - b.created || compareValues(a.key, b.key));
}

/** As the stores compare: text by its bytes. In one column all are numbers, or all are text. */
function compareValues(a: number | string, b: number | string): number {
	return typeof a === "number" && typeof b === "number" ? a - b : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}

/** The part that the page before ended in, and the cursor there; empty at its beginning. */
const partSchema = z.tuple([z.int(), z.string()]);

type Part = (page: Omit<OrderListRequest, "sort">) => ReturnType<ListOrders>;

interface Lists {
	readonly byTime: ListOrders;
	readonly scanned: (filter: OrderFilter, page: ScannedRequest) => ReturnType<ListOrders>;
}

/**
 * `byTime` lists by time, `scanned` by a column. A list by status or flag is one list by time for each value, one after the other: the index that
 * finds the orders serves, and nothing is sorted. A list by wait ends with the orders that wait for nothing, by time.
 */
export function sortedLists(lists: Lists): ListOrders {
	return async (filter, { sort, ...page }) => {
		if (sort === undefined) return lists.byTime(filter, page);
		const { by, direction } = sort;
		const { status, flagged } = filter;
		const among = (values: readonly OrderStatus[]) => values.filter((each) => status?.includes(each) ?? true);
		const withStatus = (statuses: readonly OrderStatus[]) => ({ ...filter, status: [...statuses] });
		const inOrder = <T>(values: readonly T[]) => (direction === "asc" ? values : values.toReversed());
		const named = { list: sortedListName(filter, sort, page.order), page };
		switch (by) {
			case "status":
				return inParts(
					named,
					inOrder(among(ORDER_STATUSES)).map(
						(each): Part =>
							(part) =>
								lists.byTime(withStatus([each]), part),
					),
				);
			case "flagged": {
				const values = inOrder([false, true].filter((each) => each === (flagged ?? each)));
				return inParts(
					named,
					values.map(
						(each): Part =>
							(part) =>
								lists.byTime({ ...filter, flagged: each }, part),
					),
				);
			}
			case "waiting": {
				const [waiting, others] = [among(WAITING), among(ENDED)];
				return inParts(named, [
					...(waiting.length > 0
						? [(part: Parameters<Part>[0]) => lists.scanned(withStatus(waiting), { ...part, sort: { by, direction } })]
						: []),
					...(others.length > 0 ? [(part: Parameters<Part>[0]) => lists.byTime(withStatus(others), part)] : []),
				]);
			}
			default:
				return lists.scanned(filter, { ...page, sort: { by, direction } });
		}
	};
}

const ENDED = ORDER_STATUSES.filter((each) => !WAITING.includes(each));

/** One part after the other. */
async function inParts(
	{ list, page: { limit, cursor, order } }: { readonly list: string; readonly page: Parameters<Part>[0] },
	parts: readonly Part[],
): ReturnType<ListOrders> {
	const items: OrderView[] = [];
	let [at, inside] = cursor === undefined ? [0, ""] : decodeCursor(list, cursor, partSchema);
	for (const part of parts.slice(at)) {
		if (items.length === limit) break;
		const page = await part({ limit: limit - items.length, order, ...(inside === "" ? {} : { cursor: inside }) });
		items.push(...page.items);
		if (page.next !== undefined) return { items, next: encodeCursor(list, [at, page.next]) };
		at += 1;
		inside = "";
	}
	return { items, next: at < parts.length ? encodeCursor(list, [at, ""]) : undefined };
}

/** Names the list for its cursors. */
export function sortedListName(filter: OrderFilter, { by, direction }: OrderSort, order: OrderListRequest["order"] = "newest"): string {
	return `orders by ${by} ${direction} ${order} ${JSON.stringify(filter, Object.keys(filter).toSorted())}`;
}
