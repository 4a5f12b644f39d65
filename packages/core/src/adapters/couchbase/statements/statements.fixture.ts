/** For tests: every kind of statement, asked with values of the caller's. */
import type { OrderFilter } from "@orderdeck/contracts/orders/columns";
import type { Search } from "@orderdeck/contracts/orders/order-list";
import { keyspaceOf } from "../client/keyspace.ts";
import {
	alertsOfOrderQuery,
	alertsQuery,
	alertTotalsQuery,
	changedAlertsQuery,
	claimedTotalsQuery,
	claimsExpiredQuery,
	openByRuleQuery,
	ruleHoursQuery,
	similarVerdictsQuery,
	verdictsQuery,
} from "./alerts.ts";
import { auditQuery, chainedAuditQuery } from "./audit.ts";
import { jobsQuery, replaysQuery } from "./journals.ts";
import { letterGroupsQuery, letterHoursQuery, letterStatesQuery, lettersQuery } from "./letters.ts";
import { earlierEventsQuery, orderEventsQuery } from "./order-events.ts";
import {
	cancelledQuery,
	countQuery,
	customerQuery,
	matchingQuery,
	openOrdersQuery,
	ordersQuery,
	scanQuery,
	sliceQuery,
	statusQuery,
	type Walk,
} from "./orders.ts";
import { oldShadowQuery, shadowHoursQuery, suppressionsQuery } from "./rules.ts";
import { dueShipmentsQuery, nextDueQuery } from "./shipments.ts";
import { sortedQuery } from "./sorted-orders.ts";
import { type Query, statementOf } from "./statement.ts";

export interface Asked {
	readonly filter: OrderFilter;
	readonly search: Search;
	readonly text: string;
	readonly number: number;
}

