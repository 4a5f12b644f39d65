/** A command's implementation, typed by its line in the contract. */
import type { Command } from "@orderdeck/contracts/command";
import type { Commands } from "@orderdeck/contracts/commands";
import type { z } from "zod";
import type { Producer } from "../producer/producer.ts";
import type { CommandContext } from "./context.ts";
import type { Attempt, Decision } from "./decision.ts";
import type { Jobs } from "./jobs/jobs.ts";

export interface CommandDeps extends CommandContext {
	readonly jobs: Jobs;
	/** Undefined where this daemon does not have the role. */
	readonly producer: Producer | undefined;
}

/** Decides on what is stored now; called again when that has changed before the decision was applied. Throws an AppError to refuse. */
export type Handler<C extends Command> = (
	deps: CommandDeps,
	input: z.output<C["input"]>,
	attempt: Attempt,
) => Promise<Decision<z.output<C["output"]>>>;

/** The handlers of an area: one for each command of its table. */
export type HandlersOf<T extends Readonly<Record<string, Command>>> = { readonly [C in keyof T]: Handler<T[C]> };

export type Handlers = HandlersOf<Commands>;
