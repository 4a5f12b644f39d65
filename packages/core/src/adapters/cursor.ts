/** Cursors: a position in one list under one set of filters, opaque to clients. */
import { hash } from "node:crypto";
import { z } from "zod";
import { BadCursor } from "../ports/errors.ts";

const cursorSchema = z.object({ at: z.array(z.union([z.string(), z.number()])), sum: z.string() });

/** `list` names the list and its filters: a cursor is refused by any other. */
export function encodeCursor(list: string, at: readonly (string | number)[]): string {
	return Buffer.from(JSON.stringify({ at, sum: sumOf(list, at) })).toString("base64url");
}

/** The position, in the shape of `schema`. Throws BadCursor for a cursor that `encodeCursor` did not make for this list. */
export function decodeCursor<T>(list: string, cursor: string, schema: z.ZodType<T>): T {
	const parsed = cursorSchema.safeParse(jsonOf(cursor));
	if (!parsed.success || parsed.data.sum !== sumOf(list, parsed.data.at)) throw new BadCursor();
	const position = schema.safeParse(parsed.data.at);
	if (!position.success) throw new BadCursor();
	return position.data;
}

/** A checksum that detects mistakes. Not a signature: a cursor gives access to nothing that the list does not. */
function sumOf(list: string, at: readonly (string | number)[]): string {
	return hash("sha256", JSON.stringify([list, at]), "base64url").slice(0, 16);
}

function jsonOf(cursor: string): unknown {
	try {
		return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
	} catch {
		// Not JSON, so not a cursor: the caller's schema refuses it.
		return undefined;
	}
}
