/** A backtest: its job while it runs, and its result. */
import type { Backtest } from "@orderdeck/contracts/backtests/entities";
import type { Job } from "@orderdeck/contracts/jobs/entities";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/client.ts";

const RUNNING_MS = 500;

export interface ReadBacktest {
	readonly job: Job | undefined;
	/** Its result is null until the job is done. */
	readonly backtest: Backtest | undefined;
	/** Why it could not be read at all. */
	readonly error: unknown;
	readonly reread: () => void;
}

/** Followed until it has ended; nothing without an id. */
export function useBacktest(id: string | undefined): ReadBacktest {
	const trpc = useTRPC();
	const job = useQuery({
		...trpc.jobs.get.queryOptions(id === undefined ? skipToken : { id }),
		retry: false,
		refetchInterval: ({ state }) =>
			state.data?.state === "RUNNING" || (state.data !== undefined && state.status === "error") ? RUNNING_MS : false,
	});
	const mayHaveResult = job.data?.state === "DONE";
	const backtest = useQuery({
		...trpc.rules.backtests.get.queryOptions(id === undefined ? skipToken : { id }),
		retry: false,
		refetchInterval: ({ state }) => (mayHaveResult && state.data !== undefined && state.data.result === null ? RUNNING_MS : false),
	});
	const error = job.data === undefined && backtest.data === undefined ? (backtest.error ?? job.error) : null;
	return {
		job: job.data,
		backtest: backtest.data,
		error: error ?? undefined,
		reread() {
			void job.refetch();
			void backtest.refetch();
		},
	};
}
