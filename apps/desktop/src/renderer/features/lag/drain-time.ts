import type { GroupLag } from "@orderdeck/contracts/lag/entities";

/**
 * How long the backlog takes, in seconds, at the rate from before the pause and without what is produced meanwhile; undefined where the
 * group did not consume then.
 */
export function drainSeconds({ lag, paused }: Pick<GroupLag, "lag" | "paused">): number | undefined {
	const pace = paused?.rate_before ?? 0;
	return lag === null || pace <= 0 ? undefined : lag / pace;
}
