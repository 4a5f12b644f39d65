/** All commands over one context. */
import type { Commands, Execute } from "@orderdeck/contracts/commands";
import type { CommandDeps, Handlers } from "./handler.ts";
import { inventoryHandlers } from "./inventory.ts";
import { orderHandlers } from "./orders.ts";
import { replayHandlers } from "./replays.ts";
import { serviceHandlers } from "./services.ts";

const HANDLERS: Handlers<Commands> = { ...orderHandlers, ...replayHandlers, ...inventoryHandlers, ...serviceHandlers };

export function createExecute(deps: CommandDeps): Execute {
	return (name, input, request) => HANDLERS[name](deps, input, request);
}