const SHAPES: readonly [Search, OrderFilter][] = [
	["text", {}],
	["text", { status: ["PAID"], country: ["US"], minAmount: 1, maxAmount: 2, flagged: false, customer: "1" }],
	["text", { flagged: true, from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" }],
	["id", { q: "1", customer: "2" }],
	["text", { q: "webcam" }],
];
const DAY = "2026-01-02T00:00:00Z";

/** By name; the places of a walk are all there. */
export function everyQuery({ filter, search, text, number }: Asked): Readonly<Record<string, Query>> {
	const place = { created: number, id: text };
	const walk: Walk = { filter, search, after: place, end: place };
	const first: Walk = { filter, search, after: undefined };
	const oldest = { order: "oldest" } as const;
	const sorted = { first: number, second: 0, created: number, key: text };
	const slice = { state: "CLAIMED", stoppable: true, rule: undefined, claimedBy: undefined, after: undefined, limit: number } as const;
	const nextOfRule = { ...slice, rule: text, claimedBy: text, after: { score: number, amount: number, at: number, id: text } };
	const listed = { at: number, id: text };
	return {
		"orders, first page": ordersQuery(first, number),
		"orders, next page": ordersQuery(walk, number),
		"orders, end of a slice": sliceQuery({ ...walk, end: undefined }, number),
		"orders, oldest first, first page": ordersQuery({ ...first, ...oldest }, number),
		"orders, oldest first, next page": ordersQuery({ ...walk, ...oldest }, number),
		"orders, oldest first, end of a slice": sliceQuery({ ...walk, ...oldest, end: undefined }, number),
		"orders by amount, first page": sortedQuery(
			{ walk: first, sort: { by: "amount", direction: "desc" }, order: "newest", after: undefined },
			number,
		),
		"orders by amount, next page": sortedQuery(
			{ walk: first, sort: { by: "amount", direction: "desc" }, order: "newest", after: sorted },
			number,
		),
		"orders by country, next page": sortedQuery(
			{ walk: first, sort: { by: "country", direction: "asc" }, order: "oldest", after: { ...sorted, first: text } },
			number,
		),
		"orders by customer, next page": sortedQuery(
			{ walk: first, sort: { by: "customer", direction: "asc" }, order: "newest", after: { ...sorted, second: text } },
			number,
		),
		"orders by id, next page": sortedQuery(
			{ walk: first, sort: { by: "order", direction: "asc" }, order: "newest", after: { ...sorted, second: text } },
			number,
		),
		"orders by wait, next page": sortedQuery(
			{ walk: first, sort: { by: "waiting", direction: "desc" }, order: "newest", after: sorted },
			number,
		),
		"orders by items, next page": sortedQuery(
			{ walk: first, sort: { by: "items", direction: "desc" }, order: "newest", after: sorted },
			number,
		),
		"number of orders that match": matchingQuery(first),
		"number of orders that match, down to a place": matchingQuery({ ...first, end: place }),
		"one order of a customer": customerQuery(text),
		"orders of a range of dates, first page": scanQuery(number, number, number),
		"orders of a range of dates, next page": scanQuery(place, number, number),
		"number of orders": countQuery(number, number),
		"orders in progress": openOrdersQuery(),
		"cancelled orders": cancelledQuery(number, number),
		"orders by status": statusQuery(number, number),
		"events of an order": orderEventsQuery(text),
		"events of an earlier version": earlierEventsQuery({ orderId: text, id: text }, 10),
		...Object.fromEntries(
			(["worst", "newest", "oldest"] as const).flatMap((order) => [
				[`alerts, ${order} first, first page`, alertsQuery({ ...slice, order })],
				[`alerts, ${order} first, next page`, alertsQuery({ ...nextOfRule, order })],
			]),
		),
		"sums of alerts": alertTotalsQuery(),
		"claimed alerts": claimedTotalsQuery(text, number),
		"alerts by rule": openByRuleQuery(["OPEN", "CLAIMED"]),
		"claims that are over": claimsExpiredQuery(number, number),
		"alerts that have changed": changedAlertsQuery(number, number),
		"alerts of an order": alertsOfOrderQuery(text),
		"verdicts on similar alerts": similarVerdictsQuery({ rule: text, country: text, from: number }),
		"alerts by rule and hour": ruleHoursQuery(number),
		"verdicts on alerts": verdictsQuery(listed, number),
		"shipments that are due": dueShipmentsQuery(number, number),
		"next shipment due": nextDueQuery(),
		"audit log, first page": auditQuery({}, { limit: number }),
		"audit log, next page": auditQuery(
			{ actor: text, action: [text], outcome: "refused", from: DAY, to: DAY },
			{ limit: number, after: listed },
		),
		"audit log of a target": auditQuery({ target: text, outcome: "done" }, { limit: number }),
		"chains of the audit log": chainedAuditQuery(number, { writer: text, seq: number }),
		replays: replaysQuery(number),
		"jobs, first page": jobsQuery({ states: [text], kind: text, limit: number }),
		"jobs, next page": jobsQuery({ after: listed, limit: number }),
		"dead letters, first page": lettersQuery({}, { limit: number }),
		"dead letters, next page": lettersQuery({ group: text, reason: text, topic: text, state: "WAITING" }, { limit: number, after: listed }),
		"dead letters by group and reason": letterGroupsQuery("WAITING"),
		"dead letters by hour": letterHoursQuery("WAITING", number),
		"dead letters by state": letterStatesQuery(),
		"suppressions of a rule": suppressionsQuery(text, number, 10),
		"results of a version in shadow": shadowHoursQuery(text, number),
		"oldest results of versions in shadow": oldShadowQuery(number, 10),
	};
}

/** The texts of all statements, each once. */
export function everyStatement(): string[] {
	const keyspace = keyspaceOf({ bucket: "order_analytics" });
	const texts = SHAPES.flatMap(([search, filter]) =>
		Object.values(everyQuery({ search, filter, text: "x", number: 5 })).map((query) => statementOf(keyspace, query).text),
	);
	return [...new Set(texts)];
}
