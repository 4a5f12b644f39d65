/** The filters of the order list: as they stand in the address and as the API takes them. */

import { countryCode } from "@orderdeck/contracts/codes";
import { idTextSchema, isoDateTimeSchema } from "@orderdeck/contracts/events";
import { CANCEL_CAUSES, type CancelCause, ORDER_STATUSES, type OrderStatus } from "@orderdeck/contracts/orders/entities";
import { ORDER_SORT_COLUMNS } from "@orderdeck/contracts/orders/columns";
import type { OrderSorting } from "@orderdeck/contracts/orders/requests";
import { z } from "zod";
import { SPANS, type Span, spanEnd, spanStart } from "../../ui/date-filter/date-range.ts";

const text = z.string().trim().min(1).max(200).optional().catch(undefined);
/** An id and what is searched for are taken as they are: spaces may belong to them. */
const id = idTextSchema.optional().catch(undefined);
const words = z.string().max(200).regex(/\S/).optional().catch(undefined);
export const MAX_AMOUNT = 1e9;
const amount = z.coerce.number().min(0).max(MAX_AMOUNT).optional().catch(undefined);
const time = isoDateTimeSchema.optional().catch(undefined);

const filterSchema = z.object({
	status: text,
	cause: text,
	country: text,
	minAmount: amount,
	maxAmount: amount,
	/** A span up to now; it wins over `from` and `to`. */
	since: z.enum(SPANS).optional().catch(undefined),
	from: time,
	to: time,
	flagged: z.enum(["true", "false"]).optional().catch(undefined),
	stuck: z.enum(["true"]).optional().catch(undefined),
	/** Oldest first, or by a column; newest first where it is not given. */
	sort: z
		.enum(["oldest", ...ORDER_SORT_COLUMNS])
		.optional()
		.catch(undefined),
	/** Of a column; ascending where it is not given. */
	direction: z.enum(["desc"]).optional().catch(undefined),
	customer: words,
	q: words,
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
export const NO_FILTERS: Readonly<Record<keyof FilterSearch, undefined>> = {
	status: undefined,
	cause: undefined,
	country: undefined,
	minAmount: undefined,
	maxAmount: undefined,
	since: undefined,
	from: undefined,
	to: undefined,
	flagged: undefined,
	stuck: undefined,
	sort: undefined,
	direction: undefined,
	customer: undefined,
	q: undefined,
	job: undefined,
};

export interface OrderFilters {
	readonly status?: OrderStatus[];
	readonly cause?: CancelCause[];
	readonly country?: string[];
	readonly minAmount?: number;
	readonly maxAmount?: number;
	/** ISO 8601, both ends included. */
	readonly from?: string;
	readonly to?: string;
	readonly flagged?: boolean;
	readonly stuck?: boolean;
	readonly customer?: string;
	readonly q?: string;
	readonly job_id?: string;
}

function listOf(value: string | undefined): string[] {
	return (value ?? "").split(",").filter((part) => part !== "");
}

/** Those that are known. */
function knownIn<T extends string>(known: readonly T[], value: string | undefined): T[] {
	return listOf(value).flatMap((word) => known.find((each) => each === word) ?? []);
}

function datesOf({ since, from, to }: FilterSearch, now: number): Pick<OrderFilters, "from" | "to"> {
	if (since !== undefined) return { from: new Date(spanStart(since, now)).toISOString(), ...untilNow(since, now) };
	return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** The end of a span, which moves on while a list is open. */
export function untilNow(since: Span, now: number): Required<Pick<OrderFilters, "to">> {
	return { to: new Date(spanEnd(since, now)).toISOString() };
}

/** As the API takes them; a span begins counted back from `now`, ms since the epoch. */
export function filtersOf(search: FilterSearch, now: number): OrderFilters {
	const status = knownIn(ORDER_STATUSES, search.status);
	const cause = knownIn(CANCEL_CAUSES, search.cause);
	const country = listOf(search.country).map(countryCode);
	return {
		...(status.length > 0 ? { status } : {}),
		...(cause.length > 0 ? { cause } : {}),
		...(country.length > 0 ? { country } : {}),
		...(search.minAmount === undefined ? {} : { minAmount: search.minAmount }),
		...(search.maxAmount === undefined ? {} : { maxAmount: search.maxAmount }),
		...datesOf(search, now),
		...(search.flagged === undefined ? {} : { flagged: search.flagged === "true" }),
		...(search.stuck === undefined ? {} : { stuck: true }),
		...(search.customer === undefined ? {} : { customer: search.customer }),
		...(search.q === undefined ? {} : { q: search.q }),
		...(search.job === undefined ? {} : { job_id: search.job }),
	};
}
