/**
 * REST from the router's own procedures: one route for each with `meta.openapi`, with its path, input and status. Inputs and
 * outputs go through the same procedure that tRPC calls. (The plugin of trpc-to-openapi is not used: it turns coercion on inside the
 * schemas it meets, for tRPC too, so that `flagged=no` becomes true; and its error bodies are not ours.)
 */

import { invalidInput } from "@orderdeck/contracts/errors";
import { appRouter } from "@orderdeck/contracts/router";
import { type AnyProcedure, type AnyRouter, callTRPCProcedure } from "@trpc/server";
import type { FastifyInstance, FastifyRequest, HTTPMethods } from "fastify";
import { z } from "zod";
import { type ContextDeps, contextOf } from "./context.ts";
import { invalidBody } from "./problems.ts";
import { inputFromQuery } from "./query-input.ts";

export interface RestRoute {
	readonly procedure: string;
	readonly type: "query" | "mutation";
	readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
	/** As OpenAPI writes it: `/api/orders/{id}`. */
	readonly path: string;
	readonly status: number;
	/** Whether it can be called with `dryRun`, and then responds 200 with what would happen. */
	readonly hasDryRun: boolean;
	readonly input: z.ZodType;
}

const restMeta = z.object({
	openapi: z.object({ method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]), path: z.string().startsWith("/api/") }).optional(),
	status: z.number().default(200),
});

/** The router's procedures by their dotted path: its type tells them nested, its value holds them flat. */
function proceduresOf(router: AnyRouter): [path: string, procedure: AnyProcedure][] {
	return Object.entries<AnyProcedure>(router._def.procedures);
}

/** Every procedure that is offered as REST. */
export function restRoutes(): RestRoute[] {
	return proceduresOf(appRouter).flatMap(([procedure, { _def: definition }]) => {
		const meta = restMeta.parse(definition.meta ?? {});
		const input: unknown = "inputs" in definition && Array.isArray(definition.inputs) ? definition.inputs[0] : undefined;
		if (meta.openapi === undefined || definition.type === "subscription" || !(input instanceof z.ZodType)) return [];
		const hasDryRun = input instanceof z.ZodObject && Object.hasOwn(input.shape, "dryRun");
		return [{ procedure, type: definition.type, ...meta.openapi, status: meta.status, hasDryRun, input }];
	});
}

export function registerRest(server: FastifyInstance, deps: ContextDeps): void {
	for (const route of restRoutes()) {
		const method: HTTPMethods = route.method;
		server.route({
			method,
			url: route.path.replaceAll(/\{(\w+)\}/g, ":$1"),
			handler: async (request, reply) => {
				const output: unknown = await callTRPCProcedure({
					router: appRouter,
					path: route.procedure,
					type: route.type,
					ctx: contextOf(request, deps),
					getRawInput: async () => inputOf(route, request),
					signal: undefined,
					batchIndex: 0,
				});
				const isDryRun = route.hasDryRun && fieldsOf(request.body)?.dryRun === true;
				return reply.code(isDryRun ? 200 : route.status).send(output);
			},
		});
	}
}

/** Query or body, and the path's parameters. */
function inputOf({ method, input }: RestRoute, request: FastifyRequest): unknown {
	const fromPath = inputFromQuery(input, fieldsOf(request.params) ?? {});
	const given = method === "GET" ? inputFromQuery(input, fieldsOf(request.query) ?? {}) : bodyOf(request);
	const twice = Object.keys(given).find((name) => Object.hasOwn(fromPath, name));
	if (twice !== undefined) throw invalidInput([twice], "is named by the path alone");
	if (input instanceof z.ZodObject) return { ...given, ...fromPath };
	const [unknown] = Object.keys(given);
	if (unknown !== undefined) throw invalidInput([unknown], "is unknown; nothing is accepted");
	return undefined;
}

function bodyOf(request: FastifyRequest): Record<string, unknown> {
	if (request.body === undefined) return {};
	const body = fieldsOf(request.body);
	if (body === undefined) throw invalidBody("must be a JSON object");
	return body;
}

/** The object's own fields, `__proto__` among them, for the schema to refuse; undefined when it is no object. */
function fieldsOf(value: unknown): Record<string, unknown> | undefined {
	return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : undefined;
}
