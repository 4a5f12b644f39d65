/** Refusals and failures in the audit log: of callers whose role does not allow a command, and of commands that were refused or failed. */
import type { CommandRequest } from "@orderdeck/contracts/command";
import { COMMANDS, type RecordRefusal } from "@orderdeck/contracts/commands";
import { AppError, type ErrorCode } from "@orderdeck/contracts/errors";
import { clientOf } from "@orderdeck/contracts/session";
import { LRUCache } from "lru-cache";
import { CasMismatch, StoreError } from "../ports/errors.ts";
import type { AuditFacts } from "./audit-log.ts";
import type { CommandContext } from "./context.ts";

/** What one actor's refusals may add to the log: a caller that repeats a refused request must not fill the disk. */
const MOST_PER_MINUTE = 60;
const MINUTE_MS = 60_000;
const ACTORS = 10_000;

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
	const recent = new LRUCache<string, { readonly since: number; count: number }>({ max: ACTORS });

	function isWithinLimit({ actor, partOf }: CommandRequest): boolean {
		// A job has a pace of its own, and each of its records is listed.
		if (partOf !== undefined) return true;
		const now = clock.now();
		const known = recent.get(clientOf(actor));
		if (known === undefined || now - known.since >= MINUTE_MS) {
			recent.set(clientOf(actor), { since: now, count: 1 });
			return true;
		}
		known.count += 1;
		return known.count <= MOST_PER_MINUTE;
	}

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
