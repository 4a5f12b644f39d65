import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { compareOrders, matchesOrder, type OrderFilter, type Search } from "@orderdeck/contracts/orders/order-list";
import fc from "fast-check";
import { expect, it } from "vitest";
import { parseSelect } from "../../../../test/couchbase/sqlpp/parser.ts";
import type { Json } from "../../../../test/couchbase/sqlpp/values.ts";
import { filterArbitrary, orderArbitrary, searchAmong } from "../../../ports/order-store.model.ts";
import { keyspaceOf } from "../client/keyspace.ts";
import { stored } from "../documents/document.ts";
import { indexedOf } from "../documents/indexed.ts";
import { ordersQuery } from "./orders.ts";
import { statementOf } from "./statement.ts";

const keyspace = keyspaceOf({ bucket: "order_analytics" });

/** What the statement finds, by the harness's reading of SQL++; for an id that is searched, with the order of that id. */
function found(orders: readonly OrderView[], filter: OrderFilter, search: Search): unknown[] {
	const rows = orders.map((doc) => {
		const key = String(doc.order_id);
		return { id: key, doc: stored(doc, "w", indexedOf({ op: "insert", collection: "orders", key, doc })) as Json };
	});
	const { text, parameters } = statementOf(keyspace, ordersQuery({ filter, search, after: undefined }, orders.length));
	const selected = parseSelect(text).run(rows, parameters as Readonly<Record<string, Json>>);
	const ids = selected.map((row) => (row as { readonly id: string }).id);
	const named = orders.filter((order) => String(order.order_id) === filter.q && matchesOrder(order, filter, "id"));
	const all = search === "id" ? [...ids, ...named.map(({ order_id }) => String(order_id))] : ids;
	return orders.filter(({ order_id }) => all.includes(String(order_id))).map(({ order_id }) => order_id);
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
