/** A command's implementation, typed by its line in the contract. */
import type { Command, CommandRequest } from "@orderdeck/contracts/command";
import type { z } from "zod";
import type { Producer } from "../producer/producer.ts";
import type { CommandContext } from "./context.ts";
import type { Replays } from "./replay.ts";

export interface CommandDeps extends CommandContext {
	readonly replays: Replays;
	/** Undefined where this daemon does not have the role. */
	readonly producer: Producer | undefined;
}

/** Decides, applies, and records who did it, in one unit of work. Throws an AppError when the command is refused. */
export type Handler<C extends Command> = (
	deps: CommandDeps,
	input: z.output<C["input"]>,
	request: CommandRequest,
) => Promise<z.output<C["output"]>>;

/** The handlers of an area: one for each command of its table. */
export type Handlers<T extends Readonly<Record<string, Command>>> = { readonly [C in keyof T]: Handler<T[C]> };
