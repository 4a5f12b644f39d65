/** What the daemon does for the backtest procedures. */
import type { Backtest } from "./entities.ts";

export interface BacktestsApi {
	/** Undefined when there is no such backtest. */
	getBacktest(jobId: string): Promise<Backtest | undefined>;
}
