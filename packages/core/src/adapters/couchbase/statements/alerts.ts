/** Fraud alerts: the lists of the queue, what is in them, and what became of them. Operators act on them, so that most are fresh. */
import type { AlertState } from "@orderdeck/contracts/fraud/entities";
import { HOUR_MS } from "../../../domain/quarters.ts";
import type { SimilarAlerts } from "../../../ports/queries/fraud.ts";
import type { AlertPlace, AlertSlice } from "../../alert-lists.ts";
import type { JournalPlace } from "./journals.ts";
import { field, ID, type Index, type Query } from "./statement.ts";
import { BY_CURRENCY, MONEY } from "./sums.ts";

const STATE = field("state");
const SCORE = field("score");
const AMOUNT = field("amount");
const AT = field("_orderdeck.at");
const RULE = field("rule");
const COUNTRY = field("country");
const CLAIMED_BY = field("claim.by");
const EXPIRES = field("_orderdeck.expires");
const CHANGED = field("_orderdeck.changed");
const VERDICT = field("resolution.verdict");
/** False for alerts of earlier versions: their orders have long been shipped. */
const STOPPABLE = `IFMISSINGORNULL(${field("stoppable")}, false)`;
/** Ids are numbers or text. */
const ORDER = `TOSTRING(${field("order_id")})`;

const WORST = [`${SCORE} DESC`, `${AMOUNT} DESC`, AT, ID];
const NEWEST = [`${AT} DESC`, `${ID} DESC`];
const OLDEST = [AT, ID];

const slices = (name: string, order: readonly string[], rest: readonly string[] = []): Index => ({
	name,
	on: "alerts",
	keys: [STATE, STOPPABLE, ...order, RULE, CLAIMED_BY, ...rest],
});
export const ALERTS_WORST_FIRST = slices("orderdeck_alerts_worst_first", WORST);
export const ALERTS_NEWEST_FIRST = slices("orderdeck_alerts_newest_first", NEWEST, [SCORE, AMOUNT]);
export const ALERTS_OLDEST_FIRST = slices("orderdeck_alerts_oldest_first", OLDEST, [SCORE, AMOUNT]);
export const ALERTS_TOTALS: Index = {
	name: "orderdeck_alerts_totals",
	on: "alerts",
	keys: [STATE, STOPPABLE, RULE, CLAIMED_BY, EXPIRES, ...MONEY],
};
export const ALERTS_EXPIRING: Index = { name: "orderdeck_alerts_expiring", on: "alerts", keys: [EXPIRES, ID] };
export const ALERTS_CHANGED: Index = { name: "orderdeck_alerts_changed", on: "alerts", keys: [CHANGED, ID] };
export const ALERTS_OF_ORDER: Index = { name: "orderdeck_alerts_of_order", on: "alerts", keys: [ORDER, ID] };
export const ALERTS_BY_HOUR: Index = {
	name: "orderdeck_alerts_by_hour",
	on: "alerts",
	keys: [AT, ID, RULE, STATE, VERDICT, ORDER, ...MONEY],
};
export const ALERTS_SIMILAR: Index = { name: "orderdeck_alerts_similar", on: "alerts", keys: [RULE, COUNTRY, AT, VERDICT] };

export const ALERT_INDEXES: readonly Index[] = [
	ALERTS_WORST_FIRST,
	ALERTS_NEWEST_FIRST,
	ALERTS_OLDEST_FIRST,
	ALERTS_TOTALS,
	ALERTS_EXPIRING,
	ALERTS_CHANGED,
	ALERTS_OF_ORDER,
	ALERTS_BY_HOUR,
	ALERTS_SIMILAR,
];

const LISTS = {
	worst: {
		index: ALERTS_WORST_FIRST,
		orderBy: WORST,
		after: [
			`${SCORE} <= $score`,
			`(${SCORE} < $score OR (${SCORE} = $score AND (${AMOUNT} < $amount OR (${AMOUNT} = $amount AND (${AT} > $at OR (${AT} = $at AND ${ID} > $id))))))`,
		],
		valuesOf: ({ score, amount, at, id }: AlertPlace) => ({ score, amount, at, id }),
	},
	newest: {
		index: ALERTS_NEWEST_FIRST,
		orderBy: NEWEST,
		after: [`${AT} <= $at`, `(${AT} < $at OR ${ID} < $id)`],
		valuesOf: ({ at, id }: AlertPlace) => ({ at, id }),
	},
	oldest: {
		index: ALERTS_OLDEST_FIRST,
		orderBy: OLDEST,
		after: [`${AT} >= $at`, `(${AT} > $at OR ${ID} > $id)`],
		valuesOf: ({ at, id }: AlertPlace) => ({ at, id }),
	},
} as const;

