/** Every command of the API, by name. Each refuses with an AppError and leaves an audit record. */
import type { z } from "zod";
import { accessCommands } from "./access/requests.ts";
import { backtestCommands } from "./backtests/requests.ts";
import type { AuditedRequest, CommandRequest } from "./command.ts";
import type { ErrorCode } from "./errors.ts";
import { alertCommands } from "./fraud/requests.ts";
import { inventoryCommands } from "./inventory/requests.ts";
import { jobCommands } from "./jobs/requests.ts";
import { lagCommands } from "./lag/requests.ts";
import { letterCommands } from "./letters/requests.ts";
import { orderCommands } from "./orders/requests.ts";
import { replayCommands } from "./replay/requests.ts";
import { ruleCommands } from "./rules/requests.ts";
import { serviceCommands } from "./services/requests.ts";
import type { SignInRefusal } from "./session.ts";

export const COMMANDS = {
	...orderCommands,
	...replayCommands,
	...jobCommands,
	...inventoryCommands,
	...serviceCommands,
	...lagCommands,
	...letterCommands,
	...alertCommands,
	...ruleCommands,
	...backtestCommands,
	...accessCommands,
};
export type Commands = typeof COMMANDS;
export type CommandName = keyof Commands;
export type CommandInput<C extends CommandName> = z.output<Commands[C]["input"]>;
export type CommandOutput<C extends CommandName> = z.output<Commands[C]["output"]>;

/** Executes a command by its name. Durable when it resolves; rejects with an AppError when the command is refused. */
export type Execute = <C extends CommandName>(name: C, input: CommandInput<C>, request: CommandRequest) => Promise<CommandOutput<C>>;

/** A request that was refused before its command was executed: the caller has no role that allows it, or production is locked for them. */
export interface RefusedCommand {
	readonly name: CommandName;
	readonly target: string;
	readonly reason: string | null;
	readonly code: ErrorCode | SignInRefusal;
}

/** Records a refusal in the audit log. Never rejects: the caller is refused all the same. */
export type RecordRefusal = (refused: RefusedCommand, request: AuditedRequest) => Promise<void>;
