/** Which orders a list holds and how they are sorted: one definition for the stores, their conformance suite and the live list. */
import { instantOf } from "../instant.ts";
import { byteLength, compareText, foldText } from "../text.ts";
import type { OrderFilter, OrderFilterName, OrderSortColumn } from "./columns.ts";
import { ORDER_STATUSES, type OrderView } from "./entities.ts";
import { createdAt, hasId, searchText, unitsOf, waitingSince } from "./order-values.ts";

/** How a list is sorted: by when orders were created, ties by id. */
export const ORDER_LIST_ORDERS = ["newest", "oldest"] as const;
export type OrderListOrder = (typeof ORDER_LIST_ORDERS)[number];

export const SORT_DIRECTIONS = ["asc", "desc"] as const;
export type SortDirection = (typeof SORT_DIRECTIONS)[number];

/** Sorted by a column: orders that are equal in it stand as `OrderListOrder` has them, whatever the direction. */
export interface OrderSort {
	readonly by: OrderSortColumn;
	readonly direction: SortDirection;
}

/** Numbers, or text in the order of its code points: what is compared first, then where that is equal. */
export type SortKey = readonly [first: number | string, second?: number | string];

/**
 * What each column compares: ids by their length in UTF-8, then by code points, which sorts numbers by their value; statuses in the order of the
 * pipeline; how long an order has been waiting; items by their units; amounts as they are stated, whatever their currency; flagged orders after
 * the others. Orders without a key stand after all others in both directions.
 */
const SORT_KEYS: Readonly<Record<OrderSortColumn, (order: Readonly<OrderView>) => SortKey | undefined>> = {
	order: ({ order_id }) => idKey(order_id),
	status: ({ status }) => [ORDER_STATUSES.indexOf(status)],
	waiting: (order) => {
		const since = waitingSince(order);
		return since === undefined ? undefined : [-since];
	},
	country: ({ country }) => [country],
	customer: ({ customer_id }) => idKey(customer_id),
	items: (order) => [unitsOf(order)],
	amount: ({ amount }) => [amount],
	flagged: ({ flagged }) => [Number(flagged)],
};

export function sortKeyOf(order: Readonly<OrderView>, by: OrderSortColumn): SortKey | undefined {
	return SORT_KEYS[by](order);
}

/** How `q` is meant: as an id, when an order or a customer has it, else as text. */
export type Search = "id" | "text";

type Holds<P extends OrderFilterName> = (
	order: Readonly<OrderView>,
	value: NonNullable<OrderFilter[P]>,
	search: Search | "unknown",
) => boolean;

const HOLDS: { readonly [P in OrderFilterName]: Holds<P> } = {
	status: ({ status }, statuses) => statuses.includes(status),
	cause: ({ cancel }, causes) => cancel !== undefined && causes.includes(cancel.cause),
	country: ({ country }, countries) => countries.includes(country),
	minAmount: ({ amount }, min) => amount >= min,
	maxAmount: ({ amount }, max) => amount <= max,
	from: (order, from) => createdAt(order) >= instantOf(from),
	to: (order, to) => createdAt(order) <= instantOf(to),
	flagged: ({ flagged }, wanted) => flagged === wanted,
	customer: ({ customer_id }, customer) => String(customer_id) === customer,
	q: (order, q, search) => (search !== "text" && hasId(order, q)) || (search !== "id" && searchText(order).includes(foldText(q))),
};
/** The filters that stores know. */
export const ORDER_FILTER_NAMES = Object.keys(HOLDS) as readonly OrderFilterName[];

/**
 * Whether a list with these filters holds the order. `search` decides between the two meanings of `q`; while it is unknown, an order that
 * matches either of them is held, so that a search with no results yet still shows what arrives.
 */
export function matchesOrder(order: Readonly<OrderView>, filter: OrderFilter, search: Search | "unknown"): boolean {
	const holds = <P extends OrderFilterName>(name: P): boolean => {
		const value = filter[name];
		return value == null || HOLDS[name](order, value, search);
	};
	return ORDER_FILTER_NAMES.every(holds);
}

/** Newest created first; ties by id, descending, by code points as databases sort text. Negative when `a` comes first. */
export function compareOrders(a: Readonly<OrderView>, b: Readonly<OrderView>): number {
	return createdAt(b) - createdAt(a) || compareText(String(b.order_id), String(a.order_id));
}

/** As a list that is sorted like this has them: negative when `a` comes first. */
export function comparerOf(order: OrderListOrder, sort?: OrderSort): typeof compareOrders {
	const among: typeof compareOrders = order === "newest" ? compareOrders : (a, b) => compareOrders(b, a);
	if (sort === undefined) return among;
	const sign = sort.direction === "asc" ? 1 : -1;
	return (a, b) => compareKeys(sortKeyOf(a, sort.by), sortKeyOf(b, sort.by), sign) || among(a, b);
}

/** `sign` is -1 for the descending order. */
function compareKeys(a: SortKey | undefined, b: SortKey | undefined, sign: 1 | -1): number {
	if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
	return sign * (compareValues(a[0], b[0]) || compareValues(a[1] ?? 0, b[1] ?? 0));
}

/** In one column all are numbers, or all are text. */
function compareValues(a: number | string, b: number | string): number {
	return typeof a === "number" && typeof b === "number" ? a - b : compareText(String(a), String(b));
}

/** How `q` is meant in a list, as shown by the orders it holds: in a list found by id, each of them has the id. */
export function searchIn(orders: readonly OrderView[], q: string | undefined): Search | "unknown" {
	const [first] = orders;
	if (q === undefined || first === undefined) return "unknown";
	return hasId(first, q) ? "id" : "text";
}

function idKey(id: number | string): SortKey {
	const text = String(id);
	return [byteLength(text), text];
}
