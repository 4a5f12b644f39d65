/** Ends the claims of fraud alerts whose time is over. Several processes may do so: the first ends a claim, the others change nothing. */
import type { Execute } from "@orderdeck/contracts/commands";
import type { Actor } from "@orderdeck/contracts/session";
import type { Clock } from "@orderdeck/core/ports/clock";
import type { FraudQueries } from "@orderdeck/core/ports/queries/fraud";
import type { ReportEvent } from "../logging.ts";
import { messageOf } from "../message-of.ts";

export interface ClaimsDeps {
	readonly store: Pick<FraudQueries, "claimsExpired">;
	readonly execute: Execute;
	readonly clock: Clock;
	readonly report: ReportEvent;
	/** Whose records these are. */
	readonly actor: Actor;
}

const EVERY_MS = 1_000;
const MOST_AT_ONCE = 100;

/** Looks for them every second, until `signal` aborts. What fails is tried again. */
export async function runClaims(deps: ClaimsDeps, signal: AbortSignal): Promise<void> {
	while (!signal.aborted) {
		try {
			await endExpired(deps);
		} catch (error) {
			deps.report("debug", "claims_failed", { err: messageOf(error) });
		}
		await deps.clock.sleep(EVERY_MS, signal);
	}
}

async function endExpired({ store, execute, clock, actor }: ClaimsDeps): Promise<void> {
	for (const { alert_id: id, expires_at } of await store.claimsExpired(clock.now(), MOST_AT_ONCE)) {
		await execute("endClaim", { id, expires_at }, { actor });
	}
}
