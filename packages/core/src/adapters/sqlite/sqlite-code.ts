/** SQLite's primary result codes, as far as the adapters distinguish them. */

export const SQLITE = {
	busy: 5,
	readOnly: 8,
	io: 10,
	full: 13,
	cannotOpen: 14,
	tooBig: 18,
	notADatabase: 26,
} as const;

/** SQLite's primary result code; undefined for an error that is not SQLite's. */
export function sqliteCodeOf(error: unknown): number | undefined {
	if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return undefined;
	return error.errcode & 0xff;
}
