/** What every procedure gets, from a request. */
import { actionRoles } from "@orderdeck/contracts/action-roles";
import type { Api, ApiContext } from "@orderdeck/contracts/api-context";
import { auditClientOf, CLIENT_HEADER } from "@orderdeck/contracts/client-header";
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

const ACTIONS = actionRoles();
const VISIBLE = /^[\x21-\x7e]{1,255}$/;

/** Throws a TRPCError for an idempotency key that is none. */
export function contextOf(request: FastifyRequest, { api, auth, version }: ContextDeps): ApiContext {
	const key = request.headers["idempotency-key"];
	if (key !== undefined && (typeof key !== "string" || !VISIBLE.test(key))) {
		throw trpcErrorOf(invalidInput(["Idempotency-Key"], "must be 1 to 255 visible characters"));
	}
	const caller = callerOf(request);
	const source = { client: auditClientOf(request.headers[CLIENT_HEADER]), auth: caller.auth ?? "none", ip: request.ip };
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
	};
}
