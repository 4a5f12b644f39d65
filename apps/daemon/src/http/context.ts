/** What every procedure gets, from a request. */
import { actionRoles } from "@orderdeck/contracts/action-roles";
import type { Api, ApiContext } from "@orderdeck/contracts/api-context";
import { auditClientOf, CLIENT_HEADER, KIND_HEADER } from "@orderdeck/contracts/client-header";
import type { RequestSource } from "@orderdeck/contracts/command";
import type { EnvironmentKind } from "@orderdeck/contracts/environment";
import { invalidInput } from "@orderdeck/contracts/errors";
import { trpcErrorOf } from "@orderdeck/contracts/problem";
import { SignInRefused } from "@orderdeck/contracts/session";
import type { FastifyRequest } from "fastify";
import type { Auth, Caller } from "../access/auth.ts";

declare module "fastify" {
	interface FastifyRequest {
		/** Set before any handler runs. */
		caller: Caller | undefined;
	}
}

export interface ContextDeps {
	readonly api: Api;
	readonly auth: Auth;
	readonly version: string;
	/** As the daemon declares itself. */
	readonly environmentKind: EnvironmentKind | undefined;
}

/** The caller that the server's first hook has found. */
function callerOf({ caller }: FastifyRequest): Caller {
	if (caller === undefined) throw new Error("a request reached its handler without a caller");
	return caller;
}

/** Throws the refusal of a caller who is not known. */
export function requireViewer(request: FastifyRequest): void {
	const { actor, refusal } = callerOf(request);
	if (actor === undefined) throw refusal ?? new SignInRefused("MISSING", "Sign in first.");
}

/** Where a request came from, by what its client states of itself. */
export function sourceOf(request: FastifyRequest): RequestSource {
	return { client: auditClientOf(request.headers[CLIENT_HEADER]), auth: request.caller?.auth ?? "none", ip: request.ip };
}

/** Only a console is guarded, against mistakes: a program states itself what it does. What either of the two calls production is. */
function needsUnlock({ client }: RequestSource, { headers }: FastifyRequest, declared: EnvironmentKind | undefined): boolean {
	const isConsole = client === "desktop" || client === "web";
	return isConsole && (declared === "production" || headers[KIND_HEADER] === ("production" satisfies EnvironmentKind));
}

const ACTIONS = actionRoles();
const VISIBLE = /^[\x21-\x7e]{1,255}$/;

/** Throws a TRPCError for an idempotency key that is none. */
export function contextOf(request: FastifyRequest, { api, auth, version, environmentKind }: ContextDeps): ApiContext {
	const key = request.headers["idempotency-key"];
	if (key !== undefined && (typeof key !== "string" || !VISIBLE.test(key))) {
		throw trpcErrorOf(invalidInput(["Idempotency-Key"], "must be 1 to 255 visible characters"));
	}
	const caller = callerOf(request);
	const source = sourceOf(request);
	return {
		api,
		actor: caller.actor,
		access: caller,
		actions: ACTIONS,
		authRequired: auth.required,
		version,
		idempotencyKey: key,
		requestId: request.id,
		source,
		needsUnlock: needsUnlock(source, request, environmentKind),
	};
}
