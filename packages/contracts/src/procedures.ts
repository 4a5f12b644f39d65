/** What the routers of all areas are built from: tRPC, the roles, and how domain errors become tRPC errors. */
import { initTRPC } from "@trpc/server";
import type { OpenApiMeta } from "trpc-to-openapi";
import { z } from "zod";
import type { ApiContext } from "./api-context.ts";
import { reasonOf, targetOf } from "./command.ts";
import { COMMANDS, type CommandName, type RefusedCommand } from "./commands.ts";
import { AppError } from "./errors.ts";
import { problemOf, trpcErrorOf } from "./problem.ts";
import { type AccessRole, SignInRefused } from "./session.ts";

/** How a procedure is offered as REST; `status` is that of a success, 200 by default. */
export interface RestMeta extends OpenApiMeta {
	readonly status?: 200 | 201 | 202;
	/** Of a mutation: the command that it executes. */
	readonly command?: CommandName;
	/** The least role that may call it. */
	readonly role?: AccessRole;
}

const t = initTRPC
	.context<ApiContext>()
	.meta<RestMeta>()
	.create({
		sse: { ping: { enabled: true, intervalMs: 5_000 }, client: { reconnectAfterInactivityMs: 15_000 } },
		errorFormatter: ({ shape, error }) => ({
			...shape,
			message: problemOf(error).body.message,
			data: { code: shape.data.code, httpStatus: problemOf(error).status, path: shape.data.path, problem: problemOf(error).body },
		}),
	});

const RANK: Record<AccessRole, number> = { viewer: 0, operator: 1, admin: 2 };

/** Domain errors become tRPC errors with their code kept. */
const procedure = t.procedure.use(async ({ next }) => {
	const result = await next();
	if (!result.ok && result.error.cause instanceof AppError) throw trpcErrorOf(result.error.cause);
	return result;
});

/** A procedure for actors of at least `role`. That a command is refused for somebody's role or for the lock is recorded in the audit log. */
const procedureFor = (role: AccessRole, command?: CommandName) =>
	procedure.meta({ role }).use(async ({ ctx, next, path, getRawInput }) => {
		const { actor, idempotencyKey, requestId, source } = ctx;
		if (actor === undefined) throw trpcErrorOf(ctx.access.refusal ?? new SignInRefused("MISSING", "Sign in first."));
		const request = { actor, idempotencyKey, requestId, source };
		const refuse = async (code: "FORBIDDEN" | "LOCKED", message: string) => {
			if (command !== undefined) await ctx.api.recordRefusal(refusedCommand(command, code, await getRawInput()), request);
			throw trpcErrorOf(new AppError(code, message));
		};
		if (RANK[actor.role] < RANK[role]) await refuse("FORBIDDEN", `${path} requires the role ${role}; ${actor.name} is ${actor.role}.`);
		if (command !== undefined && ctx.needsUnlock && !COMMANDS[command].whileLocked && (await ctx.api.unlockOf(actor)) === null) {
			await refuse("LOCKED", "Production is read-only: unlock it first, with a reason.");
		}
		return next({ ctx: { ...ctx, actor, request } });
	});

function refusedCommand(name: CommandName, code: RefusedCommand["code"], input: unknown): RefusedCommand {
	const command = COMMANDS[name];
	return { name, target: targetOf(command, input), reason: reasonOf(command, input), code };
}

export const router = t.router;
/** Open to everyone, with a token or without. */
export const anyone = procedure;
export const viewer = procedureFor("viewer");
/** What prepares an action of admins. */
export const admin = procedureFor("admin");
/** The procedure that executes a command, for actors of at least `role`. */
export const acts = (role: AccessRole, command: CommandName) => procedureFor(role, command).meta({ command });

/**
 * The output of a list of stored documents: declared as `schema`, but not checked at each read. The documents were checked when they were
 * written; checking fifty orders again took more time than reading them, and one that an older release wrote would fail the whole list.
 */
export const stored = <S extends z.ZodType>(schema: S) =>
	z.custom<z.output<S>>().meta({
		// For the OpenAPI document.
		override: ({ jsonSchema }: { jsonSchema: object }) => Object.assign(jsonSchema, { ...z.toJSONSchema(schema), $schema: undefined }),
	});

/** The value, or NOT_FOUND with a sentence that names what is missing. */
export function found<T>(value: T | undefined, what: string, id: string): T {
	if (value === undefined) throw new AppError("NOT_FOUND", `There is no ${what} ${id}.`);
	return value;
}
