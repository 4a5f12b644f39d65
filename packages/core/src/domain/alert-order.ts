/** What becomes of an order's alerts by what happens to the order. Pure. */
import type { AlertRecord } from "@orderdeck/contracts/fraud/entities";
import { fraudCancelSchema } from "@orderdeck/contracts/fraud/facts";
import { instantOf } from "@orderdeck/contracts/instant";
import type { OrderStatus } from "@orderdeck/contracts/orders/entities";
import { type Act, type Decided, resolveWithOrder, wasResolvedBy } from "./alert-queue.ts";
import type { OrderDocument } from "./order-document.ts";

const OVER: ReadonlySet<OrderStatus> = new Set(["SHIPPED", "DELIVERED", "CANCELLED"]);

/** Dispatched, delivered or cancelled: nothing can stop it any more. */
export function isOver({ status }: Pick<OrderDocument, "status">): boolean {
	return OVER.has(status);
}

/**
 * The alert after what has happened to its order: what cannot be stopped any more never can be again, and where an operator has cancelled the
 * order as fraud, the alert is resolved by that, once. Returns the alert itself where nothing changes.
 */
export function followOrder(alert: AlertRecord, order: Readonly<OrderDocument>): AlertRecord {
	const confirmed = confirmationOf(order);
	const isResolved = confirmed === undefined || wasResolvedBy(alert, confirmed.act);
	const after = isResolved ? alert : resolveWithOrder(alert, confirmed.act, confirmed.decided);
	// No change by an operator: the version stays.
	return after.stoppable && isOver(order) ? { ...after, stoppable: false } : after;
}

/** The verdict that has cancelled the order. */
function confirmationOf({ status, lifecycle }: Readonly<OrderDocument>): { act: Act; decided: Decided } | undefined {
	if (status !== "CANCELLED") return undefined;
	const entry = lifecycle.find(({ type }) => type === "ORDER_CANCELLED");
	const { data } = fraudCancelSchema.safeParse(entry?.data?.fraud);
	const by = entry?.detail?.by;
	if (entry === undefined || data === undefined || by === undefined) return undefined;
	return { act: { by: String(by), at: instantOf(entry.occurred_at) }, decided: { ...data, order: "cancelled", order_code: null } };
}
