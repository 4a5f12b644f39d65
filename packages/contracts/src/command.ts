/** What a command is: an input, an output, what the audit log calls it, and a request that an actor made. */
import { z } from "zod";
import type { AuditClient } from "./audit/entities.ts";
import type { AccessRole, Actor } from "./session.ts";

/** How the audit log names what a command does and to what. */
export interface Audited {
	/** Such as `order.cancel`. */
	readonly action: string;
	/** What is acted on, with fields of the input in braces: `order:{id}`. A command that finds its target out states it in its decision. */
	readonly target: string;
	/** The field of the input that states why; `reason` where it is not given. */
	readonly reasonIn?: string;
}

export interface Command<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> extends Audited {
	readonly input: I;
	readonly output: O;
	/** Whether a console may send it while production is locked for the caller. */
	readonly whileLocked: boolean;
}

/** A line of an area's command table. */
export const command = <I extends z.ZodType, O extends z.ZodType>(
	input: I,
	output: O,
	audited: Audited,
	{ whileLocked }: Pick<Command, "whileLocked"> = { whileLocked: false },
): Command<I, O> => ({ input, output, ...audited, whileLocked });

/** The longest reason that a command accepts has 2,000 characters. */
const LONGEST_REASON = 2_000;

/** The longest value of a field that becomes a part of a target: a refused input may have any length. */
const LONGEST = 200;

/** The target of a command with this input, which need not have been checked: a field that is no short text or number is `?`. */
export function targetOf({ target }: Pick<Audited, "target">, input: unknown): string {
	const fields = typeof input === "object" && input !== null ? new Map<string, unknown>(Object.entries(input)) : new Map();
	return target.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
		const value = fields.get(name);
		const isShort = typeof value === "number" || (typeof value === "string" && value.length <= LONGEST);
		return isShort ? String(value) : "?";
	});
}

/** Why the caller sends this input, which need not have been checked; null where they do not state it. */
export function reasonOf({ reasonIn = "reason" }: Pick<Audited, "reasonIn">, input: unknown): string | null {
	const { success, data } = z.record(z.string(), z.unknown()).safeParse(input);
	const reason = success ? data[reasonIn] : undefined;
	return typeof reason === "string" && reason.length <= LONGEST_REASON ? reason : null;
}

/** Where a request came from and how its actor was authenticated. */
export interface RequestSource {
	readonly client: AuditClient;
	readonly auth: string;
	/** The caller's address, where there is one. */
	readonly ip: string | null;
}

/** Who executes a command, in which request. Plain data: it crosses threads. */
export interface CommandRequest {
	readonly actor: Actor;
	/** The same key returns the first result again, where the command supports it. */
	readonly idempotencyKey?: string | undefined;
	/** The `X-Request-Id`, as it stands in the logs. */
	readonly requestId?: string | undefined;
	/** Undefined for what the daemon does by itself. */
	readonly source?: RequestSource | undefined;
	/** The job that executes the command for one of its records. */
	readonly partOf?: string | undefined;
}

/** A request that is recorded in the audit log. Its actor may be known and have no role: that is refused. */
export interface AuditedRequest extends Omit<CommandRequest, "actor"> {
	readonly actor: Omit<Actor, "role"> & { readonly role: AccessRole | "none" };
}
