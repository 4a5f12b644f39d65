/** Keeps the dead letters of every group in the store, for the API that lists them. */
import { GROUPS } from "@orderdeck/contracts/topics";
import type { Clock } from "@orderdeck/core/ports/clock";
import { CasMismatch } from "@orderdeck/core/ports/errors";
import { indexLetters, type LetterIndexDeps } from "@orderdeck/core/runtime/letter-index";
import type { ReportEvent } from "../logging.ts";
import { messageOf } from "../message-of.ts";

export interface LetterIndexLoopDeps extends Omit<LetterIndexDeps, "onUnreadable"> {
	readonly clock: Clock;
	readonly report: ReportEvent;
}

const EVERY_MS = 1_000;

/** Until `signal` aborts. What fails is logged once until it changes, and tried again a second later. */
export async function runLetterIndex({ clock, report, ...deps }: LetterIndexLoopDeps, signal: AbortSignal): Promise<void> {
	const failures = new Map<string, string>();
	const failed = (group: string, error: unknown) => {
		const message = messageOf(error);
		if (failures.get(group) !== message) report("warn", "letter_index_failed", { group, err: message });
		failures.set(group, message);
	};
	while (!signal.aborted) {
		for (const group of Object.values(GROUPS)) {
			try {
				const onUnreadable = (error: Error) => failed(group, error);
				while (!signal.aborted && (await indexLetters({ ...deps, onUnreadable }, group)) > 0);
			} catch (error) {
				// Another process has indexed them: the next turn goes on from there.
				if (!(error instanceof CasMismatch)) failed(group, error);
			}
		}
		await clock.sleep(EVERY_MS, signal);
	}
}
