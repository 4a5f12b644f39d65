/** Dead letters: newest first under any filter, and what is in each state. Operators act on them, so that all are fresh. */
import type { LetterState } from "@orderdeck/contracts/letters/entities";
import { HOUR_MS } from "../../../domain/quarters.ts";
import type { LetterFilter } from "../../../ports/queries/letters.ts";
import type { JournalPlace } from "./journals.ts";
import { field, ID, type Index, type Query } from "./statement.ts";
import { BY_CURRENCY, MONEY } from "./sums.ts";

const AT = field("_orderdeck.at");
const STATE = field("state");
const GROUP = field("group");
const REASON = field("reason");
const TOPIC = field("origin.topic");
const NEWEST = [`${AT} DESC`, `${ID} DESC`];

export const LETTERS_NEWEST: Index = {
	name: "orderdeck_letters_newest",
	on: "dead_letters",
	keys: [...NEWEST, STATE, GROUP, REASON, TOPIC],
};
export const LETTERS_BY_STATE: Index = {
	name: "orderdeck_letters_by_state",
	on: "dead_letters",
	keys: [STATE, GROUP, REASON, ...MONEY, AT],
};

const CONDITIONS: Readonly<Record<keyof LetterFilter, string>> = {
	group: `${GROUP} = $group`,
	reason: `${REASON} = $reason`,
	topic: `${TOPIC} = $topic`,
	state: `${STATE} = $state`,
};

export function lettersQuery(filter: LetterFilter, page: { limit: number; after?: JournalPlace | undefined }): Query {
	const { limit, after } = page;
	const { group, reason, topic, state } = filter;
	const set = Object.entries({ group, reason, topic, state }).flatMap(([name, value]) =>
		value === undefined ? [] : [[name, value] as const],
	);
	return {
		about: "the dead letters",
		index: LETTERS_NEWEST,
		select: { id: ID, at: AT },
		where: [
			...(after === undefined ? [`${AT} IS NOT MISSING`] : [`${AT} <= $at`, `(${AT} < $at OR ${ID} < $id)`]),
			...set.map(([name]) => CONDITIONS[name as keyof LetterFilter]),
		],
		orderBy: NEWEST,
		limit,
		parameters: { ...Object.fromEntries(set), ...(after === undefined ? {} : { at: after.at, id: after.id }) },
		fresh: true,
	};
}

/** By group, reason and currency. */
export function letterGroupsQuery(state: LetterState): Query {
	return {
		about: "the dead letters by reason",
		index: LETTERS_BY_STATE,
		select: { group: GROUP, reason: REASON, ...BY_CURRENCY.select, oldest: `MIN(${AT})`, newest: `MAX(${AT})` },
		where: [`${STATE} = $state`],
		groupBy: [GROUP, REASON, ...BY_CURRENCY.groupBy],
		parameters: { state },
		fresh: true,
	};
}

const HOUR = `FLOOR(${AT} / ${HOUR_MS})`;

/** By group, reason and hour; hours are counted from the epoch. */
export function letterHoursQuery(state: LetterState, from: number): Query {
	return {
		about: "the dead letters by hour",
		index: LETTERS_BY_STATE,
		select: { group: GROUP, reason: REASON, hour: HOUR, count: "COUNT(*)" },
		where: [`${STATE} = $state`, `${AT} >= $from`],
		groupBy: [GROUP, REASON, HOUR],
		parameters: { state, from },
		fresh: true,
	};
}

export function letterStatesQuery(): Query {
	return {
		about: "the dead letters by state",
		index: LETTERS_BY_STATE,
		select: { state: STATE, count: "COUNT(*)" },
		where: [`${STATE} IS NOT MISSING`],
		groupBy: [STATE],
		parameters: {},
		fresh: true,
	};
}
