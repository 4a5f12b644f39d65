/** By what orders are found in lists, the same in every store. */
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { instantOf } from "./instant.ts";

/** When the order was created, ms since the epoch. A date that no calendar has counts as the moment in which the log took the order in. */
export function createdAt({ created_at, processed_at }: Readonly<OrderView>): number {
	const at = instantOf(created_at);
	return Number.isNaN(at) ? sortableInstant(processed_at) : at;
}

/** E-mail and names of items, in lower case; a line each, so that no match spans two. */
export function searchText({ customer_email, items }: Readonly<OrderView>): string {
	return [customer_email ?? "", ...(items ?? []).map(({ name }) => name ?? "")].join("\n").toLowerCase();
}

/** Ms since the epoch; 0 for what is no date, so that it sorts as the oldest. */
export function sortableInstant(iso: string): number {
	const at = instantOf(iso);
	return Number.isNaN(at) ? 0 : at;
}
