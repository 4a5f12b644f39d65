/** The OpenAPI 3.1 document of the REST endpoints, generated from the router at the first request. */
import { ERROR_CODES } from "@orderdeck/contracts/errors";
import { appRouter } from "@orderdeck/contracts/router";
import { z } from "zod";
import { restRoutes } from "./rest.ts";

const PROBLEM_REF = { $ref: "#/components/schemas/Problem" };
const PROBLEM_SCHEMA = {
	type: "object",
	description: "The body of every refused request.",
	required: ["code", "message", "issues"],
	additionalProperties: false,
	properties: {
		code: { type: "string", enum: Object.keys(ERROR_CODES) },
		message: { type: "string" },
		issues: {
			type: "array",
			items: {
				type: "object",
				required: ["path", "message"],
				additionalProperties: false,
				properties: { path: { type: "array", items: { type: ["string", "integer"] } }, message: { type: "string" } },
			},
		},
	},
};
const REFUSED = { description: "Refused, and why", content: { "application/json": { schema: PROBLEM_REF } } };
const IDEMPOTENCY_KEY = {
	name: "Idempotency-Key",
	in: "header",
	required: false,
	description: "1 to 255 visible characters. A repeated key returns the first order again.",
	schema: { type: "string", pattern: "^[\\x21-\\x7e]{1,255}$" },
};

const json = z.record(z.string(), z.unknown());
const operationSchema = z.looseObject({ parameters: z.array(z.unknown()).optional(), requestBody: json.optional(), responses: json });
const documentSchema = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), operationSchema)), components: z.looseObject({}) });

/** A function that returns the document as text; it is generated once. */
export function createOpenApi(version: string): () => Promise<string> {
	let text: Promise<string> | undefined;
	return () => {
		text ??= makeDocument(version);
		return text;
	};
}

async function makeDocument(version: string): Promise<string> {
	// Loaded only here: it takes a tenth of a second, which a start does not need.
	const { generateOpenApiDocument } = await import("trpc-to-openapi");
	const made: unknown = generateOpenApiDocument(appRouter, {
		title: "Orderdeck",
		description: "Orders, their events, fraud alerts, consumer lag and replay.",
		version,
		baseUrl: "/",
		securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
	});
	const document = documentSchema.parse(JSON.parse(JSON.stringify(made)));
	for (const route of restRoutes()) {
		const operation = document.paths[route.path]?.[route.method.toLowerCase()];
		if (operation === undefined) throw new Error(`the document lacks ${route.method} ${route.path}`);
		const { "200": success } = operation.responses;
		operation.responses = { ...(route.hasDryRun ? { "200": success } : {}), [route.status]: success, "4XX": REFUSED, "5XX": REFUSED };
		if (operation.requestBody !== undefined) operation.requestBody.required = !route.input.safeParse(pathOnly(route.path)).success;
		if (route.procedure === "orders.create") operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY];
	}
	document.components.schemas = { Problem: PROBLEM_SCHEMA };
	return JSON.stringify(document);
}

/** An input of nothing but what the path gives. */
function pathOnly(path: string): Record<string, string> {
	return Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name ?? "", "x"]));
}
