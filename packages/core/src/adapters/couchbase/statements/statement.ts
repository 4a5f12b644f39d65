/** A SQL++ statement: fixed text, and everything from outside as named parameters. */
import type { CollectionName, Keyspace } from "../client/keyspace.ts";

export type Parameter = string | number | boolean | readonly string[];

export interface Statement {
	readonly text: string;
	/** By name, without the dollar sign. */
	readonly parameters: Readonly<Record<string, Parameter>>;
	/** True: it waits until the index has all earlier writes, so that operators see their own actions. */
	readonly fresh: boolean;
	/** What it reads, for the message of a failure. */
	readonly about: string;
}

/** An index is named after the shape of query that it is for. */
export interface Index {
	readonly name: string;
	readonly on: CollectionName;
	/** Expressions as statements have them; the order is part of the definition. */
	readonly keys: readonly string[];
	/** A partial index: statements that use it have this very condition. */
	readonly where?: string;
}

/** A statement in its parts, so that it can be compared with its index. */
export interface Query {
	readonly about: string;
	readonly index: Index;
	/** Alias to expression. */
	readonly select: Readonly<Record<string, string>>;
	/** All of them hold. */
	readonly where: readonly string[];
	readonly groupBy?: readonly string[] | undefined;
	readonly orderBy?: readonly string[] | undefined;
	/** The query service sorts what the index holds: no index has this order. */
	readonly sorts?: true;
	readonly limit?: number | undefined;
	readonly offset?: number | undefined;
	readonly parameters: Readonly<Record<string, Parameter>>;
	readonly fresh?: boolean;
}

/** A document's field, quoted part by part: none of them can be a keyword. */
export function field(path: string): string {
	return path
		.split(".")
		.map((part) => `\`${part}\``)
		.join(".");
}

export const ID = "META().id";

export function statementOf(keyspace: Keyspace, query: Query): Statement {
	const { about, index, select, where, groupBy = [], orderBy = [], limit, offset, parameters, fresh = false } = query;
	const columns = Object.entries(select).map(([alias, expression]) => `${expression} AS ${field(alias)}`);
	const conditions = index.where === undefined ? where : [index.where, ...where];
	const text = [
		`SELECT ${columns.join(", ")}`,
		`FROM ${keyspace.pathOf(index.on)} USE INDEX (${field(index.name)} USING GSI)`,
		`WHERE ${conditions.join(" AND ")}`,
		...(groupBy.length === 0 ? [] : [`GROUP BY ${groupBy.join(", ")}`]),
		...(orderBy.length === 0 ? [] : [`ORDER BY ${orderBy.join(", ")}`]),
		...(limit === undefined ? [] : ["LIMIT $limit"]),
		...(offset === undefined ? [] : ["OFFSET $offset"]),
	].join(" ");
	const bounds = { ...(limit === undefined ? {} : { limit }), ...(offset === undefined ? {} : { offset }) };
	return { text, parameters: { ...parameters, ...bounds }, fresh, about };
}

/** The index's definition. Deferred: indexes of one collection are built together. */
export function createIndexText(keyspace: Keyspace, { name, on, keys, where }: Index): string {
	const condition = where === undefined ? "" : ` WHERE ${where}`;
	return `CREATE INDEX ${field(name)} IF NOT EXISTS ON ${keyspace.pathOf(on)}(${keys.join(", ")})${condition} WITH {"defer_build": true}`;
}

export function buildIndexesText(keyspace: Keyspace, on: CollectionName, names: readonly string[]): string {
	return `BUILD INDEX ON ${keyspace.pathOf(on)}(${names.map(field).join(", ")}) USING GSI`;
}
