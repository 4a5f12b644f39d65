/** The filters of the order list: as they stand in the address, as the API takes them, and as a test of one order. */

import { isoDateTimeSchema } from "@orderdeck/contracts/events";
import { ORDER_STATUSES, type OrderStatus, type OrderView } from "@orderdeck/contracts/orders/entities";
import { z } from "zod";
import { epochOf } from "../../format/time.ts";
import { SPANS, spanStart } from "./date-range.ts";

const text = z.string().trim().min(1).max(200).optional().catch(undefined);
const amount = z.coerce.number().min(0).max(1e9).optional().catch(undefined);
const time = isoDateTimeSchema.optional().catch(undefined);

const filterSchema = z.object({
	status: text,
	country: text,
	minAmount: amount,
	maxAmount: amount,
	/** A span up to now; it wins over `from` and `to`. */
	since: z.enum(SPANS).optional().catch(undefined),
	from: time,
	to: time,
	flagged: z.enum(["true", "false"]).optional().catch(undefined),
	customer: text,
	q: text,
});
/** What a view of the list keeps. */
export type FilterSearch = z.infer<typeof filterSchema>;

/** What is not understood is left out, so that an old or mistyped link still opens the list. */
export const orderSearchSchema = filterSchema.extend({
	/** The order that is open beside the list. */
	order: text,
	/** The form for a new order is open. */
	new: z.enum(["true"]).optional().catch(undefined),
});
export type OrderSearch = z.infer<typeof orderSearchSchema>;

/** The filters alone: without what is open. */
export function filterSearchOf(search: OrderSearch): FilterSearch {
	return filterSchema.parse(search);
}

/** All filters taken away, for a change of the address. */
export const NO_FILTERS: Readonly<Record<keyof FilterSearch, undefined>> = {
	status: undefined,
	country: undefined,
	minAmount: undefined,
	maxAmount: undefined,
	since: undefined,
	from: undefined,
	to: undefined,
	flagged: undefined,
	customer: undefined,
	q: undefined,
};

export interface OrderFilters {
	readonly status?: OrderStatus[];
	readonly country?: string[];
	readonly minAmount?: number;
	readonly maxAmount?: number;
	/** ISO 8601, both ends included. */
	readonly from?: string;
	readonly to?: string;
	readonly flagged?: boolean;
	readonly customer?: string;
	readonly q?: string;
}

function isStatus(word: string): word is OrderStatus {
	return ORDER_STATUSES.some((status) => status === word);
}

function listOf(value: string | undefined): string[] {
	return (value ?? "").split(",").filter((part) => part !== "");
}

function datesOf({ since, from, to }: FilterSearch, now: number): Pick<OrderFilters, "from" | "to"> {
	if (since !== undefined) return { from: new Date(spanStart(since, now)).toISOString() };
	return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** As the API takes them; a span begins counted back from `now`, ms since the epoch. */
export function filtersOf(search: FilterSearch, now: number): OrderFilters {
	const status = listOf(search.status).filter(isStatus);
	const country = listOf(search.country);
	return {
		...(status.length > 0 ? { status } : {}),
		...(country.length > 0 ? { country } : {}),
		...(search.minAmount === undefined ? {} : { minAmount: search.minAmount }),
		...(search.maxAmount === undefined ? {} : { maxAmount: search.maxAmount }),
		...datesOf(search, now),
		...(search.flagged === undefined ? {} : { flagged: search.flagged === "true" }),
		...(search.customer === undefined ? {} : { customer: search.customer }),
		...(search.q === undefined ? {} : { q: search.q }),
	};
}

function textMatches(order: OrderView, q: string): boolean {
	const needle = q.toLowerCase();
	if ([order.order_id, order.customer_id].some((id) => String(id) === q)) return true;
	if (order.customer_email?.toLowerCase().includes(needle)) return true;
	return order.items?.some((item) => item.name?.toLowerCase().includes(needle)) ?? false;
}

function dateMatches({ created_at }: OrderView, { from, to }: OrderFilters): boolean {
	const at = epochOf(created_at);
	return (from === undefined || at >= epochOf(from)) && (to === undefined || at <= epochOf(to));
}

/** Whether the list of these filters would hold the order; the same answer as the daemon's. */
export function matchesFilters(order: OrderView, filters: OrderFilters): boolean {
	const { status, country, minAmount, maxAmount, flagged, customer, q } = filters;
	if (status !== undefined && !status.includes(order.status)) return false;
	if (country !== undefined && !country.includes(order.country)) return false;
	if (minAmount !== undefined && order.amount < minAmount) return false;
	if (maxAmount !== undefined && order.amount > maxAmount) return false;
	if (!dateMatches(order, filters)) return false;
	if (flagged !== undefined && order.flagged !== flagged) return false;
	if (customer !== undefined && String(order.customer_id) !== customer) return false;
	return q === undefined || textMatches(order, q);
}
