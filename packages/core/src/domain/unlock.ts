/** The unlock of production by one person. Pure. */
import type { Unlock } from "@orderdeck/contracts/access/entities";

export interface UnlockRecord {
	/** Whose it is: as `clientOf` names the caller. */
	readonly client: string;
	/** Null once it was locked again. */
	readonly unlock: Unlock | null;
	/** The last unlock that was ended by hand, and the request that ended it. */
	readonly ended?: { readonly unlock: Unlock; readonly request: string };
}

/** The unlock that holds at `now`, ms since the epoch: one whose time is over holds no more, though nobody records its end. */
export function unlockAt(record: Pick<UnlockRecord, "unlock"> | undefined, now: number): Unlock | null {
	const unlock = record?.unlock ?? null;
	return unlock === null || Date.parse(unlock.until) <= now ? null : unlock;
}
