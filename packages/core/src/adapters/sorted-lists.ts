/** Lists of orders that are sorted by a column, on top of the list by time: what the adapters share. */
import { ORDER_STATUSES, type OrderView } from "@orderdeck/contracts/orders/entities";
import { createdAt, type OrderFilter, type OrderListOrder, type OrderSort, type Search } from "@orderdeck/contracts/orders/order-list";
import { z } from "zod";
import type { OrderListRequest, OrderQueries } from "../ports/queries/orders.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";

type ListOrders = OrderQueries["listOrders"];

/** Of a column whose values are too many to list them one by one. */
export interface ScannedSort extends OrderSort {
	readonly by: "amount" | "country" | "customer";
}

export interface ScannedRequest extends OrderListRequest {
	readonly sort: ScannedSort;
}

/** An order's place in such a list: what is compared, in the order of the comparisons. The second is 0 but for customers. */
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

/** Where the order stands. A customer's id is compared by its length in bytes, then by its bytes. */
export function placeOf(order: Readonly<OrderView>, by: ScannedSort["by"]): SortedPlace {
	const place = { created: createdAt(order), key: String(order.order_id) };
	if (by !== "customer") return { first: order[by], second: 0, ...place };
	const customer = String(order.customer_id);
	return { first: Buffer.byteLength(customer), second: customer, ...place };
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

/** The group that the page before ended in, and the cursor there; empty at its beginning. */
const groupSchema = z.tuple([z.int(), z.string()]);

/**
 * `byTime` lists by time. A list by status or flag is one such list for each value, one after the other: the index that finds the orders serves,
 * and nothing is sorted. `scanned` lists by the other columns.
 */
export function sortedLists(
	byTime: ListOrders,
	scanned: (filter: OrderFilter, page: ScannedRequest) => ReturnType<ListOrders>,
): ListOrders {
	return async (filter, { sort, ...page }) => {
		if (sort === undefined) return byTime(filter, page);
		const { by, direction } = sort;
		return by === "status" || by === "flagged"
			? byValue(byTime, filter, { ...page, sort })
			: scanned(filter, { ...page, sort: { by, direction } });
	};
}

async function byValue(
	byTime: ListOrders,
	filter: OrderFilter,
	{ sort, limit, cursor, order }: OrderListRequest & { readonly sort: OrderSort },
): ReturnType<ListOrders> {
	const list = sortedListName(filter, sort, order);
	const groups = groupsOf(filter, sort);
	const items = [];
	let [at, inside] = cursor === undefined ? [0, ""] : decodeCursor(list, cursor, groupSchema);
	for (const group of groups.slice(at)) {
		if (items.length === limit) break;
		const rest = { limit: limit - items.length, order, ...(inside === "" ? {} : { cursor: inside }) };
		const page = await byTime(group, rest);
		items.push(...page.items);
		if (page.next !== undefined) return { items, next: encodeCursor(list, [at, page.next]) };
		at += 1;
		inside = "";
	}
	return { items, next: at < groups.length ? encodeCursor(list, [at, ""]) : undefined };
}

/** Names the list for its cursors. */
export function sortedListName(filter: OrderFilter, { by, direction }: OrderSort, order: OrderListRequest["order"] = "newest"): string {
	return `orders by ${by} ${direction} ${order} ${JSON.stringify(filter, Object.keys(filter).toSorted())}`;
}

/** The filter for each value of the column that it leaves, in the order of the list. */
function groupsOf(filter: OrderFilter, { by, direction }: OrderSort): readonly OrderFilter[] {
	const { status, flagged } = filter;
	const groups: OrderFilter[] =
		by === "status"
			? ORDER_STATUSES.filter((each) => status?.includes(each) ?? true).map((each) => ({ ...filter, status: [each] }))
			: [false, true].filter((each) => each === (flagged ?? each)).map((each) => ({ ...filter, flagged: each }));
	return direction === "asc" ? groups : groups.toReversed();
}
