/** Shipments that are due, and those in progress. */
import { field, ID, type Index, type Query } from "./statement.ts";

const DUE_AT = field("due_at");
const AMOUNT = field("amount");
const STATUS = field("status");

export const SHIPMENTS_DUE: Index = {
	name: "orderdeck_shipments_due",
	on: "shipments",
	keys: [DUE_AT, ID],
	where: `${DUE_AT} IS NOT NULL`,
};
export const SHIPMENTS_UNDERWAY: Index = {
	name: "orderdeck_shipments_underway",
	on: "shipments",
	keys: [STATUS, AMOUNT, DUE_AT],
	where: `${STATUS} IN ["CREATED", "DISPATCHED"]`,
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

/** Their number, their money in cents, and the earliest time at which one is due. */
export function underwayQuery(): Query {
	return {
		about: "the shipments under way",
		index: SHIPMENTS_UNDERWAY,
		select: { orders: "COUNT(*)", cents: `SUM(ROUND(IFMISSINGORNULL(${AMOUNT}, 0) * 100))`, due_at: `MIN(${DUE_AT})` },
		where: [],
		parameters: {},
	};
}
