/** Lists of orders that the query service sorts: no index has the order, only what is compared. */
import type { OrderListOrder } from "@orderdeck/contracts/orders/order-list";
import type { ScannedSort, SortedPlace } from "../../sorted-lists.ts";
import { ordersQuery, SORT_KEYS, type Walk } from "./orders.ts";
import { field, ID, type Query } from "./statement.ts";

const CREATED = field("_orderdeck.created");

export interface SortedWalk {
	readonly walk: Pick<Walk, "filter" | "search">;
	readonly sort: ScannedSort;
	readonly order: OrderListOrder;
	readonly after: SortedPlace | undefined;
}

interface Key {
	readonly expression: string;
	readonly isDescending: boolean;
	readonly parameter: string;
}

/** The first orders of the list, beyond `after`. */
export function sortedQuery({ walk, sort, order, after }: SortedWalk, limit: number): Query {
	const { where, parameters, select, ...query } = ordersQuery({ ...walk, after: undefined }, limit);
	const [first, second] = SORT_KEYS[sort.by];
	const values: Key[] = [first, ...(second === undefined ? [] : [second])].map((expression, index) => ({
		expression,
		isDescending: sort.direction === "desc",
		parameter: index === 0 ? "sortedFirst" : "sortedSecond",
	}));
	const isDescending = order === "newest";
	const keys: readonly Key[] = [
		...values,
		{ expression: CREATED, isDescending, parameter: "sortedCreated" },
		{ expression: ID, isDescending, parameter: "sortedId" },
	];
	const given = after && {
		sortedFirst: after.first,
		...(second === undefined ? {} : { sortedSecond: after.second }),
		sortedCreated: after.created,
		sortedId: after.key,
	};
	return {
		...query,
		select: { ...select, first, ...(second === undefined ? {} : { second }) },
		where: after === undefined ? where : [...where, beyond(keys)],
		orderBy: keys.map(({ expression, isDescending }) => (isDescending ? `${expression} DESC` : expression)),
		sorts: true,
		parameters: { ...parameters, ...given },
	};
}

/** A place after the one that the parameters name. */
function beyond([key, ...rest]: readonly Key[]): string {
	if (key === undefined) return "";
	const { expression, isDescending, parameter } = key;
	const past = `${expression} ${isDescending ? "<" : ">"} $${parameter}`;
	return rest.length === 0 ? past : `(${past} OR (${expression} = $${parameter} AND ${beyond(rest)}))`;
}
