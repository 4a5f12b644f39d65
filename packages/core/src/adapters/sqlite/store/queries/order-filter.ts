/** Which index a list of orders walks, and what is left to ask of each row. */

import type { SQLInputValue } from "node:sqlite";
import type { CancelCause, OrderStatus } from "@orderdeck/contracts/orders/entities";
import type { OrderFilter, Search } from "@orderdeck/contracts/orders/order-list";
import { foldText } from "@orderdeck/contracts/text";

export interface Walk {
	readonly index: string;
	readonly where: string;
	readonly values: readonly SQLInputValue[];
	/** The most entries in one slice: fewer where each needs its row. */
	readonly slice: number;
}

const ENDED: ReadonlySet<OrderStatus> = new Set<OrderStatus>(["DELIVERED", "CANCELLED"]);
const ROWS_AT_ONCE = 512;
const ENTRIES_AT_ONCE = 4_096;

/** The index with the fewest entries to pass. */
export function walkOf(filter: OrderFilter, search: Search): Walk {
	if (search === "id") return byCustomer(filter.q ?? "");
	if (filter.customer !== undefined) return byCustomer(filter.customer);
	if (filter.status?.every((status) => !ENDED.has(status)) === true) return partial("orders_open", "open = 1");
	if (filter.cause?.length === 1) return cancelledFor(filter.cause[0] as CancelCause);
	if (filter.flagged === true) return partial("orders_flagged", "flagged = 1");
	// This index holds all that does not change; only these are in the row alone.
	const rows = [filter.status, filter.cause, filter.flagged].some((asked) => asked !== undefined);
	return { index: "orders_by_time", where: "created IS NOT NULL", values: [], slice: rows ? ROWS_AT_ONCE : ENTRIES_AT_ONCE };
}

function cancelledFor(cause: CancelCause): Walk {
	const where = "cause = ? AND created IS NOT NULL";
	return { index: "orders_cancelled", where, values: [cause], slice: ROWS_AT_ONCE };
}

function byCustomer(customer: string): Walk {
	return { index: "orders_by_customer", where: "customer = ?", values: [customer], slice: ROWS_AT_ONCE };
}

function partial(index: string, where: string): Walk {
	return { index, where: `${where} AND created IS NOT NULL`, values: [], slice: ROWS_AT_ONCE };
}

/** What the walk does not see to; `conditions` is empty or begins with AND. The dates are bounds of the walk. */
export function conditionsOf(filter: OrderFilter, search: Search, walk: Walk | undefined): { conditions: string; values: SQLInputValue[] } {
	const conditions: string[] = [];
	const values: SQLInputValue[] = [];
	const ask = (condition: string, value: SQLInputValue): void => {
		conditions.push(` AND ${condition}`);
		values.push(value);
	};
	const { status, cause, country, minAmount, maxAmount, flagged, customer, q } = filter;
	if (status !== undefined) ask("status IN (SELECT value FROM json_each(?))", JSON.stringify(status));
	if (cause !== undefined && walk?.index !== "orders_cancelled") ask("cause IN (SELECT value FROM json_each(?))", JSON.stringify(cause));
	if (country !== undefined) ask("country IN (SELECT value FROM json_each(?))", JSON.stringify(country));
	if (minAmount !== undefined) ask("amount >= ?", minAmount);
	if (maxAmount !== undefined) ask("amount <= ?", maxAmount);
	if (flagged !== undefined && walk?.index !== "orders_flagged") ask("flagged = ?", flagged ? 1 : 0);
	const walked = walk?.index === "orders_by_customer" && walk.values[0] === customer;
	if (customer !== undefined && !walked) ask("customer = ?", customer);
	if (search === "text" && q !== undefined) ask("instr(search, ?) > 0", foldText(q));
	return { conditions: conditions.join(""), values };
}
