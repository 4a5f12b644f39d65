/** The stored record of a consumer group. */
import { AppError } from "@orderdeck/contracts/errors";
import { NO_SETTINGS } from "../domain/lag-status/group-settings.ts";
import type { CommandContext } from "./context.ts";

/** Throws NOT_FOUND for a group that neither has members nor has committed. */
export async function loadSettings({ log, store }: Pick<CommandContext, "log" | "store">, group: string) {
	if (!(await log.groups()).includes(group)) throw new AppError("NOT_FOUND", `There is no consumer group ${group}.`);
	const [read] = await store.get("groups", [group]);
	return { read, settings: read?.doc ?? NO_SETTINGS };
}
