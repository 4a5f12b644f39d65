/** The commands on replay jobs. */
import type { replayCommands } from "@orderdeck/contracts/replay/requests";
import type { Handlers } from "./handler.ts";

export const replayHandlers: Handlers<typeof replayCommands> = {
	startReplay: ({ replays }, input, { actor }) => replays.start(input, actor),
	cancelReplay: ({ replays }, { id }, { actor }) => replays.cancel(id, actor),
};
