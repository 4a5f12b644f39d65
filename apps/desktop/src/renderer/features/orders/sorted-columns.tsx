/** How the list of orders is sorted by the heads of its columns, and that in words. */

import type { OrderView } from "@orderdeck/contracts/orders/entities";
import type { OrderSortColumn } from "@orderdeck/contracts/orders/order-list";
import type { OrderSorting } from "@orderdeck/contracts/orders/requests";
import type { Column } from "../../ui/grid-rows.tsx";
import { SortHead } from "../../ui/sort-head.tsx";
import type { OrderSearch } from "./order-filters.ts";

/** A change of the address. */
export type SortChange = { readonly sort: OrderSearch["sort"]; readonly direction: OrderSearch["direction"] };

interface SortWords {
	readonly name: string;
	readonly asc: string;
	readonly desc: string;
	/** What the first click does. */
	readonly first: "asc" | "desc";
}

const COLUMNS: Readonly<Record<OrderSortColumn | "created", SortWords>> = {
	created: { name: "Created", asc: "oldest first", desc: "newest first", first: "desc" },
	amount: { name: "Amount", asc: "smallest first", desc: "largest first", first: "desc" },
	status: { name: "Status", asc: "earliest step first", desc: "latest step first", first: "asc" },
	country: { name: "Country", asc: "A to Z", desc: "Z to A", first: "asc" },
	customer: { name: "Customer", asc: "lowest id first", desc: "highest id first", first: "asc" },
	flagged: { name: "Flagged", asc: "not flagged first", desc: "flagged first", first: "desc" },
};

function sortedBy({ order, sort }: OrderSorting): { readonly by: OrderSortColumn | "created"; readonly direction: "asc" | "desc" } {
	return sort ?? { by: "created", direction: order === "oldest" ? "asc" : "desc" };
}

/** `newest first`; `amount, largest first`; `flagged first`. */
export function sortingWords(sorting: OrderSorting, isStuck: boolean): string {
	const { by, direction } = sortedBy(sorting);
	if (by === "created") return isStuck && direction === "asc" ? "longest wait first" : COLUMNS.created[direction];
	return by === "flagged" ? COLUMNS.flagged[direction] : `${COLUMNS[by].name.toLowerCase()}, ${COLUMNS[by][direction]}`;
}

/** Newest first is the list as it is without a sort. */
function changeOf(by: OrderSortColumn | "created", direction: "asc" | "desc"): SortChange {
	if (by === "created") return { sort: direction === "asc" ? "oldest" : undefined, direction: undefined };
	return { sort: by, direction: direction === "desc" ? direction : undefined };
}

/** The column with a head that sorts the list by it. */
export function sortedColumn(
	column: Column<OrderView>,
	by: OrderSortColumn | "created",
	{ sorting, onSort }: { readonly sorting: OrderSorting; readonly onSort: (change: SortChange) => void },
): Column<OrderView> {
	const words = COLUMNS[by];
	const now = sortedBy(sorting);
	const isSorted = now.by === by;
	const next = isSorted ? (now.direction === "asc" ? "desc" : "asc") : words.first;
	const sorted = isSorted ? (now.direction === "asc" ? "ascending" : "descending") : undefined;
	return {
		...column,
		...(sorted === undefined ? {} : { sort: sorted }),
		head: (
			<SortHead name={words.name} sorted={sorted} next={`sort ${words[next]}`} onSort={() => onSort(changeOf(by, next))}>
				{column.head}
			</SortHead>
		),
	};
}
