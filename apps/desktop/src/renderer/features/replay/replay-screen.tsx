/** Publish past orders again, to a separate topic. */
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/client.ts";
import { counted } from "../../format/words.ts";
import { JobsPanel } from "../../job/jobs-panel.tsx";
import { useLiveContext } from "../../live/live-context.tsx";
import { PageHead } from "../../shell/shell.tsx";
import { Kept } from "../../ui/kept.tsx";
import { ErrorMessage, Panel } from "../../ui/panel.tsx";
import { useStandingError } from "../../ui/use-standing-error.ts";
import classes from "./replay.module.css";
import { ReplayForm } from "./replay-form.tsx";
import { ReplayJobs } from "./replay-jobs.tsx";

/** How often jobs are read, in ms: quickly while one runs. */
const RUNNING_MS = 500;
const IDLE_MS = 5_000;

export function ReplayScreen() {
	const trpc = useTRPC();
	const { pausedAt } = useLiveContext();
	const query = useQuery({
		...trpc.replays.list.queryOptions(),
		refetchInterval: ({ state }) => {
			if (pausedAt !== undefined) return false;
			return state.data?.jobs.some((job) => job.state === "RUNNING") ? RUNNING_MS : IDLE_MS;
		},
	});
	const jobs = query.data?.jobs;
	const error = useStandingError(query);
	const running = jobs?.filter((job) => job.state === "RUNNING").length ?? 0;
	return (
		<>
			<PageHead title="Replay">
				<span className="t2 sm">Publish past orders again, to a separate topic</span>
			</PageHead>
			<div className={classes.page}>
				<Panel title="New replay">
					<ReplayForm />
				</Panel>
				<Panel title="Replays" note={running > 0 ? `${counted(running, "job")} running` : "newest first"} className={classes.jobs}>
					{error !== undefined ? (
						<ErrorMessage what="Replays" error={error} onRetry={() => void query.refetch()} />
					) : (
						<Kept isStale={query.isError}>
							<ReplayJobs jobs={jobs} />
						</Kept>
					)}
				</Panel>
				<JobsPanel className={classes.others} />
			</div>
		</>
	);
}
