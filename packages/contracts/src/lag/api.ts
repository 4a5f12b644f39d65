/** What the daemon does for the consumer lag procedures. */
import type { GroupLag, LagPoint } from "./entities.ts";

export interface LagApi {
	/** Worst first. */
	lag(): Promise<readonly GroupLag[]>;
	/** Samples of the last five minutes by group, oldest first. */
	lagHistory(): Promise<Readonly<Record<string, readonly LagPoint[]>>>;
}
