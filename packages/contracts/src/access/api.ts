/** What the daemon does for the access procedures. */
import type { Actor } from "../session.ts";
import type { Unlock } from "./entities.ts";

export interface AccessApi {
	/** The actor's unlock of production that holds now; null where there is none. */
	unlockOf(actor: Actor): Promise<Unlock | null>;
}
