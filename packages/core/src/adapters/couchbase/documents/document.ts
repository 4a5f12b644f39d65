/**
 * A document as Couchbase has it: the port's document and one field of ours. That field holds the id of the write that made this version,
 * by which a write whose response was lost is recognized, and values for the indexes that the document does not hold in a sortable form.
 */
import { z } from "zod";
import type { Indexed } from "./indexed.ts";

export const FIELD = "_orderdeck";

const oursSchema = z.looseObject({ write: z.string() }).optional();
/** Taken as it is: a schema of its fields would copy them, and leave out one called `__proto__`. */
const contentSchema = z.custom<Readonly<Record<string, unknown>>>(
	(content) => typeof content === "object" && content !== null && !Array.isArray(content),
	"not a document: it is not a JSON object",
);

/** `own`: what the document itself has under our field's name, so that it comes back as it was. */
export function stored(doc: object, write: string, indexed: Indexed = {}): object {
	const own = Object.hasOwn(doc, FIELD) ? { own: Reflect.get(doc, FIELD) as unknown } : {};
	return { ...doc, [FIELD]: { write, ...indexed, ...own } };
}

/** The document as it was given, and the write that stored it; undefined for one that another program has written. */
export function unstored(content: unknown): { readonly doc: object; readonly write: string | undefined } {
	const { [FIELD]: field, ...doc } = contentSchema.parse(content);
	const ours = oursSchema.parse(field);
	return { doc: ours !== undefined && "own" in ours ? { ...doc, [FIELD]: ours.own } : doc, write: ours?.write };
}
