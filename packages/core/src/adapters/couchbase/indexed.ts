/** What the indexes need of a document that it does not say in a form that sorts or compares. Follows from the document alone. */
import type { OrderView } from "@orderdeck/contracts/entities";
import { instantOf } from "../../domain/instant.ts";
import { isWhole } from "../../domain/order-view.ts";
import type { Write } from "../../ports/order-store.ts";

/** Instants are ms since the epoch. */
export interface Indexed {
	/** Orders: created_at, and the customer's id as a string. Absent until the order itself has been seen, so that lists leave it out. */
	readonly created?: number;
	readonly customer?: string;
	/** Orders: e-mail and item names in lower case, a line each, so that no match spans two. */
	readonly search?: string;
	/** Alerts, audit records, replays: when it happened. */
	readonly at?: number;
}

export function indexedOf(write: Write): Indexed {
	switch (write.collection) {
		case "orders":
			return isWhole(write.doc) ? ofOrder(write.doc) : {};
		case "alerts":
			return { at: msOf(write.doc.raised_at) };
		case "audit":
			return { at: msOf(write.doc.at) };
		case "replays":
			return { at: msOf(write.doc.started_at) };
		default:
			return {};
	}
}

function ofOrder(order: Readonly<OrderView>): Indexed {
	return { created: createdAt(order), customer: String(order.customer_id), search: searchText(order) };
}

/** A date that no calendar has counts as the moment in which the log took the order in. */
export function createdAt({ created_at, processed_at }: Readonly<OrderView>): number {
	const at = instantOf(created_at);
	return Number.isNaN(at) ? msOf(processed_at) : at;
}

export function searchText({ customer_email, items }: Readonly<OrderView>): string {
	return [customer_email ?? "", ...(items ?? []).map(({ name }) => name ?? "")].join("\n").toLowerCase();
}

/** Ms since the epoch; 0 for what is no date, so that it sorts as the oldest. */
function msOf(iso: string): number {
	const at = instantOf(iso);
	return Number.isNaN(at) ? 0 : at;
}
