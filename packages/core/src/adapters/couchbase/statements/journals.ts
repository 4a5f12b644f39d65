/** The audit log and the replays, newest first. Both are lists of what operators have done, so both are fresh. */
import { field, ID, type Index, type Query } from "./statement.ts";

const AT = field("_orderdeck.at");
const NEWEST = [`${AT} DESC`, `${ID} DESC`];

export const AUDIT_NEWEST: Index = { name: "orderdeck_audit_newest", on: "audit", keys: NEWEST };
export const REPLAYS_NEWEST: Index = { name: "orderdeck_replays_newest", on: "replays", keys: NEWEST };

export interface JournalPlace {
	readonly at: number;
	readonly id: string;
}

export function auditQuery(page: { limit: number; after?: JournalPlace | undefined }): Query {
	return { ...newest("the audit log", AUDIT_NEWEST, page.limit), ...(page.after === undefined ? {} : below(page.after)) };
}

export function replaysQuery(limit: number): Query {
	return newest("the replays", REPLAYS_NEWEST, limit);
}

function newest(about: string, index: Index, limit: number): Query {
	return { about, index, select: { id: ID, at: AT }, where: [`${AT} IS NOT MISSING`], orderBy: NEWEST, limit, parameters: {}, fresh: true };
}

function below({ at, id }: JournalPlace): Pick<Query, "where" | "parameters"> {
	return { where: [`${AT} <= $at`, `(${AT} < $at OR ${ID} < $id)`], parameters: { at, id } };
}
