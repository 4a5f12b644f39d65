/** What a command is: an input, an output, and a request that an actor made. */
import type { z } from "zod";
import type { Actor } from "./session.ts";

export interface Command<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
	readonly input: I;
	readonly output: O;
}

/** A line of an area's command table. */
export const command = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Command<I, O> => ({ input, output });

/** Who executes a command, in which request. Plain data: it crosses threads. */
export interface CommandRequest {
	readonly actor: Actor;
	/** The same key returns the first result again, where the command supports it. */
	readonly idempotencyKey?: string | undefined;
	/** The `X-Request-Id`, as it stands in the logs. */
	readonly requestId?: string | undefined;
}
