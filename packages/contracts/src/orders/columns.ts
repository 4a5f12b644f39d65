/**
 * The columns and filters of order lists, each defined once. The API, the table, the filter bar, links, the live list and both stores' queries follow
 * from them: what lacks a predicate, a comparison or a condition of a store does not compile.
 */
import { countryCode } from "../codes.ts";
import { countrySchema } from "../events.ts";
import {
	amountFilter,
	type FilterValues,
	flagFilter,
	instantFilter,
	type LinkValues,
	type ListColumn,
	markFilter,
	schemasOf,
	severalOf,
	textFilter,
} from "../list-filters.ts";
import { cancelCauseSchema, orderStatusSchema } from "./entities.ts";

export const ORDER_FILTERS = {
	status: severalOf(orderStatusSchema),
	/** Why it was cancelled: holds cancelled orders only. */
	cause: severalOf(cancelCauseSchema),
	country: severalOf(countrySchema.overwrite(countryCode)),
	/** Compared with the amount as each order states it, in the order's own currency. */
	minAmount: amountFilter,
	maxAmount: amountFilter,
	/** Both inclusive, on `createdAt`. */
	from: instantFilter,
	to: instantFilter,
	flagged: flagFilter,
	customer: textFilter(128),
	/** Over the time that its step is expected to take. */
	stuck: markFilter,
	/**
	 * The order with this id and the orders of the customer with this id; where neither exists, the orders whose email or item names
	 * contain it, compared by `foldText`. Whether an id exists does not depend on the other filters.
	 */
	q: textFilter(200),
};

type Filters = typeof ORDER_FILTERS;
export type OrderFilterLink = LinkValues<Filters>;
export const orderFilterShape = schemasOf(ORDER_FILTERS);

/** What selects orders, as the API takes it. */
export type OrderFilters = FilterValues<Filters>;
/** The filters that a store knows: which orders are stuck changes with time alone. */
export type OrderFilter = Omit<OrderFilters, "stuck">;
export type OrderFilterName = keyof OrderFilter;

/** In the order of the table. */
export const ORDER_COLUMNS = {
	created: {
		label: "Created",
		filter: { form: "dates", from: "from", to: "to" },
		sort: { asc: "oldest first", desc: "newest first", first: "desc" },
	},
	order: { label: "Order", sort: { asc: "lowest id first", desc: "highest id first", first: "desc" } },
	status: {
		label: "Status",
		filter: { form: "choices", name: "status" },
		sort: { asc: "earliest step first", desc: "latest step first", first: "asc" },
	},
	cause: { label: "Cancelled", filter: { form: "choices", name: "cause" }, hidden: true },
	waiting: {
		label: "Waiting for",
		filter: { form: "mark", name: "stuck", label: "Stuck" },
		sort: { asc: "shortest wait first", desc: "longest wait first", first: "desc" },
	},
	reason: { label: "Reason" },
	country: {
		label: "Country",
		filter: { form: "choices", name: "country" },
		sort: { asc: "A to Z", desc: "Z to A", first: "asc" },
	},
	customer: {
		label: "Customer",
		filter: { form: "text", name: "customer" },
		sort: { asc: "lowest id first", desc: "highest id first", first: "asc" },
	},
	items: { label: "Items", sort: { asc: "fewest units first", desc: "most units first", first: "desc" } },
	amount: {
		label: "Amount",
		filter: { form: "range", min: "minAmount", max: "maxAmount" },
		sort: { asc: "smallest first", desc: "largest first", first: "desc" },
	},
	flagged: {
		label: "Flagged",
		filter: { form: "flag", name: "flagged" },
		sort: { asc: "not flagged first", desc: "flagged first", first: "desc" },
	},
	text: { label: "Search orders", filter: { form: "search", name: "q" }, hidden: true },
} as const satisfies Readonly<Record<string, ListColumn<keyof Filters>>>;

type Columns = typeof ORDER_COLUMNS;
export type OrderColumn = keyof Columns;
type With<K extends string> = { [C in OrderColumn]: Columns[C] extends Readonly<Record<K, unknown>> ? C : never }[OrderColumn];
/** The columns of the table. */
export type TableColumn = Exclude<OrderColumn, With<"hidden">>;
/** The columns by which a list can be sorted. */
export type SortedColumn = With<"sort">;
/** Those by which it is sorted in place of the time of creation. */
export type OrderSortColumn = Exclude<SortedColumn, "created">;

const isSortColumn = (column: string): column is OrderSortColumn =>
	column !== "created" && column in ORDER_COLUMNS && "sort" in ORDER_COLUMNS[column as OrderColumn];

export const ORDER_SORT_COLUMNS: readonly OrderSortColumn[] = Object.keys(ORDER_COLUMNS).filter(isSortColumn);
