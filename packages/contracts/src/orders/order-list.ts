/** Which orders a list holds and how they are sorted: one definition for the stores, their conformance suite and the live list. */
import { instantOf, sortableInstant } from "../instant.ts";
import { foldText } from "../text.ts";
import { type CancelCause, ORDER_STATUSES, type OrderStatus, type OrderView } from "./entities.ts";

export interface OrderFilter {
	readonly status?: readonly OrderStatus[] | undefined;
	/** Why it was cancelled: holds cancelled orders only. */
	readonly cause?: readonly CancelCause[] | undefined;
	readonly country?: readonly string[] | undefined;
	readonly minAmount?: number | undefined;
	readonly maxAmount?: number | undefined;
	/** ISO 8601, both inclusive, on `createdAt`. */
	readonly from?: string | undefined;
	readonly to?: string | undefined;
	readonly flagged?: boolean | undefined;
	readonly customer?: string | undefined;
	/**
	 * The order with this id and the orders of the customer with this id; where neither exists, the orders whose email or item names
	 * contain it, compared by `foldText`. Whether an id exists does not depend on the other filters.
	 */
	readonly q?: string | undefined;
}

/** How a list is sorted: by when orders were created, ties by id. */
export const ORDER_LIST_ORDERS = ["newest", "oldest"] as const;
export type OrderListOrder = (typeof ORDER_LIST_ORDERS)[number];

/** The columns by which a list can be sorted instead. */
export const ORDER_SORT_COLUMNS = ["amount", "status", "country", "customer", "flagged"] as const;
export type OrderSortColumn = (typeof ORDER_SORT_COLUMNS)[number];

export const SORT_DIRECTIONS = ["asc", "desc"] as const;
export type SortDirection = (typeof SORT_DIRECTIONS)[number];

/** Sorted by a column: orders that are equal in it stand as `OrderListOrder` has them, whatever the direction. */
export interface OrderSort {
	readonly by: OrderSortColumn;
	readonly direction: SortDirection;
}

/**
 * How each column compares: amounts as they are stated, whatever their currency; statuses in the order of the pipeline; countries by code points;
 * customers by the length of their id in UTF-8, then by code points, which sorts numbers by their value; flagged orders after the others.
 */
const COMPARE: Readonly<Record<OrderSortColumn, (a: Readonly<OrderView>, b: Readonly<OrderView>) => number>> = {
	amount: (a, b) => a.amount - b.amount,
	status: (a, b) => ORDER_STATUSES.indexOf(a.status) - ORDER_STATUSES.indexOf(b.status),
	country: (a, b) => compareText(a.country, b.country),
	customer: (a, b) => compareIds(String(a.customer_id), String(b.customer_id)),
	flagged: (a, b) => Number(a.flagged) - Number(b.flagged),
};

/** How `q` is meant: as an id, when an order or a customer has it, else as text. */
export type Search = "id" | "text";

/**
 * Whether a list with these filters holds the order. `search` decides between the two meanings of `q`; while it is unknown, an order that
 * matches either of them is held, so that a search with no results yet still shows what arrives.
 */
export function matchesOrder(order: Readonly<OrderView>, filter: OrderFilter, search: Search | "unknown"): boolean {
	const { status, cause, country, minAmount, maxAmount, flagged, customer, q } = filter;
	return (
		(status?.includes(order.status) ?? true) &&
		(cause === undefined || (order.cancel !== undefined && cause.includes(order.cancel.cause))) &&
		(country?.includes(order.country) ?? true) &&
		order.amount >= (minAmount ?? Number.NEGATIVE_INFINITY) &&
		order.amount <= (maxAmount ?? Number.POSITIVE_INFINITY) &&
		isWithin(order, filter) &&
		(flagged === undefined || order.flagged === flagged) &&
		(customer === undefined || String(order.customer_id) === customer) &&
		(q === undefined || isFound(order, q, search))
	);
}

/** Newest created first; ties by id, descending, by code points as databases sort text. Negative when `a` comes first. */
export function compareOrders(a: Readonly<OrderView>, b: Readonly<OrderView>): number {
	return createdAt(b) - createdAt(a) || compareText(String(b.order_id), String(a.order_id));
}

/** As a list that is sorted like this has them: negative when `a` comes first. */
export function comparerOf(order: OrderListOrder, sort?: OrderSort): typeof compareOrders {
	const among: typeof compareOrders = order === "newest" ? compareOrders : (a, b) => compareOrders(b, a);
	if (sort === undefined) return among;
	const compare = COMPARE[sort.by];
	return sort.direction === "asc" ? (a, b) => compare(a, b) || among(a, b) : (a, b) => compare(b, a) || among(a, b);
}

/** How `q` is meant in a list, as shown by the orders it holds: in a list found by id, each of them has the id. */
export function searchIn(orders: readonly OrderView[], q: string | undefined): Search | "unknown" {
	const [first] = orders;
	if (q === undefined || first === undefined) return "unknown";
	return hasId(first, q) ? "id" : "text";
}

/** True for the order with this id, and for each order of the customer with this id. */
export function hasId({ order_id, customer_id }: Readonly<OrderView>, id: string): boolean {
	return String(order_id) === id || String(customer_id) === id;
}

/**
 * When the order was created, as lists and minutes count it, ms since the epoch: what it states, but no later than the log accepted it. The
 * latter too where it states no valid date.
 */
export function createdAt({ created_at, processed_at }: Pick<OrderView, "created_at" | "processed_at">): number {
	const accepted = sortableInstant(processed_at);
	const at = instantOf(created_at);
	return Number.isNaN(at) ? accepted : Math.min(at, accepted);
}

/** Email and item names, folded; a line each, so that no match spans two. */
export function searchText({ customer_email, items }: Readonly<OrderView>): string {
	return foldText([customer_email ?? "", ...(items ?? []).map(({ name }) => name ?? "")].join("\n"));
}

function isWithin(order: Readonly<OrderView>, { from, to }: OrderFilter): boolean {
	if (from === undefined && to === undefined) return true;
	const created = createdAt(order);
	return (from === undefined || created >= instantOf(from)) && (to === undefined || created <= instantOf(to));
}

function isFound(order: Readonly<OrderView>, q: string, search: Search | "unknown"): boolean {
	return (search !== "text" && hasId(order, q)) || (search !== "id" && searchText(order).includes(foldText(q)));
}

function compareIds(a: string, b: string): number {
	return byteLength(a) - byteLength(b) || compareText(a, b);
}

/** In UTF-8. */
function byteLength(text: string): number {
	let bytes = 0;
	for (const character of text) {
		const point = character.codePointAt(0) ?? 0;
		bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
	}
	return bytes;
}

function compareText(a: string, b: string): number {
	if (a === b) return 0;
	let at = 0;
	while (a.charCodeAt(at) === b.charCodeAt(at)) at++;
	// Where one ends, it is the lesser. Code points, since surrogates would sort before U+E000.
	return (a.codePointAt(at) ?? -1) - (b.codePointAt(at) ?? -1);
}
