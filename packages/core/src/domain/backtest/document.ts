/** A backtest as it is stored, by its job. */
import type { Backtest, BacktestResult } from "@orderdeck/contracts/backtests/entities";
import type { JobState } from "@orderdeck/contracts/jobs/entities";
import type { BacktestSpec } from "./spec.ts";

export interface BacktestDocument extends BacktestSpec {
	readonly job_id: string;
	/** Null until it has been computed. Where log and store are two systems, the job may still end in another way than DONE after that. */
	readonly result: BacktestResult | null;
}

/** The backtest as callers see it. */
export function backtestOf({ today, draft, result, ...document }: Readonly<BacktestDocument>, state: JobState | undefined): Backtest {
	return { ...document, today: [...today], draft: [...draft], result: state === "DONE" ? result : null };
}
