/** The statements of order lists: keys and places from an index that covers every condition. The documents are then read by key. */

import { instantOf } from "@orderdeck/contracts/instant";
import type { OrderFilter, OrderFilterName } from "@orderdeck/contracts/orders/columns";
import type { OrderStatus } from "@orderdeck/contracts/orders/entities";
import { ORDER_FILTER_NAMES, type OrderListOrder, type Search } from "@orderdeck/contracts/orders/order-list";
import { foldText } from "@orderdeck/contracts/text";
import type { ScannedSort } from "../../sorted-lists.ts";
import { field, ID, type Index, type Parameter, type Query } from "./statement.ts";
import { BY_CURRENCY, MONEY, SUMS } from "./sums.ts";

/** The position of a walk: the order with this instant (ms) and id. */
export interface Place {
	readonly created: number;
	readonly id: string;
}

const CREATED = field("_orderdeck.created");
const CUSTOMER = field("_orderdeck.customer");
const SEARCH = field("_orderdeck.search");
const STATUS = field("status");
const CAUSE = field("cancel.cause");
const COUNTRY = field("country");
const AMOUNT = field("amount");
const FLAGGED = field("flagged");

/** A document of an earlier version has neither until it changes. */
const UNITS = `IFMISSINGORNULL(${field("_orderdeck.units")}, 0)`;
const WAITING = `IFMISSINGORNULL(${field("_orderdeck.waiting")}, 0)`;

/** What the query service sorts by, first to last; LENGTH is in bytes. */
export const SORT_KEYS: Readonly<Record<ScannedSort["by"], readonly [first: string, second?: string]>> = {
	order: [`LENGTH(${ID})`, ID],
	waiting: [`-${WAITING}`],
	country: [COUNTRY],
	customer: [`LENGTH(${CUSTOMER})`, CUSTOMER],
	items: [UNITS],
	amount: [AMOUNT],
};

const NEWEST = [`${CREATED} DESC`, `${ID} DESC`];
const ASKED = [STATUS, COUNTRY, AMOUNT, FLAGGED];
/** Of the lists that can be sorted by a column, and are counted. */
const LISTED = [...ASKED, UNITS, WAITING, ...SUMS];

/** In progress: few, however many orders there are in all. */
const OPEN = `${STATUS} NOT IN ["CANCELLED", "DELIVERED"]`;
const ENDED: ReadonlySet<OrderStatus> = new Set<OrderStatus>(["DELIVERED", "CANCELLED"]);

export const ORDERS_NEWEST: Index = { name: "orderdeck_orders_listed", on: "orders", keys: [...NEWEST, ...LISTED, CUSTOMER, SEARCH] };
export const ORDERS_OLDEST: Index = { name: "orderdeck_orders_oldest", on: "orders", keys: [CREATED, ID] };
export const ORDERS_BY_CUSTOMER: Index = {
	name: "orderdeck_orders_listed_by_customer",
	on: "orders",
	keys: [CUSTOMER, ...NEWEST, ...LISTED, SEARCH],
};
export const ORDERS_OPEN: Index = {
	name: "orderdeck_orders_listed_open",
	on: "orders",
	keys: [...NEWEST, ...LISTED, CUSTOMER, SEARCH],
	where: OPEN,
};
export const ORDERS_FLAGGED: Index = {
	name: "orderdeck_orders_listed_flagged",
	on: "orders",
	keys: [...NEWEST, ...LISTED, CUSTOMER, SEARCH],
	where: `${FLAGGED} = true`,
};
export const ORDERS_CANCELLED: Index = {
	name: "orderdeck_orders_listed_cancelled",
	on: "orders",
	keys: [...NEWEST, CAUSE, ...LISTED, CUSTOMER, SEARCH],
	where: `${STATUS} = "CANCELLED"`,
};
export const ORDERS_BY_STATUS: Index = {
	name: "orderdeck_orders_by_status",
	on: "orders",
	keys: [STATUS, CREATED, ...MONEY],
	where: OPEN,
};
/** Oldest first: those in progress, and all. */
const OLDEST = [CREATED, ID];
export const ORDERS_OPEN_OLDEST: Index = {
	name: "orderdeck_orders_open_oldest",
	on: "orders",
	keys: [...OLDEST, ...ASKED, CUSTOMER, SEARCH],
	where: OPEN,
};
export const ORDERS_BY_AGE: Index = { name: "orderdeck_orders_by_age", on: "orders", keys: [...OLDEST, CAUSE, ...ASKED, CUSTOMER, SEARCH] };
export const ORDER_INDEXES = [
	ORDERS_NEWEST,
	ORDERS_OLDEST,
	ORDERS_BY_CUSTOMER,
	ORDERS_OPEN,
	ORDERS_FLAGGED,
	ORDERS_CANCELLED,
	ORDERS_BY_STATUS,
	ORDERS_OPEN_OLDEST,
	ORDERS_BY_AGE,
];

