/** Requests made from the OpenAPI document: what it allows, and what it does not. */
import fc from "fast-check";
import { z } from "zod";

const schemaShape = z.looseObject({
	type: z.string().optional(),
	enum: z.array(z.unknown()).optional(),
	anyOf: z.array(z.unknown()).optional(),
	pattern: z.string().optional(),
	items: z.unknown().optional(),
	properties: z.record(z.string(), z.unknown()).optional(),
	minimum: z.number().optional(),
	maximum: z.number().optional(),
	minLength: z.number().optional(),
	maxLength: z.number().optional(),
	minItems: z.number().optional(),
});
const parameterShape = z.object({ name: z.string(), in: z.enum(["query", "path", "header"]), schema: z.unknown() });
const contentShape = z.looseObject({ content: z.object({ "application/json": z.object({ schema: z.record(z.string(), z.unknown()) }) }) });
const operationShape = z.looseObject({
	parameters: z.array(parameterShape).default([]),
	requestBody: contentShape.optional(),
	responses: z.record(z.string(), contentShape),
});
const documentShape = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), operationShape)) });

export interface Operation extends z.infer<typeof operationShape> {
	readonly method: string;
	readonly path: string;
}
export interface GeneratedRequest {
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string | undefined;
}

/** Throws ZodError when the text is no such document. */
export function operationsOf(document: string): Operation[] {
	return Object.entries(documentShape.parse(JSON.parse(document)).paths).flatMap(([path, methods]) =>
		Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
	);
}

const anything = fc.oneof(
	fc.jsonValue({ maxDepth: 3 }),
	fc.constantFrom("", "\0", "x".repeat(5_000), "__proto__", -1, 0, 1e308, 2 ** 53, [], {}, null, "1,2", "%", "\ud83d\ude00"),
);

/** Values that fit the schema three times in four. `known`: ids that exist. */
function anyValue(schema: unknown, known: readonly string[]): fc.Arbitrary<unknown> {
	return fc.oneof({ weight: 3, arbitrary: fittingValue(schema, known) }, { weight: 1, arbitrary: anything });
}

function fittingValue(schema: unknown, known: readonly string[]): fc.Arbitrary<unknown> {
	const {
		type,
		enum: values,
		anyOf,
		pattern,
		items,
		properties,
		minimum,
		maximum,
		minLength,
		maxLength = 300,
		minItems = 0,
	} = schemaShape.parse(schema);
	if (values !== undefined) return fc.constantFrom(...values);
	if (anyOf !== undefined) return fc.oneof(...anyOf.map((each) => fittingValue(each, known)));
	switch (type) {
		case "integer":
			return fc.integer({ min: Math.max(minimum ?? 0, -(2 ** 31)), max: Math.min(maximum ?? 1000, 2 ** 31 - 1) });
		case "number":
			return fc.double({ min: minimum ?? 0, max: maximum ?? 1e9, noNaN: true });
		case "boolean":
			return fc.boolean();
		case "array":
			return fc.array(anyValue(items, known), { minLength: minItems, maxLength: minItems + 3 });
		case "object":
			return fc.record(Object.fromEntries(Object.entries(properties ?? {}).map(([name, each]) => [name, anyValue(each, known)])), {
				requiredKeys: [],
			});
		default:
			if (pattern !== undefined) return matching(pattern);
			return fc.oneof(
				fc.constantFrom(...known),
				fc.string({ unit: "binary", minLength: minLength ?? 0, maxLength: Math.min(maxLength, 300) }),
			);
	}
}

/** fast-check makes no text for a lookahead: it is left out, and checked. */
function matching(pattern: string): fc.Arbitrary<string> {
	const regex = new RegExp(pattern);
	return fc.stringMatching(new RegExp(pattern.replaceAll(/\(\?[!=][^()]*\)/g, ""))).filter((text) => regex.test(text));
}

/** Requests for one operation. `known`: ids that exist. */
export function requestsOf({ method, path, parameters, requestBody }: Operation, known: readonly string[]): fc.Arbitrary<GeneratedRequest> {
	const given = fc.record(Object.fromEntries(parameters.map(({ name, schema }) => [name, anyValue(schema, known)])), {
		requiredKeys: parameters.flatMap((each) => (each.in === "path" ? [each.name] : [])),
	});
	const extra = fc.option(fc.tuple(fc.string(), anything), { freq: 5, nil: undefined });
	const schema = requestBody?.content["application/json"].schema;
	const body =
		method === "GET" ? fc.constant(undefined) : fc.option(anyValue(schema ?? { type: "object" }, known), { freq: 10, nil: undefined });
	return fc.tuple(given, extra, body).map(([values, unknown, content]) => {
		const placed = (place: string) => parameters.filter((each) => each.in === place && Object.hasOwn(values, each.name));
		const query = placed("query").map(({ name }) => [name, values[name]] as const);
		const search = [...query, ...(unknown === undefined ? [] : [unknown])]
			.map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
			.join("&");
		const headers = placed("header").map(({ name }) => [name, String(values[name]).replaceAll(/[^\x20-\x7e]/g, "?")]);
		return {
			path: `${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => escaped(values[name]))}?${search}`,
			headers: Object.fromEntries(headers),
			body: content === undefined ? undefined : JSON.stringify(content),
		};
	});
}

function escaped(value: unknown): string {
	return encodeURIComponent((typeof value === "string" ? value : JSON.stringify(value)).toWellFormed());
}
