import type { Job } from "@orderdeck/contracts/jobs/entities";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../api/client.ts";

const RUNNING_MS = 500;

/** The job as it is now, followed until it has ended. What was read last is kept while the daemon is unreachable; then `isStale`. */
export function useJob(started: Job): { readonly job: Job; readonly isStale: boolean } {
	const trpc = useTRPC();
	const query = useQuery({
		...trpc.jobs.get.queryOptions({ id: started.job_id }),
		initialData: { ...started, result: null },
		initialDataUpdatedAt: 0,
		retry: false,
		refetchInterval: ({ state }) => (state.data?.state === "RUNNING" || state.status === "error" ? RUNNING_MS : false),
	});
	return { job: query.data, isStale: query.isError };
}