/** Between two places in the order of the list: beyond `after`, up to `end`. */
export interface Walk {
	/** Newest first where it is not given. */
	readonly order?: OrderListOrder | undefined;
	readonly filter: OrderFilter;
	readonly search: Search;
	readonly after: Place | undefined;
	readonly end?: Place | undefined;
}

const PLACE = { id: ID, created: CREATED };

/** The next orders that match. */
export function ordersQuery(walk: Walk, limit: number): Query {
	return { ...walkQuery(walk, conditionsOf(walk)), select: PLACE, orderBy: sortOf(walk), limit };
}

/** The place `count` entries further, whatever matches on the way: the end of a slice. */
export function sliceQuery(walk: Walk, count: number): Query {
	return { ...walkQuery(walk, NOTHING), select: PLACE, orderBy: sortOf(walk), limit: 1, offset: count - 1 };
}

/** True when the walk's index alone decides, so that its first entries are the result. */
export function isPlain(walk: Walk): boolean {
	return conditionsOf(walk).where.length === 0;
}

/** How many match between the walk's start and its end, and what they come to. */
export function matchingQuery(walk: Walk): Query {
	return { ...walkQuery(walk, conditionsOf(walk)), ...BY_CURRENCY };
}

/** One order of this customer, if there is any. */
export function customerQuery(customer: string): Query {
	return {
		about: "a customer's orders",
		index: ORDERS_BY_CUSTOMER,
		select: { id: ID },
		where: [`${CUSTOMER} = $customer`],
		limit: 1,
		parameters: { customer },
	};
}

/** The next orders, oldest first, from an instant (ms) or after a place, up to an instant. */
export function scanQuery(from: number | Place, to: number, limit: number): Query {
	const after = typeof from === "number" ? undefined : from;
	const [where, parameters]: [string[], Record<string, Parameter>] =
		after === undefined
			? [[`${CREATED} >= $from`], { from: typeof from === "number" ? from : 0 }]
			: [[`${CREATED} >= $created`, `(${CREATED} > $created OR ${ID} > $id)`], { created: after.created, id: after.id }];
	return {
		about: "orders of a range of dates",
		index: ORDERS_OLDEST,
		select: PLACE,
		where: [...where, `${CREATED} <= $to`],
		orderBy: [CREATED, ID],
		limit,
		parameters: { ...parameters, to },
	};
}

export function countQuery(from: number, to: number): Query {
	return {
		about: "the number of orders",
		index: ORDERS_OLDEST,
		select: { count: "COUNT(*)" },
		where: [`${CREATED} >= $from`, `${CREATED} <= $to`],
		parameters: { from, to },
	};
}

/** The orders in progress by status and currency; those whose ORDER_CREATED has not been seen are in no list. */
export function openOrdersQuery(): Query {
	return {
		about: "the orders in progress",
		index: ORDERS_BY_STATUS,
		select: { status: STATUS, ...BY_CURRENCY.select },
		where: [`${CREATED} IS NOT MISSING`],
		groupBy: [STATUS, ...BY_CURRENCY.groupBy],
		parameters: {},
	};
}

/** The cancelled orders of a range of dates by cause. */
export function cancelledQuery(from: number, to: number): Query {
	return {
		about: "the cancelled orders",
		index: ORDERS_CANCELLED,
		select: { cause: CAUSE, count: "COUNT(*)" },
		where: [`${CREATED} >= $from`, `${CREATED} <= $to`],
		groupBy: [CAUSE],
		parameters: { from, to },
	};
}

/** The orders of a range of dates by status, the cancelled ones by cause too. */
export function statusQuery(from: number, to: number): Query {
	return {
		about: "the orders by status",
		index: ORDERS_BY_AGE,
		select: { status: STATUS, cause: CAUSE, count: "COUNT(*)" },
		where: [`${CREATED} >= $from`, `${CREATED} <= $to`],
		groupBy: [STATUS, CAUSE],
		parameters: { from, to },
	};
}

interface Conditions {
	readonly where: readonly string[];
	readonly parameters: Readonly<Record<string, Parameter>>;
}

const NOTHING: Conditions = { where: [], parameters: {} };

/** The index with the fewest entries to pass, its bounds, and the conditions on each entry. */
function walkQuery(walk: Walk, { where, parameters }: Conditions): Omit<Query, "select"> {
	const bounds = walk.order === "oldest" ? boundsUp(walk) : boundsDown(walk);
	const customer = customerOf(walk);
	const values: Record<string, Parameter> = { ...(customer === undefined ? {} : { walked: customer }), ...bounds.parameters };
	const first = [...(customer === undefined ? [] : [`${CUSTOMER} = $walked`]), ...bounds.where];
	// A key that is missing is in no index that begins with it, but the statement must name it to use the index.
	if (!first.some((bound) => bound.startsWith(CREATED))) first.push(`${CREATED} IS NOT MISSING`);
	return { about: "the list of orders", index: indexOf(walk), where: [...first, ...where], parameters: { ...values, ...parameters } };
}

