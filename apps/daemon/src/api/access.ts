/** The unlock of production, and a bound on what callers without a role to act may add to the audit log. */
import type { AccessApi } from "@orderdeck/contracts/access/api";
import type { CommandName, Execute } from "@orderdeck/contracts/commands";
import { AppError } from "@orderdeck/contracts/errors";
import { clientOf } from "@orderdeck/contracts/session";
import { createPerMinute } from "@orderdeck/core/commands/per-minute";
import { readUnlock } from "@orderdeck/core/commands/unlocks";
import { unlockAt } from "@orderdeck/core/domain/unlock";
import type { ApiDeps } from "./deps.ts";

export function accessApi({ store, clock }: Pick<ApiDeps, "store" | "clock">): AccessApi {
	return {
		unlockOf: async (actor) => unlockAt((await readUnlock(store, actor)).read?.doc, clock.now()),
	};
}

/** Nothing but records of the caller's own doing, which viewers send too. */
const RECORDS: ReadonlySet<CommandName> = new Set(["recordSignIn", "recordExport"]);
const MOST_PER_MINUTE = 60;

/** Executes commands; of one caller at most 60 records a minute, and refuses more with RATE_LIMITED: they must not fill a disk. */
export function boundedRecords({ pipeline, clock }: Pick<ApiDeps, "pipeline" | "clock">): Execute {
	const isOneOfFew = createPerMinute(clock, MOST_PER_MINUTE);
	return async (name, input, request) => {
		if (RECORDS.has(name) && !isOneOfFew(clientOf(request.actor))) {
			throw new AppError(
				"RATE_LIMITED",
				`At most ${MOST_PER_MINUTE} sign-ins and exports of one caller are recorded in a minute; try again later.`,
			);
		}
		return pipeline.execute(name, input, request);
	};
}
