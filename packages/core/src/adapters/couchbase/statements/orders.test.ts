import type { OrderFilter } from "@orderdeck/contracts/orders/columns";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import {
	compareOrders,
	comparerOf,
	matchesOrder,
	ORDER_LIST_ORDERS,
	type Search,
	SORT_DIRECTIONS,
} from "@orderdeck/contracts/orders/order-list";
import fc from "fast-check";
import { expect, it } from "vitest";
import { parseSelect } from "../../../../test/couchbase/sqlpp/parser.ts";
import type { Json } from "../../../../test/couchbase/sqlpp/values.ts";
import { filterArbitrary, orderArbitrary, searchAmong } from "../../../ports/order-store.model.ts";
import { placeOf } from "../../sorted-lists.ts";
import { keyspaceOf } from "../client/keyspace.ts";
import { stored } from "../documents/document.ts";
import { indexedOf } from "../documents/indexed.ts";
import { ordersQuery } from "./orders.ts";
import { sortedQuery } from "./sorted-orders.ts";
import { type Query, statementOf } from "./statement.ts";

const keyspace = keyspaceOf({ bucket: "order_analytics" });

/** What the statement finds, by the harness's reading of SQL++; for an id that is searched, with the order of that id. */
function found(orders: readonly OrderView[], filter: OrderFilter, search: Search): unknown[] {
	const ids = idsFound(orders, ordersQuery({ filter, search, after: undefined }, orders.length));
	const named = orders.filter((order) => String(order.order_id) === filter.q && matchesOrder(order, filter, "id"));
	const all = search === "id" ? [...ids, ...named.map(({ order_id }) => String(order_id))] : ids;
	return orders.filter(({ order_id }) => all.includes(String(order_id))).map(({ order_id }) => order_id);
}

/** The ids that the statement returns, in its order. */
function idsFound(orders: readonly OrderView[], query: Query): string[] {
	const rows = orders.map((doc) => {
		const key = String(doc.order_id);
		return { id: key, doc: stored(doc, "w", indexedOf({ op: "insert", collection: "orders", key, doc })) as Json };
	});
	const { text, parameters } = statementOf(keyspace, query);
	return parseSelect(text)
		.run(rows, parameters as Readonly<Record<string, Json>>)
		.map((row) => (row as { readonly id: string }).id);
}

it("a list's statement selects the orders that the contract's predicate holds, sorted as it sorts", () => {
	const orders = fc.uniqueArray(orderArbitrary, { minLength: 1, maxLength: 30, selector: ({ order_id }) => order_id });
	fc.assert(
		fc.property(orders, filterArbitrary, (unsorted, filter) => {
			const sorted = unsorted.toSorted(compareOrders);
			const search = searchAmong(sorted, filter.q);
			const expected = sorted.filter((order) => matchesOrder(order, filter, search)).map(({ order_id }) => order_id);
			expect(found(sorted, filter, search)).toEqual(expected);
		}),
		{ numRuns: 300 },
	);
});

it("a sorted list's statement has the orders in the order of the contract, and goes on after any of them", () => {
	const orders = fc.uniqueArray(orderArbitrary, { minLength: 1, maxLength: 20, selector: ({ order_id }) => order_id });
	const sorts = fc.record({
		by: fc.constantFrom("order", "waiting", "country", "customer", "items", "amount"),
		direction: fc.constantFrom(...SORT_DIRECTIONS),
	});
	fc.assert(
		fc.property(orders, sorts, fc.constantFrom(...ORDER_LIST_ORDERS), fc.nat(), (all, sort, order, at) => {
			// Orders without a key are listed by themselves.
			const unsorted = all.filter((each) => placeOf(each, sort.by) !== undefined);
			fc.pre(unsorted.length > 0);
			const sorted = unsorted.toSorted(comparerOf(order, sort));
			const last = sorted[at % sorted.length];
			const after = last && placeOf(last, sort.by);
			const query = sortedQuery({ walk: { filter: {}, search: "text" }, sort, order, after }, sorted.length);
			expect(idsFound(unsorted, query)).toEqual(sorted.slice((at % sorted.length) + 1).map(({ order_id }) => String(order_id)));
		}),
	);
});