function sortOf({ order }: Walk): readonly string[] {
	return order === "oldest" ? OLDEST : NEWEST;
}

/** Newest first: below `after`, or from the end of the range; at or above `end`, or down to its beginning. */
function boundsDown({ after, end, filter }: Walk): Conditions {
	const upper =
		after === undefined
			? upTo(filter)
			: { where: [`${CREATED} <= $created`, `(${CREATED} < $created OR ${ID} < $id)`], parameters: { ...after } };
	const lower =
		end === undefined
			? since(filter)
			: {
					where: [`${CREATED} >= $endCreated`, `(${CREATED} > $endCreated OR ${ID} >= $endId)`],
					parameters: { endCreated: end.created, endId: end.id },
				};
	return joined(upper, lower);
}

/** Oldest first: above `after`, or from the beginning of the range; at or below `end`, or up to its end. */
function boundsUp({ after, end, filter }: Walk): Conditions {
	const lower =
		after === undefined
			? since(filter)
			: { where: [`${CREATED} >= $created`, `(${CREATED} > $created OR ${ID} > $id)`], parameters: { ...after } };
	const upper =
		end === undefined
			? upTo(filter)
			: {
					where: [`${CREATED} <= $endCreated`, `(${CREATED} < $endCreated OR ${ID} <= $endId)`],
					parameters: { endCreated: end.created, endId: end.id },
				};
	return joined(lower, upper);
}

function upTo({ to }: OrderFilter): Conditions {
	return to === undefined ? NOTHING : { where: [`${CREATED} <= $to`], parameters: { to: instantOf(to) } };
}

function since({ from }: OrderFilter): Conditions {
	return from === undefined ? NOTHING : { where: [`${CREATED} >= $from`], parameters: { from: instantOf(from) } };
}

function joined(a: Conditions, b: Conditions): Conditions {
	return { where: [...a.where, ...b.where], parameters: { ...a.parameters, ...b.parameters } };
}

/** Of cancelled orders the customer is one more condition: only their index has the cause. Oldest first, it always is. */
function customerOf({ filter, search, order }: Walk): string | undefined {
	if (filter.cause !== undefined || order === "oldest") return undefined;
	return search === "id" ? filter.q : filter.customer;
}

function indexOf(walk: Walk): Index {
	const { status, cause, flagged } = walk.filter;
	const isOpen = status?.every((each) => !ENDED.has(each)) === true;
	if (walk.order === "oldest") return isOpen && cause === undefined ? ORDERS_OPEN_OLDEST : ORDERS_BY_AGE;
	if (cause !== undefined) return ORDERS_CANCELLED;
	if (customerOf(walk) !== undefined) return ORDERS_BY_CUSTOMER;
	if (isOpen) return ORDERS_OPEN;
	if (status !== undefined && isCancelled(status)) return ORDERS_CANCELLED;
	return flagged === true ? ORDERS_FLAGGED : ORDERS_NEWEST;
}

function isCancelled(statuses: readonly OrderStatus[]): boolean {
	return statuses.every((status) => status === "CANCELLED");
}

/** A condition with the parameter of its filter; undefined where the walk covers the filter. */
type Condition = readonly [condition: string, value: Parameter] | undefined;

/** The dates are bounds of the walk. */
const bound = (): Condition => undefined;

const CONDITIONS: { readonly [P in OrderFilterName]: (value: NonNullable<OrderFilter[P]>, walk: Walk) => Condition } = {
	status: (statuses, walk) =>
		indexOf(walk) === ORDERS_CANCELLED && isCancelled(statuses) ? undefined : [`${STATUS} IN $status`, statuses],
	cause: (causes) => [`${CAUSE} IN $cause`, causes],
	country: (countries) => [`${COUNTRY} IN $country`, countries],
	minAmount: (min) => [`${AMOUNT} >= $minAmount`, min],
	maxAmount: (max) => [`${AMOUNT} <= $maxAmount`, max],
	from: bound,
	to: bound,
	flagged: (flagged, walk) => (indexOf(walk) === ORDERS_FLAGGED ? undefined : [`${FLAGGED} = $flagged`, flagged]),
	customer: (customer, walk) => (customer === customerOf(walk) ? undefined : [`${CUSTOMER} = $customer`, customer]),
	q: (q, walk) => {
		if (walk.search === "text") return [`CONTAINS(${SEARCH}, $q)`, foldText(q)];
		return q === customerOf(walk) ? undefined : [`${CUSTOMER} = $q`, q];
	},
};

/** The conditions that the walk itself does not cover. */
function conditionsOf(walk: Walk): Conditions {
	const where: string[] = [];
	const parameters: Record<string, Parameter> = {};
	const add = <P extends OrderFilterName>(name: P): void => {
		const value = walk.filter[name];
		const left = value == null ? undefined : CONDITIONS[name](value, walk);
		if (left === undefined) return;
		where.push(left[0]);
		parameters[name] = left[1];
	};
	ORDER_FILTER_NAMES.forEach(add);
	return { where, parameters };
}
