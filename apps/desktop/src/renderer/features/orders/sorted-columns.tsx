/** How the list of orders is sorted by the heads of its columns, and that in words. */

import { ORDER_COLUMNS, type SortedColumn } from "@orderdeck/contracts/orders/columns";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import type { OrderSorting } from "@orderdeck/contracts/orders/requests";
import type { Column } from "../../ui/grid-rows.tsx";
import { SortHead } from "../../ui/sort-head.tsx";
import type { OrderSearch } from "./order-filters.ts";

/** A change of the address. */
export type SortChange = { readonly sort: OrderSearch["sort"]; readonly direction: OrderSearch["direction"] };

function sortedBy({ order, sort }: OrderSorting): { readonly by: SortedColumn; readonly direction: "asc" | "desc" } {
	return sort ?? { by: "created", direction: order === "oldest" ? "asc" : "desc" };
}

/** `newest first`; `amount, largest first`; `flagged first`. */
export function sortingWords(sorting: OrderSorting): string {
	const { by, direction } = sortedBy(sorting);
	const { label, sort } = ORDER_COLUMNS[by];
	return NAMED_BY_VALUE.has(by) ? sort[direction] : `${label.toLowerCase()}, ${sort[direction]}`;
}

/** Columns whose words name what is sorted. */
const NAMED_BY_VALUE: ReadonlySet<SortedColumn> = new Set<SortedColumn>(["created", "waiting", "flagged"]);

/** Newest first is the list as it is without a sort. */
function changeOf(by: SortedColumn, direction: "asc" | "desc"): SortChange {
	if (by === "created") return { sort: direction === "asc" ? "oldest" : undefined, direction: undefined };
	return { sort: by, direction: direction === "desc" ? direction : undefined };
}

/** The column with a head that sorts the list by it. */
export function sortedColumn(
	column: Column<OrderView>,
	by: SortedColumn,
	{ sorting, onSort }: { readonly sorting: OrderSorting; readonly onSort: (change: SortChange) => void },
): Column<OrderView> {
	const { label, sort } = ORDER_COLUMNS[by];
	const now = sortedBy(sorting);
	const isSorted = now.by === by;
	const next = isSorted ? (now.direction === "asc" ? "desc" : "asc") : sort.first;
	const sorted = isSorted ? (now.direction === "asc" ? "ascending" : "descending") : undefined;
	return {
		...column,
		...(sorted === undefined ? {} : { sort: sorted }),
		head: (
			<SortHead name={label} sorted={sorted} next={`sort ${sort[next]}`} onSort={() => onSort(changeOf(by, next))}>
				{column.head}
			</SortHead>
		),
	};
}
