/** What every procedure gets, from a request. */
import type { Api, ApiContext } from "@orderdeck/contracts/api-context";
import { CLIENT_HEADER, clientOf } from "@orderdeck/contracts/client-header";
import { invalidInput } from "@orderdeck/contracts/errors";
import { trpcErrorOf } from "@orderdeck/contracts/problem";
import type { Actor } from "@orderdeck/contracts/session";
import type { FastifyRequest } from "fastify";
import type { Auth } from "./auth.ts";

declare module "fastify" {
	interface FastifyRequest {
		/** Set before any handler runs; undefined when a token is asked for and was missing or wrong. */
		actor: Actor | undefined;
	}
}

export interface ContextDeps {
	readonly api: Api;
	readonly auth: Auth;
	readonly version: string;
}

const VISIBLE = /^[\x21-\x7e]{1,255}$/;

/** Throws a TRPCError for an idempotency key that is none. */
export function contextOf(request: FastifyRequest, { api, auth, version }: ContextDeps): ApiContext {
	const key = request.headers["idempotency-key"];
	if (key !== undefined && (typeof key !== "string" || !VISIBLE.test(key))) {
		throw trpcErrorOf(invalidInput(["Idempotency-Key"], "must be 1 to 255 visible characters"));
	}
	const source = { client: clientOf(request.headers[CLIENT_HEADER]), auth: auth.required ? "token" : "none", ip: request.ip };
	return { api, actor: request.actor, authRequired: auth.required, version, idempotencyKey: key, requestId: request.id, source };
}
