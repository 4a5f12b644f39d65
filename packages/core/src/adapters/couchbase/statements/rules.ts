/** Suppressions by rule, and the results of versions in shadow. Operators change the former, so that they are fresh. */
import { HOUR_MS } from "../../../domain/quarters.ts";
import { field, ID, type Index, type Query } from "./statement.ts";

const RULE = field("rule");
const VERSION = field("version");
const RECEIVED = field("at");
const LIVE = field("live");
const SHADOW = field("shadow");
const UNTIL = field("_orderdeck.until");

export const SUPPRESSIONS_OF_RULE: Index = {
	name: "orderdeck_suppressions_of_rule",
	on: "suppressions",
	keys: [RULE, `${UNTIL} DESC`, ID],
};
export const SHADOW_OF_RULE: Index = {
	name: "orderdeck_shadow_of_rule",
	on: "shadow_results",
	keys: [RULE, VERSION, RECEIVED, LIVE, SHADOW],
};
export const SHADOW_OLDEST: Index = { name: "orderdeck_shadow_oldest", on: "shadow_results", keys: [RECEIVED, ID] };

/** Those that last longer than `at`. */
export function suppressionsQuery(rule: string, at: number, limit: number): Query {
	return {
		about: "the suppressions of a rule",
		index: SUPPRESSIONS_OF_RULE,
		select: { id: ID },
		where: [`${RULE} = $rule`, `${UNTIL} > $at`],
		orderBy: [`${UNTIL} DESC`, ID],
		limit,
		parameters: { rule, at },
		fresh: true,
	};
}

const HOUR = `FLOOR(${RECEIVED} / ${HOUR_MS})`;

/** By hour and by what the versions say; hours are counted from the epoch. */
export function shadowHoursQuery(rule: string, version: number): Query {
	return {
		about: "the results of a version in shadow",
		index: SHADOW_OF_RULE,
		select: { hour: HOUR, live: LIVE, shadow: SHADOW, orders: "COUNT(*)" },
		where: [`${RULE} = $rule`, `${VERSION} = $version`],
		groupBy: [HOUR, LIVE, SHADOW],
		parameters: { rule, version },
		fresh: true,
	};
}

/** Those of orders accepted before a time. */
export function oldShadowQuery(before: number, limit: number): Query {
	return {
		about: "the oldest results of versions in shadow",
		index: SHADOW_OLDEST,
		select: { id: ID },
		where: [`${RECEIVED} < $before`],
		limit,
		parameters: { before },
		fresh: true,
	};
}
