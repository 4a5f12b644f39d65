/** Fraud alerts: worst (score, then amount, then age, the older first) or newest first, and what is open. */
import type { FraudAlert } from "@orderdeck/contracts/fraud/entities";
import { field, ID, type Index, type Query } from "./statement.ts";
import { BY_CURRENCY, MONEY } from "./sums.ts";

const STATE = field("state");
const SCORE = field("score");
const AMOUNT = field("amount");
const AT = field("_orderdeck.at");

const WORST = [`${SCORE} DESC`, `${AMOUNT} DESC`, AT, ID];
const NEWEST = [`${AT} DESC`, `${ID} DESC`];

export const ALERTS_WORST: Index = { name: "orderdeck_alerts_worst", on: "alerts", keys: [STATE, ...WORST] };
export const ALERTS_NEWEST: Index = { name: "orderdeck_alerts_newest", on: "alerts", keys: [STATE, ...NEWEST] };
export const ALERTS_BY_CURRENCY: Index = { name: "orderdeck_alerts_by_currency", on: "alerts", keys: [STATE, ...MONEY] };

/** An alert's place in either list; among the newest score and amount do not count. */
export interface AlertPlace {
	readonly score: number;
	readonly amount: number;
	readonly at: number;
	readonly id: string;
}

const AFTER_WORST = `(${SCORE} < $score OR (${SCORE} = $score AND (${AMOUNT} < $amount OR (${AMOUNT} = $amount AND (${AT} > $at OR (${AT} = $at AND ${ID} > $id))))))`;
const AFTER_NEWEST = `(${AT} < $at OR ${ID} < $id)`;

const LISTS = {
	worst: {
		index: ALERTS_WORST,
		select: { id: ID, score: SCORE, amount: AMOUNT, at: AT },
		orderBy: WORST,
		after: [`${SCORE} <= $score`, AFTER_WORST],
		valuesOf: ({ score, amount, at, id }: AlertPlace) => ({ score, amount, at, id }),
	},
	newest: {
		index: ALERTS_NEWEST,
		select: { id: ID, at: AT },
		orderBy: NEWEST,
		after: [`${AT} <= $at`, AFTER_NEWEST],
		valuesOf: ({ at, id }: AlertPlace) => ({ at, id }),
	},
} as const;

/** Fresh: an operator who resolves an alert must see it leave the list. */
export function alertsQuery(
	state: FraudAlert["state"],
	order: keyof typeof LISTS,
	page: { limit: number; after?: AlertPlace | undefined },
): Query {
	const { index, select, orderBy, after, valuesOf } = LISTS[order];
	const place = page.after;
	return {
		about: "the list of alerts",
		index,
		select,
		where: [`${STATE} = $state`, ...(place === undefined ? [] : after)],
		orderBy,
		limit: page.limit,
		parameters: { state, ...(place === undefined ? {} : valuesOf(place)) },
		fresh: true,
	};
}

/** The open alerts by currency. */
export function openAlertsQuery(): Query {
	return {
		about: "the open alerts",
		index: ALERTS_BY_CURRENCY,
		...BY_CURRENCY,
		where: [`${STATE} = $state`],
		parameters: { state: "OPEN" },
		fresh: true,
	};
}
