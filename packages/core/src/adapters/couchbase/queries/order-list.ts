/** The order list: by a keyset walk over the index that fits the filters, in slices that bound what one call costs. */

import type { OrderFilter } from "@orderdeck/contracts/orders/columns";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { matchesOrder, type OrderListOrder, type Search } from "@orderdeck/contracts/orders/order-list";
import { createdAt } from "@orderdeck/contracts/orders/order-values";
import { z } from "zod";
import { isWhole } from "../../../domain/order-document.ts";
import { viewOf } from "../../../domain/order-history.ts";
import type { OrderListRequest } from "../../../ports/queries/orders.ts";
import type { Page } from "../../../ports/queries/page.ts";
import { decodeCursor, encodeCursor } from "../../cursor.ts";
import { customerQuery, isPlain, ordersQuery, type Place, sliceQuery, type Walk } from "../statements/orders.ts";
import { idSchema, type Reading, run } from "./reading.ts";

/** A call that has found too little stops after this time and returns what it has. */
const SCAN_BUDGET_MS = 500;
const FIRST_SLICE = 1_024;
const LARGEST_SLICE = 16_384;

export const placeSchema = idSchema.extend({ created: z.number() });
const cursorSchema = z.tuple([z.enum(["id", "text"]), z.number(), z.string()]);

export async function listOrders(
	reading: Reading,
	filter: OrderFilter,
	{ limit, cursor, order = "newest" }: OrderListRequest,
): Promise<Page<OrderView>> {
	const list = `orders ${order === "newest" ? "" : `${order} `}${JSON.stringify(filter, Object.keys(filter).toSorted())}`;
	const from = cursor === undefined ? undefined : decodeCursor(list, cursor, cursorSchema);
	const search = from?.[0] ?? (await searchOf(reading, filter.q));
	const after = from === undefined ? undefined : { created: from[1], id: from[2] };
	const { places, stopped } = await collect(reading, { filter, search, after, order }, limit + 1);
	const found = search === "id" ? await withOrder(reading, places, { filter, after, order, stopped, limit }) : places;
	const page = found.slice(0, limit);
	const next = found.length > limit ? page.at(-1) : stopped;
	return {
		items: await ordersAt(reading, page, (order) => matchesOrder(order, filter, search)),
		next: next === undefined ? undefined : encodeCursor(list, [search, next.created, next.id]),
	};
}

/** The orders as they are now, those that still match: an index may lag behind. */
export async function ordersAt(reading: Reading, places: readonly Place[], matches: (order: OrderView) => boolean): Promise<OrderView[]> {
	const read = await reading.keyValue.get(
		"orders",
		places.map(({ id }) => id),
	);
	return read.flatMap((each) => (each !== undefined && isWhole(each.doc) && matches(each.doc) ? [viewOf(each.doc)] : []));
}

/** How the text is meant: as an id where an order or a customer has it. */
export async function searchOf(reading: Reading, q: string | undefined): Promise<Search> {
	if (q === undefined) return "text";
	const [order] = await orderOf(reading, q);
	if (order !== undefined) return "id";
	const customers = await run(reading, customerQuery(q), idSchema);
	return customers.length > 0 ? "id" : "text";
}

/** Places in order, up to `limit`. `stopped`: where the walk stopped early; undefined when it came to its end or found enough. */
async function collect(reading: Reading, start: Walk, limit: number): Promise<{ places: Place[]; stopped: Place | undefined }> {
	if (isPlain(start)) return { places: await run(reading, ordersQuery(start, limit), placeSchema), stopped: undefined };
	const deadline = performance.now() + SCAN_BUDGET_MS;
	const places: Place[] = [];
	let walk = start;
	for (let size = FIRST_SLICE; ; size = Math.min(size * 2, LARGEST_SLICE)) {
		const [end] = await run(reading, sliceQuery(walk, size), placeSchema);
		places.push(...(await run(reading, ordersQuery({ ...walk, end }, limit - places.length), placeSchema)));
		if (end === undefined || places.length >= limit) return { places, stopped: undefined };
		if (performance.now() > deadline) return { places, stopped: end };
		walk = { ...walk, after: end };
	}
}

interface Found {
	readonly filter: OrderFilter;
	readonly after: Place | undefined;
	readonly order: OrderListOrder;
	readonly stopped: Place | undefined;
	readonly limit: number;
}

/** The places, and among them the order with the requested id, if it is on this page. */
async function withOrder(
	reading: Reading,
	places: readonly Place[],
	{ filter, after, order: sorted, stopped, limit }: Found,
): Promise<readonly Place[]> {
	const { q = "" } = filter;
	const [order] = await orderOf(reading, q);
	if (order === undefined || !matchesOrder(order, filter, "id") || places.some(({ id }) => id === q)) return places;
	const place = { created: createdAt(order), id: q };
	const precedes = (a: Place, b: Place) => (sorted === "newest" ? isBelow(b, a) : isBelow(a, b));
	if (after !== undefined && !precedes(after, place)) return places;
	const end = places.length > limit ? places.at(-1) : stopped;
	if (end !== undefined && precedes(end, place)) return places;
	return [...places.filter((each) => precedes(each, place)), place, ...places.filter((each) => precedes(place, each))];
}

/** The order with this id, if there is one. */
export function orderOf(reading: Reading, id: string): Promise<OrderView[]> {
	// Longer than any key may be: no order has it.
	return Buffer.byteLength(id) > 200 || id === "" ? Promise.resolve([]) : ordersAt(reading, [{ id, created: 0 }], () => true);
}

/** Created before, or at the same time with a lesser id, by bytes as Couchbase compares. */
function isBelow(a: Place, b: Place): boolean {
	return a.created === b.created ? Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)) < 0 : a.created < b.created;
}
