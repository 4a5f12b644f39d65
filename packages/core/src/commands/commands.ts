/** The handlers of all commands. */
import { accessHandlers } from "./access.ts";
import { alertHandlers } from "./alerts.ts";
import { backtestHandlers } from "./backtests.ts";
import type { Handlers } from "./handler.ts";
import { inventoryHandlers } from "./inventory.ts";
import { jobHandlers } from "./jobs/cancel-job.ts";
import { lagHandlers } from "./lag.ts";
import { letterHandlers } from "./letters.ts";
import { orderHandlers } from "./orders.ts";
import { replayHandlers } from "./replays.ts";
import { ruleHandlers } from "./rules.ts";
import { serviceHandlers } from "./services.ts";

export const HANDLERS: Handlers = {
	...orderHandlers,
	...replayHandlers,
	...jobHandlers,
	...inventoryHandlers,
	...serviceHandlers,
	...lagHandlers,
	...letterHandlers,
	...accessHandlers,
	...alertHandlers,
	...ruleHandlers,
	...backtestHandlers,
};
