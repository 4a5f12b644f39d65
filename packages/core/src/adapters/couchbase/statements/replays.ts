/** The replays, newest first: a list of what operators have done, so it is fresh. */
import { field, ID, type Index, type Query } from "./statement.ts";

const AT = field("_orderdeck.at");
const NEWEST = [`${AT} DESC`, `${ID} DESC`];

export const REPLAYS_NEWEST: Index = { name: "orderdeck_replays_newest", on: "replays", keys: NEWEST };

export function replaysQuery(limit: number): Query {
	return {
		about: "the replays",
		index: REPLAYS_NEWEST,
		select: { id: ID, at: AT },
		where: [`${AT} IS NOT MISSING`],
		orderBy: NEWEST,
		limit,
		parameters: {},
		fresh: true,
	};
}
