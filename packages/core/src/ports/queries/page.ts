/** Lists are read page by page. */

/**
 * A page, and where the next one begins; undefined at the end. The cursor is opaque and belongs to the adapter. A page may have fewer items
 * than its limit, even none, and still have a next one: a search for rare items stops when it has cost enough, and continues from there.
 */
export interface Page<T> {
	readonly items: readonly T[];
	readonly next: string | undefined;
}

/** The first page when there is no cursor. Lists throw `BadCursor` for a cursor of another list, or of the same list with other filters. */
export interface PageRequest {
	readonly limit: number;
	readonly cursor?: string | undefined;
}
