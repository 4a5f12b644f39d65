/** What a cancellation is decided on: the records of an order, and what stands against it. */
import { AppError } from "@orderdeck/contracts/errors";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { type CancelMoney, type CancelRefusal, moneyOf, refusalOf } from "../domain/cancellation.ts";
import { isWhole } from "../domain/order-document.ts";
import type { Collections, DocumentReader, Versioned } from "../ports/documents.ts";

export interface CancelRecords {
	readonly order: Versioned<OrderView>;
	readonly shipment: Versioned<Collections["shipments"]> | undefined;
	readonly payment: Versioned<Collections["payments"]> | undefined;
	readonly reservation: Versioned<Collections["reservations"]> | undefined;
}

/** Of each id, in their order; why there are none where the order does not exist or is not known yet. */
export async function cancelRecordsOf(store: DocumentReader, ids: readonly string[]): Promise<readonly (CancelRecords | AppError)[]> {
	const [orders, shipments, payments, reservations] = await Promise.all([
		store.get("orders", ids),
		store.get("shipments", ids),
		store.get("payments", ids),
		store.get("reservations", ids),
	]);
	return ids.map((id, index) => {
		const [order, shipment, payment, reservation] = [orders[index], shipments[index], payments[index], reservations[index]];
		if (order !== undefined && isWhole(order.doc)) return { order: { ...order, doc: order.doc }, shipment, payment, reservation };
		// Other groups have seen it already: its view will exist in a moment, so this is not an unknown order.
		const known = [order, shipment, payment, reservation].some((read) => read !== undefined);
		if (known) return new AppError("UNAVAILABLE", `Order ${id} is still being processed; try again in a moment.`);
		return new AppError("NOT_FOUND", `There is no order ${id}.`);
	});
}

/** What stands against the cancellation now; undefined when nothing does. */
export function refusalIn({ order, shipment, payment, reservation }: CancelRecords): CancelRefusal | undefined {
	return refusalOf(order.doc.order_id, {
		view: order.doc.status,
		shipment: shipment?.doc.status,
		payment: payment?.doc.status,
		reservation: reservation?.doc.status,
	});
}

/** What the cancellation of one order would do. */
export interface CancelPreviewLine {
	readonly id: string;
	/** Undefined where there is no such order. */
	readonly order: Readonly<OrderView> | undefined;
	readonly refusal: Pick<CancelRefusal | AppError, "code" | "message"> | undefined;
	readonly money: CancelMoney;
	/** Units are held for it, which a cancellation releases. */
	readonly holdsStock: boolean;
}

export async function previewCancel(store: DocumentReader, ids: readonly string[]): Promise<readonly CancelPreviewLine[]> {
	const read = await cancelRecordsOf(store, ids);
	return read.map((records, index) => {
		const id = ids[index] ?? "";
		if (records instanceof AppError) return { id, order: undefined, refusal: records, money: "not-charged", holdsStock: false };
		const { order, payment, reservation } = records;
		const holdsStock = reservation?.doc.status === "RESERVED";
		return { id, order: order.doc, refusal: refusalIn(records), money: moneyOf(payment?.doc.status), holdsStock };
	});
}
