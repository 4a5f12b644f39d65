/** Jobs in words and shares. */
import type { Job, JobResult } from "@orderdeck/contracts/jobs/entities";
import { known } from "../format/known.ts";
import { exactNumber } from "../format/number.ts";
import { counted, reasonWords } from "../format/words.ts";

/** What a kind of job does, as a heading; and what one of its records is. */
const KINDS: Readonly<Record<string, { readonly title: string; readonly record: string }>> = {
	"cancel-orders": { title: "Cancel orders", record: "order" },
	"resolve-alerts": { title: "Resolve alerts", record: "alert" },
	backtest: { title: "Backtest", record: "order" },
	replay: { title: "Replay", record: "order" },
};

export function jobTitle({ kind, total }: Pick<Job, "kind" | "total">): string {
	const words = known(KINDS, kind);
	return words === undefined ? reasonWords(kind) : `${words.title} · ${counted(total, words.record)}`;
}

/** Done of all, 0 to 1. A job without records is done when its state is. */
export function shareOf({ total, done, failed, state }: Pick<Job, "total" | "done" | "failed" | "state">): number {
	if (total > 0) return Math.min(1, (done + failed) / total);
	return state === "DONE" ? 1 : 0;
}

/** `11 done, 1 refused of 12`. */
export function progressWords({ total, done, failed }: Pick<Job, "total" | "done" | "failed">): string {
	const refused = failed === 0 ? "" : `, ${exactNumber(failed)} not done`;
	return `${exactNumber(done)} done${refused} of ${exactNumber(total)}`;
}

export const OUTCOME_WORD: Readonly<Record<JobResult["outcome"], string>> = {
	done: "Done",
	refused: "Refused",
	failed: "Failed",
	pending: "Pending",
	skipped: "Skipped",
};
