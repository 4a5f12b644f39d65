/** The filters of the order list: as they stand in the address, as the API takes them, and as a test of one order. */
import { ORDER_STATUSES, type OrderStatus, type OrderView } from "@orderdeck/contracts/entities";
import { z } from "zod";

const text = z.string().trim().min(1).max(200).optional().catch(undefined);
const amount = z.coerce.number().min(0).max(1e9).optional().catch(undefined);

/** What is not understood is left out, so that an old or mistyped link still opens the list. */
export const orderSearchSchema = z.object({
	status: text,
	country: text,
	minAmount: amount,
	maxAmount: amount,
	flagged: z.enum(["true", "false"]).optional().catch(undefined),
	customer: text,
	q: text,
	/** The order that is open beside the list. */
	order: text,
});
export type OrderSearch = z.infer<typeof orderSearchSchema>;

export interface OrderFilters {
	readonly status?: OrderStatus[];
	readonly country?: string[];
	readonly minAmount?: number;
	readonly maxAmount?: number;
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

export function filtersOf(search: OrderSearch): OrderFilters {
	const status = listOf(search.status).filter(isStatus);
	const country = listOf(search.country);
	return {
		...(status.length > 0 ? { status } : {}),
		...(country.length > 0 ? { country } : {}),
		...(search.minAmount === undefined ? {} : { minAmount: search.minAmount }),
		...(search.maxAmount === undefined ? {} : { maxAmount: search.maxAmount }),
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

/** Whether the list of these filters would hold the order; the same answer as the daemon's. */
export function matchesFilters(order: OrderView, filters: OrderFilters): boolean {
	const { status, country, minAmount, maxAmount, flagged, customer, q } = filters;
	if (status !== undefined && !status.includes(order.status)) return false;
	if (country !== undefined && !country.includes(order.country)) return false;
	if (minAmount !== undefined && order.amount < minAmount) return false;
	if (maxAmount !== undefined && order.amount > maxAmount) return false;
	if (flagged !== undefined && order.flagged !== flagged) return false;
	if (customer !== undefined && String(order.customer_id) !== customer) return false;
	return q === undefined || textMatches(order, q);
}
