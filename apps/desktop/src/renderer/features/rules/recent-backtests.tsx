/** The last backtests of a rule; each result can be opened again. */
import { BACKTEST } from "@orderdeck/contracts/backtests/requests";
import type { Job } from "@orderdeck/contracts/jobs/entities";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { z } from "zod";
import { useTRPC } from "../../api/client.ts";
import { epochOf, fullTime, timeOrDate } from "../../format/time.ts";
import { counted } from "../../format/words.ts";
import { JobState } from "../../job/job-progress.tsx";
import { daemonClock } from "../../live/daemon-clock.ts";
import { useLiveContext } from "../../live/live-context.tsx";
import { Panel } from "../../ui/panel.tsx";
import classes from "./rules.module.css";

const READ_MS = 5_000;
const READ = 30;
const SHOWN = 8;

/** Nothing while there is none. */
export function RecentBacktests({ ruleId, chosenId }: { ruleId: string; chosenId: string | undefined }) {
	const trpc = useTRPC();
	const { pausedAt } = useLiveContext();
	const { data } = useQuery({
		...trpc.jobs.list.queryOptions({ kind: BACKTEST, limit: READ }),
		refetchInterval: pausedAt === undefined ? READ_MS : false,
		retry: false,
	});
	const jobs = (data?.jobs ?? []).filter((job) => testsRule(job, ruleId)).slice(0, SHOWN);
	if (jobs.length === 0) return null;
	return (
		<Panel title="Backtests" note="newest first" className={classes.fixed}>
			<ul className={classes.lines} aria-label="Recent backtests">
				{jobs.map((job) => (
					<li key={job.job_id} data-chosen={job.job_id === chosenId || undefined}>
						<JobState job={job} />
						<Link
							to="/rules"
							search={{ backtest: job.job_id }}
							className="acc tn"
							aria-current={job.job_id === chosenId ? "true" : undefined}
							title={fullTime(epochOf(job.started_at))}
						>
							{timeOrDate(epochOf(job.started_at), daemonClock.now())}
						</Link>
						<span className="t2 tn ell grow">{counted(job.total, "order")}</span>
						<span className="t2 ell">{job.actor}</span>
					</li>
				))}
			</ul>
		</Panel>
	);
}

const filterSchema = z.object({ rules: z.array(z.union([z.string(), z.object({ id: z.string().nullish() })])) });

/** A job that does not state its rules may be of any. */
export function testsRule({ filter }: Pick<Job, "filter">, ruleId: string): boolean {
	const stated = filterSchema.safeParse(filter);
	if (!stated.success) return true;
	return stated.data.rules.some((rule) => (typeof rule === "string" ? rule : rule.id) === ruleId);
}
