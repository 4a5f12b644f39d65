/** Lists whose place is a time and a key. */
import { z } from "zod";
import type { Page } from "../../../../ports/queries/page.ts";
import { encodeCursor } from "../../../cursor.ts";

/** The shape of a cursor's place: time in ms, key. */
export const placeSchema = z.tuple([z.number(), z.string()]);

export interface PlacedRow {
	readonly at: number;
	readonly key: string;
	readonly doc: string;
}

/** The first `limit` rows as a page of `list`; `rows` has one more when there is a next page. */
export function pageOf<T>(
	list: string,
	rows: readonly PlacedRow[],
	limit: number,
	parse: (doc: string) => T = (doc) => JSON.parse(doc),
): Page<T> {
	const page = rows.slice(0, limit);
	const last = rows.length > limit ? page.at(-1) : undefined;
	return { items: page.map(({ doc }) => parse(doc)), next: last && encodeCursor(list, [last.at, last.key]) };
}
