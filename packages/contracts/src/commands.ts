/** Every command of the API, by name. Each refuses with an AppError and leaves an audit record. */
import type { z } from "zod";
import type { CommandRequest } from "./command.ts";
import type { inventoryCommands } from "./inventory/requests.ts";
import type { lagCommands } from "./lag/requests.ts";
import type { orderCommands } from "./orders/requests.ts";
import type { replayCommands } from "./replay/requests.ts";
import type { serviceCommands } from "./services/requests.ts";

export type Commands = typeof orderCommands &
	typeof replayCommands &
	typeof inventoryCommands &
	typeof serviceCommands &
	typeof lagCommands;
export type CommandName = keyof Commands;
export type CommandInput<C extends CommandName> = z.output<Commands[C]["input"]>;
export type CommandOutput<C extends CommandName> = z.output<Commands[C]["output"]>;

/** Executes a command by its name. Durable when it resolves; rejects with an AppError when the command is refused. */
export type Execute = <C extends CommandName>(name: C, input: CommandInput<C>, request: CommandRequest) => Promise<CommandOutput<C>>;
