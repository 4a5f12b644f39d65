/** Values that the indexes need in a form that sorts or compares. Derived from the document alone. */

import type { AuditOutcome } from "@orderdeck/contracts/audit/entities";
import { completed, outcomeOf } from "@orderdeck/contracts/audit/recorded";
import { sortableInstant } from "@orderdeck/contracts/instant";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { createdAt, searchText, unitsOf, waitingSince } from "@orderdeck/contracts/orders/order-values";
import { tenThousandths } from "../../../domain/money.ts";
import { isWhole } from "../../../domain/order-document.ts";
import { suppressedUntil } from "../../../domain/suppression.ts";
import type { AlertDocument, Write } from "../../../ports/documents.ts";

/** Instants are ms since the epoch. */
export interface Indexed {
	/** Orders: when it was created, and the customer's id as a string. Absent until the order itself has been seen, so that lists leave it out. */
	readonly created?: number;
	readonly customer?: string;
	/** Orders: email and item names in lower case, a line each, so that no match spans two. */
	readonly search?: string;
	/** Orders: how many units they are; since when they wait, while they do. */
	readonly units?: number;
	readonly waiting?: number;
	/** Alerts, audit records, replays, jobs, dead letters: when it happened. */
	readonly at?: number;
	/** Alerts: when the claim ends, and when an operator last changed it. */
	readonly expires?: number;
	readonly changed?: number;
	/** Audit records. */
	readonly outcome?: AuditOutcome;
	/** Orders, alerts, dead letters: the amount in ten-thousandths of its currency's unit, which sum exactly. */
	readonly ten_thousandths?: number;
	/** Suppressions: when the last one ends. */
	readonly until?: number;
}

export function indexedOf(write: Write): Indexed {
	switch (write.collection) {
		case "orders":
			return isWhole(write.doc) ? ofOrder(write.doc) : {};
		case "alerts":
			return ofAlert(write.doc);
		case "audit":
			return { at: sortableInstant(write.doc.at), outcome: outcomeOf(completed(write.doc)) };
		case "replays":
		case "jobs":
			return { at: sortableInstant(write.doc.started_at) };
		case "dead_letters": {
			const { at, amount, currency } = write.doc;
			return { at: sortableInstant(at), ten_thousandths: storedAmount({ amount: amount ?? 0, currency: currency ?? "" }) };
		}
		case "suppressions":
			return { until: suppressedUntil(write.doc) };
		default:
			return {};
	}
}

function storedAmount({ amount, currency = "" }: { readonly amount: number; readonly currency?: string | undefined }): number {
	return tenThousandths({ amount, currency });
}

function ofAlert(alert: Readonly<AlertDocument>): Indexed {
	const { raised_at, claim, changed_at } = alert;
	return {
		at: sortableInstant(raised_at),
		...(claim == null ? {} : { expires: sortableInstant(claim.expires_at) }),
		...(changed_at == null ? {} : { changed: sortableInstant(changed_at) }),
		ten_thousandths: storedAmount(alert),
	};
}

function ofOrder(order: Readonly<OrderView>): Indexed {
	const waiting = waitingSince(order);
	return {
		created: createdAt(order),
		customer: String(order.customer_id),
		search: searchText(order),
		units: unitsOf(order),
		...(waiting === undefined ? {} : { waiting }),
		ten_thousandths: storedAmount(order),
	};
}
