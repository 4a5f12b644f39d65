/** How queries read: a statement finds keys, and the documents are read by key, as they are now. */
import { z } from "zod";
import { fromTenThousandths } from "../../../domain/money.ts";
import type { Collection, Collections, Versioned } from "../../../ports/documents.ts";
import type { MoneyGroup } from "../../../ports/queries/money-group.ts";
import { encodeCursor } from "../../cursor.ts";
import type { CouchbaseConnection } from "../client/connection.ts";
import type { KeyValue } from "../documents/key-value.ts";
import { type Query, statementOf } from "../statements/statement.ts";

export interface Reading {
	readonly connection: CouchbaseConnection;
	readonly keyValue: KeyValue;
}

export const idSchema = z.object({ id: z.string() });
export const atSchema = idSchema.extend({ at: z.number() });
/** The place in a cursor of a list sorted by time (ms) and id. */
export const timePlaceSchema = z.tuple([z.number(), z.string()]);

/** Sums by currency; a document that states none has none here. */
export const moneyShape = z.object({ currency: z.string().nullish(), count: z.number(), sum: z.number() });

export function moneyGroupOf({ currency, count, sum }: z.infer<typeof moneyShape>): MoneyGroup {
	return { currency: currency ?? undefined, count, amount: fromTenThousandths(sum) };
}

const moneySchema = moneyShape.transform(moneyGroupOf);

export function runSums(reading: Reading, query: Query): Promise<MoneyGroup[]> {
	return run(reading, query, moneySchema);
}

/** The rows of the query, each in the shape of `row`. Throws StoreError UNAVAILABLE. */
export function run<T>({ connection }: Reading, query: Query, row: z.ZodType<T>): Promise<T[]> {
	return connection.rows(statementOf(connection.keyspace, query), row);
}

/** The documents of these keys that exist, in their order. */
export async function existing<C extends Collection>(
	{ keyValue }: Reading,
	collection: C,
	keys: readonly string[],
): Promise<Versioned<Collections[C]>[]> {
	return (await keyValue.get(collection, keys)).filter((each) => each !== undefined);
}

/** The documents of these rows that exist, in their order. */
export async function docsOf<C extends Collection>(
	reading: Reading,
	collection: C,
	rows: readonly { readonly id: string }[],
): Promise<Readonly<Collections[C]>[]> {
	const keys = rows.map(({ id }) => id);
	return (await existing(reading, collection, keys)).map(({ doc }) => doc);
}

/** The cursor after the page's last row, when there are more rows than the page holds. */
export function nextOf<R>(
	list: string,
	rows: readonly R[],
	limit: number,
	at: (row: R) => readonly (string | number)[],
): string | undefined {
	const last = rows.length > limit ? rows[limit - 1] : undefined;
	return last === undefined ? undefined : encodeCursor(list, at(last));
}