/** Fresh: an operator who resolves an alert must see it leave the list. */
export function alertsQuery(slice: AlertSlice): Query {
	const { state, stoppable, rule, claimedBy, after: place, limit } = slice;
	const { index, orderBy, after, valuesOf } = LISTS[slice.order];
	return {
		about: "the list of alerts",
		index,
		select: { id: ID, score: SCORE, amount: AMOUNT, at: AT },
		where: [
			`${STATE} = $state`,
			`${STOPPABLE} = $stoppable`,
			...(place === undefined ? [] : after),
			...(rule === undefined ? [] : [`${RULE} = $rule`]),
			...(claimedBy === undefined ? [] : [`${CLAIMED_BY} = $claimedBy`]),
		],
		orderBy,
		limit,
		parameters: {
			state,
			stoppable,
			...(place === undefined ? {} : valuesOf(place)),
			...(rule === undefined ? {} : { rule }),
			...(claimedBy === undefined ? {} : { claimedBy }),
		},
		fresh: true,
	};
}

/** By state, whether the order can be stopped, and currency. */
export function alertTotalsQuery(): Query {
	return {
		about: "the sums of alerts",
		index: ALERTS_TOTALS,
		select: { state: STATE, stoppable: STOPPABLE, ...BY_CURRENCY.select },
		where: [`${STATE} IS NOT MISSING`],
		groupBy: [STATE, STOPPABLE, ...BY_CURRENCY.groupBy],
		parameters: {},
		fresh: true,
	};
}

/** The claims of one operator that end later than `now`, by currency. */
export function claimedTotalsQuery(claimedBy: string, now: number): Query {
	return {
		about: "the claimed alerts",
		index: ALERTS_TOTALS,
		...BY_CURRENCY,
		where: [`${STATE} = $state`, `${CLAIMED_BY} = $claimedBy`, `${EXPIRES} > $now`],
		parameters: { state: "CLAIMED" satisfies AlertState, claimedBy, now },
		fresh: true,
	};
}

export function openByRuleQuery(states: readonly AlertState[]): Query {
	return {
		about: "the alerts of each rule",
		index: ALERTS_TOTALS,
		select: { rule: RULE, count: "COUNT(*)" },
		where: [`${STATE} IN $states`],
		groupBy: [RULE],
		parameters: { states },
		fresh: true,
	};
}

export function claimsExpiredQuery(now: number, limit: number): Query {
	return {
		about: "the claims that are over",
		index: ALERTS_EXPIRING,
		select: { id: ID },
		where: [`${EXPIRES} <= $now`],
		orderBy: [EXPIRES, ID],
		limit,
		parameters: { now },
	};
}

export function changedAlertsQuery(since: number, limit: number): Query {
	return {
		about: "the alerts that have changed",
		index: ALERTS_CHANGED,
		select: { id: ID },
		where: [`${CHANGED} >= $since`],
		orderBy: [CHANGED, ID],
		limit,
		parameters: { since },
	};
}

export function alertsOfOrderQuery(orderId: string): Query {
	return {
		about: "the alerts of an order",
		index: ALERTS_OF_ORDER,
		select: { id: ID },
		where: [`${ORDER} = $orderId`],
		orderBy: [ID],
		parameters: { orderId },
		fresh: true,
	};
}

export function similarVerdictsQuery({ rule, country, from }: SimilarAlerts): Query {
	return {
		about: "the verdicts on similar alerts",
		index: ALERTS_SIMILAR,
		select: { verdict: VERDICT, count: "COUNT(*)" },
		where: [`${RULE} = $rule`, `${COUNTRY} = $country`, `${AT} >= $from`, `${VERDICT} IS NOT MISSING`],
		groupBy: [VERDICT],
		parameters: { rule, country, from },
	};
}

const HOUR = `FLOOR(${AT} / ${HOUR_MS})`;

/** By rule, hour (counted from the epoch), state, verdict and currency. */
export function ruleHoursQuery(from: number): Query {
	return {
		about: "the alerts by rule and hour",
		index: ALERTS_BY_HOUR,
		select: { rule: RULE, hour: HOUR, state: STATE, verdict: VERDICT, ...BY_CURRENCY.select },
		where: [`${AT} >= $from`],
		groupBy: [RULE, HOUR, STATE, VERDICT, ...BY_CURRENCY.groupBy],
		parameters: { from },
		fresh: true,
	};
}

/** Oldest first, from this place on. */
export function verdictsQuery({ at, id }: JournalPlace, limit: number): Query {
	return {
		about: "the verdicts on alerts",
		index: ALERTS_BY_HOUR,
		select: { id: ID, at: AT, rule: RULE, verdict: VERDICT, order_id: ORDER },
		where: [`${AT} >= $at`, `(${AT} > $at OR ${ID} > $id)`, `${VERDICT} IS NOT MISSING`],
		orderBy: [AT, ID],
		limit,
		parameters: { at, id },
	};
}
