/** From the text of a URL to the values a schema speaks of. What does not look like the value stays text, for the schema to refuse. */
import { z } from "zod";

const NUMBER = /^-?\d+(?:\.\d+)?$/;

/** The input that a query string means, by the fields of `schema`; fields the schema does not know pass as they are. */
export function inputFromQuery(schema: z.ZodType, query: Readonly<Record<string, unknown>>): Record<string, unknown> {
	const shape: Readonly<Record<string, unknown>> = schema instanceof z.ZodObject ? schema.shape : {};
	return Object.fromEntries(
		Object.entries(query).map(([name, text]) => [name, valueFrom(Object.hasOwn(shape, name) ? shape[name] : undefined, text)]),
	);
}

/** Lists are repeated (`a=1&a=2`) or comma-separated (`a=1,2`). */
function valueFrom(schema: unknown, text: unknown): unknown {
	if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return valueFrom(schema.unwrap(), text);
	if (schema instanceof z.ZodArray) {
		const parts = (Array.isArray(text) ? text : [text]).flatMap((part) => (typeof part === "string" ? part.split(",") : [part]));
		return parts.map((part) => valueFrom(schema.element, part));
	}
	if (typeof text !== "string") return text;
	if (schema instanceof z.ZodNumber) return NUMBER.test(text) ? Number(text) : text;
	if (schema instanceof z.ZodBoolean) return text === "true" ? true : text === "false" ? false : text;
	return text;
}
