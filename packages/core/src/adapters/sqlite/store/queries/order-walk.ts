/** A walk over an index of the orders, by time, and the slices that bound what one step of it costs. */
import type { SQLInputValue } from "node:sqlite";
import { instantOf } from "@orderdeck/contracts/instant";
import type { OrderFilter } from "@orderdeck/contracts/orders/columns";
import type { OrderListOrder } from "@orderdeck/contracts/orders/order-list";
import { conditionsOf, type Walk } from "./order-filter.ts";
import type { Statements } from "./statements.ts";

/** The position of a walk: the last order it has passed. */
export interface Place {
	readonly created: number;
	readonly key: string;
}

/** How a walk goes: from its start to its end, both in its own direction. No key is less than the empty one. */
export interface Direction {
	/** Compares a place with the one before it. */
	readonly after: "<" | ">";
	/** Compares a place with the last one of a slice. */
	readonly until: ">=" | "<=";
	readonly sort: "DESC" | "ASC";
	readonly start: Place;
	readonly end: Place;
}

export interface Slice {
	/** For the places in `withinOf`. */
	readonly bounds: readonly SQLInputValue[];
	/** Its last place; undefined where the walk ends with it. */
	readonly edge: Place | undefined;
	/** How many entries it has at most. */
	readonly size: number;
}

const FIRST_SLICE = 256;

export function directionOf(order: OrderListOrder, { from, to }: OrderFilter): Direction {
	const bottom = { created: from === undefined ? Number.MIN_SAFE_INTEGER : instantOf(from), key: "" };
	const top = { created: to === undefined ? Number.MAX_SAFE_INTEGER : instantOf(to) + 1, key: "" };
	return order === "newest"
		? { after: "<", until: ">=", sort: "DESC", start: top, end: bottom }
		: { after: ">", until: "<=", sort: "ASC", start: bottom, end: top };
}

/** The entries of a slice, as a FROM clause with a condition; its values are the bounds of a slice. */
export function withinOf({ index, where }: Walk, { after, until }: Direction): string {
	return `FROM orders INDEXED BY ${index} WHERE ${where} AND (created, key) ${after} (?, ?) AND (created, key) ${until} (?, ?)`;
}

/** The order whose id is searched for, where it matches and is not found as its customer's already; with its values. */
export function namedIn(filter: OrderFilter): { readonly text: string; readonly values: readonly SQLInputValue[] } {
	const { q = "" } = filter;
	const { start, end } = directionOf("newest", filter);
	const { conditions, values } = conditionsOf({ ...filter, q: undefined }, "text", undefined);
	return {
		text: `FROM orders WHERE key = ? AND customer <> ? AND (created, key) < (?, ?) AND (created, key) >= (?, ?)${conditions}`,
		values: [q, q, start.created, start.key, end.created, end.key, ...values],
	};
}

/** The walk as one slice. */
export function wholeOf({ values }: Walk, { start, end }: Direction): Slice {
	return { bounds: [...values, start.created, start.key, end.created, end.key], edge: undefined, size: Number.POSITIVE_INFINITY };
}

/** The walk in slices: small ones first, so that what lies near the start costs little; of at most `largest` entries. */
export function* slicesOf(statements: Statements, walk: Walk, direction: Direction, largest = walk.slice): Generator<Slice> {
	const { sort, end } = direction;
	const query = `SELECT created, key ${withinOf(walk, direction)} ORDER BY created ${sort}, key ${sort} LIMIT 1 OFFSET ?`;
	let after = direction.start;
	for (let size = Math.min(FIRST_SLICE, largest); ; size = Math.min(size * 2, largest)) {
		const bounds = (last: Place) => [...walk.values, after.created, after.key, last.created, last.key];
		const edge = statements.get<Place>(query, ...bounds(end), size - 1);
		yield { bounds: bounds(edge ?? end), edge, size };
		if (edge === undefined) return;
		after = edge;
	}
}
