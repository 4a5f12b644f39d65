/** Shipments that are due. */
import { field, ID, type Index, type Query } from "./statement.ts";

const DUE_AT = field("due_at");

export const SHIPMENTS_DUE: Index = {
	name: "orderdeck_shipments_due",
	on: "shipments",
	keys: [DUE_AT, ID],
	where: `${DUE_AT} IS NOT NULL`,
};

export function dueShipmentsQuery(now: number, limit: number): Query {
	return {
		about: "the shipments that are due",
		index: SHIPMENTS_DUE,
		select: { id: ID },
		where: [`${DUE_AT} <= $now`],
		orderBy: [DUE_AT, ID],
		limit,
		parameters: { now },
	};
}

export function nextDueQuery(): Query {
	return {
		about: "the shipment that is due next",
		index: SHIPMENTS_DUE,
		select: { due_at: DUE_AT },
		where: [],
		orderBy: [DUE_AT],
		limit: 1,
		parameters: {},
	};
}
