/** Backtests: what was tested, and once the job is DONE, the result. */
import type { BacktestsApi } from "@orderdeck/contracts/backtests/api";
import { backtestOf } from "@orderdeck/core/domain/backtest/document";
import type { ApiDeps } from "./deps.ts";

export function backtestReads({ store }: Pick<ApiDeps, "store">): BacktestsApi {
	return {
		async getBacktest(jobId) {
			const [[read], [job]] = await Promise.all([store.get("backtests", [jobId]), store.get("jobs", [jobId])]);
			return read && backtestOf(read.doc, job?.doc.state);
		},
	};
}
