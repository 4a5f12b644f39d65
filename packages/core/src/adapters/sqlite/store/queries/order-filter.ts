/** Which index a list of orders walks, and what is left to ask of each row. */

import type { SQLInputValue } from "node:sqlite";
import type { OrderFilter, OrderFilterName } from "@orderdeck/contracts/orders/columns";
import type { CancelCause, OrderStatus } from "@orderdeck/contracts/orders/entities";
import { ORDER_FILTER_NAMES, type Search } from "@orderdeck/contracts/orders/order-list";
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

interface Left {
	readonly search: Search;
	readonly walk: Walk | undefined;
}
/** A condition with one value; undefined where the walk covers the filter. */
type Condition = readonly [condition: string, value: SQLInputValue] | undefined;

const isIn = (column: string, values: readonly string[]): Condition => [
	`${column} IN (SELECT value FROM json_each(?))`,
	JSON.stringify(values),
];
/** The dates are bounds of the walk. */
const bound = (): Condition => undefined;

const CONDITIONS: { readonly [P in OrderFilterName]: (value: NonNullable<OrderFilter[P]>, left: Left) => Condition } = {
	status: (statuses) => isIn("status", statuses),
	cause: (causes, { walk }) => (walk?.index === "orders_cancelled" ? undefined : isIn("cause", causes)),
	country: (countries) => isIn("country", countries),
	minAmount: (min) => ["amount >= ?", min],
	maxAmount: (max) => ["amount <= ?", max],
	from: bound,
	to: bound,
	flagged: (flagged, { walk }) => (walk?.index === "orders_flagged" ? undefined : ["flagged = ?", flagged ? 1 : 0]),
	customer: (customer, { walk }) =>
		walk?.index === "orders_by_customer" && walk.values[0] === customer ? undefined : ["customer = ?", customer],
	q: (q, { search }) => (search === "text" ? ["instr(search, ?) > 0", foldText(q)] : undefined),
};

/** What the walk does not see to; `conditions` is empty or begins with AND. */
export function conditionsOf(filter: OrderFilter, search: Search, walk: Walk | undefined): { conditions: string; values: SQLInputValue[] } {
	const conditionOf = <P extends OrderFilterName>(name: P): Condition => {
		const value = filter[name];
		return value == null ? undefined : CONDITIONS[name](value, { search, walk });
	};
	const left = ORDER_FILTER_NAMES.map(conditionOf).filter((each) => each !== undefined);
	return { conditions: left.map(([condition]) => ` AND ${condition}`).join(""), values: left.map(([, value]) => value) };
}
