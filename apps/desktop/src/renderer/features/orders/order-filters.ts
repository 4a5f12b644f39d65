/** The filters of the order list: as they stand in the address and as the API takes them. */

import { idTextSchema } from "@orderdeck/contracts/events";
import { linksOf, readLink } from "@orderdeck/contracts/list-filters";
import { ORDER_FILTERS, ORDER_SORT_COLUMNS } from "@orderdeck/contracts/orders/columns";
import type { OrderSorting } from "@orderdeck/contracts/orders/requests";
import { z } from "zod";
import { rangeOf, SPANS, type Span, spanEnd } from "../../ui/date-filter/date-range.ts";

/** An id is taken as it is: spaces may belong to it. */
const id = idTextSchema.optional().catch(undefined);

const filterSchema = z.object({
	...linksOf(ORDER_FILTERS),
	/** A span up to now; it wins over `from` and `to`. */
	since: z.enum(SPANS).optional().catch(undefined),
	/** Oldest first, or by a column; newest first where it is not given. */
	sort: z
		.enum(["oldest", ...ORDER_SORT_COLUMNS])
		.optional()
		.catch(undefined),
	/** Of a column; ascending where it is not given. */
	direction: z.enum(["desc"]).optional().catch(undefined),
	/** The orders that a job has changed. */
	job: id,
});
/** What a view of the list keeps. */
export type FilterSearch = z.infer<typeof filterSchema>;

/** What is not understood is left out, so that an old or mistyped link still opens the list. */
export const orderSearchSchema = filterSchema.extend({
	/** The order that is open beside the list. */
	order: id,
	/** The form for a new order is open. */
	new: z.enum(["true"]).optional().catch(undefined),
});
export type OrderSearch = z.infer<typeof orderSearchSchema>;

/** The filters alone: without what is open. */
export function filterSearchOf(search: OrderSearch): FilterSearch {
	return filterSchema.parse(search);
}

/** The filters without how the list is sorted. */
export function unsortedOf(search: FilterSearch): FilterSearch {
	return { ...search, sort: undefined, direction: undefined };
}

/** How the list is sorted. The list of a job has its own order: only the daemon knows which orders it holds. */
export function sortingOf({ sort, direction, job }: FilterSearch): OrderSorting {
	if (sort === undefined || sort === "oldest") return { order: sort ?? "newest" };
	return job === undefined ? { order: "newest", sort: { by: sort, direction: direction ?? "asc" } } : { order: "newest" };
}

/** All filters removed, for a change of the address. */
export const NO_FILTERS: { readonly [K in keyof FilterSearch]: undefined } = Object.fromEntries(
	Object.keys(filterSchema.shape).map((name) => [name, undefined]),
);

/** The end of a span, which moves on while a list is open. */
export function untilNow(since: Span, now: number): { readonly to: string } {
	return { to: new Date(spanEnd(since, now)).toISOString() };
}

export type OrderFilters = ReturnType<typeof filtersOf>;

/** As the API takes them; a span begins counted back from `now`, ms since the epoch. */
export function filtersOf(search: FilterSearch, now: number) {
	const { since, job } = search;
	return {
		...readLink(ORDER_FILTERS, search),
		...(since === undefined ? {} : rangeOf(since, now)),
		...(job === undefined ? {} : { job_id: job }),
	};
}
