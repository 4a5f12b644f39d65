/** Refusals and failures in the audit log: of sign-ins, of callers who may not send a command, and of commands that were refused or failed. */
import type { AuditedRequest } from "@orderdeck/contracts/command";
import { COMMANDS, type RecordRefusal } from "@orderdeck/contracts/commands";
import { AppError, type ErrorCode } from "@orderdeck/contracts/errors";
import { clientOf } from "@orderdeck/contracts/session";
import { CasMismatch, StoreError } from "../ports/errors.ts";
import type { AuditFacts } from "./audit-log.ts";
import type { CommandContext } from "./context.ts";
import { createPerMinute } from "./per-minute.ts";

/** What one actor's refusals may add to the log: a caller that repeats a refused request must not fill the disk. */
const MOST_PER_MINUTE = 60;

/**
 * How a request that threw `error` ended; undefined where that is not recorded: an invalid request, one for what does not exist, and one that
 * failed because store or log are unavailable, where a record would keep the caller waiting for the same outage.
 */
export function resultOf(error: unknown): string | undefined {
	if (error instanceof StoreError) return undefined;
	if (!(error instanceof AppError)) return `failed:${"INTERNAL" satisfies ErrorCode}`;
	if (error.status >= 500) return `failed:${error.code}`;
	return error.status === 403 || error.status === 409 ? `refused:${error.code}` : undefined;
}

export interface Refusals {
	/** Records the refusal or failure, best effort: a failure to do so is reported. At most 60 of an actor in a minute are. */
	record(facts: Omit<AuditFacts, "before" | "after">): Promise<void>;
}

export function createRefusals({
	audit,
	work,
	clock,
	onUnrecorded,
}: Pick<CommandContext, "audit" | "work" | "clock" | "onUnrecorded">): Refusals {
	const isOneOfFew = createPerMinute(clock, MOST_PER_MINUTE);
	// A job has a pace of its own, and each of its records is listed.
	const isWithinLimit = ({ actor, partOf }: AuditedRequest) => partOf !== undefined || isOneOfFew(clientOf(actor));

	return {
		async record(facts) {
			if (!isWithinLimit(facts.request)) return;
			try {
				await audit.append({ ...facts, before: null, after: null }, (record) => work.apply({ writes: [record], records: [] }));
			} catch (error) {
				// The same request was recorded before.
				if (!(error instanceof CasMismatch)) onUnrecorded({ facts, error });
			}
		},
	};
}

export function createRecordRefusal(refusals: Refusals, { clock }: Pick<CommandContext, "clock">): RecordRefusal {
	return ({ name, target, reason, code }, request) => {
		const { action } = COMMANDS[name];
		return refusals.record({ id: clock.id(), at: clock.now(), request, action, target, reason, result: `refused:${code}` });
	};
}
