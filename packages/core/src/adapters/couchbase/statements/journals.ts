/** The replays and the jobs, newest first. They are lists of what operators have done, as the audit log is, so they are fresh. */
import { field, ID, type Index, type Query } from "./statement.ts";

export const AT = field("_orderdeck.at");
export const NEWEST = [`${AT} DESC`, `${ID} DESC`];

export const REPLAYS_NEWEST: Index = { name: "orderdeck_replays_newest", on: "replays", keys: NEWEST };

export const JOBS_NEWEST: Index = { name: "orderdeck_jobs_newest", on: "jobs", keys: [...NEWEST, field("state"), field("kind")] };

/** Where a page begins: after the document with this time, in ms, and this id. */
export interface JournalPlace {
	readonly at: number;
	readonly id: string;
}

export function replaysQuery(limit: number): Query {
	return newest("the replays", REPLAYS_NEWEST, limit);
}

export interface JobsPage {
	readonly states?: readonly string[] | undefined;
	readonly kind?: string | undefined;
	readonly after?: JournalPlace | undefined;
	readonly limit: number;
}

export function jobsQuery({ states, kind, after, limit }: JobsPage): Query {
	const { where, parameters, ...query } = { ...newest("the jobs", JOBS_NEWEST, limit), ...(after === undefined ? {} : below(after)) };
	const filters = [
		...(states === undefined ? [] : [`${field("state")} IN $states`]),
		...(kind === undefined ? [] : [`${field("kind")} = $kind`]),
	];
	const values = { ...parameters, ...(states === undefined ? {} : { states }), ...(kind === undefined ? {} : { kind }) };
	return { ...query, where: [...where, ...filters], parameters: values };
}

function newest(about: string, index: Index, limit: number): Query {
	return { about, index, select: { id: ID, at: AT }, where: [`${AT} IS NOT MISSING`], orderBy: NEWEST, limit, parameters: {}, fresh: true };
}

export function below({ at, id }: JournalPlace): Pick<Query, "where" | "parameters"> {
	return { where: [`${AT} <= $at`, `(${AT} < $at OR ${ID} < $id)`], parameters: { at, id } };
}
