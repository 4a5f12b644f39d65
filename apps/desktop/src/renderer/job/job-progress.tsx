/** A job and what became of each of its records, followed until it has ended. */

import { Button } from "@mantine/core";
import type { Job } from "@orderdeck/contracts/jobs/entities";
import { IconAlertOctagon, IconCircleCheck, IconCircleX, IconHelp, IconPlayerPlay } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type CSSProperties, useEffect } from "react";
import { useTRPCClient } from "../api/client.ts";
import { known } from "../format/known.ts";
import { percent } from "../format/number.ts";
import { reasonWords } from "../format/words.ts";
import { Announcement } from "../ui/announcement.tsx";
import { Kept } from "../ui/kept.tsx";
import { More, moreClass } from "../ui/panel.tsx";
import { type StateLook, StateMark } from "../ui/state-mark.tsx";
import { CancelJob } from "./cancel-job.tsx";
import classes from "./job.module.css";
import { jobTitle, OUTCOME_WORD, progressWords, shareOf } from "./job-words.ts";
import { useJob } from "./use-job.ts";

const LOOK: Record<Job["state"], StateLook> = {
	RUNNING: { word: "Running", icon: IconPlayerPlay, tone: "info" },
	DONE: { word: "Done", icon: IconCircleCheck, tone: "ok" },
	CANCELLED: { word: "Stopped", icon: IconCircleX, tone: "t3" },
	FAILED: { word: "Failed", icon: IconAlertOctagon, tone: "bad" },
};
const FILL: Record<Job["state"], string> = {
	RUNNING: "var(--od-accent)",
	DONE: "var(--od-ok)",
	CANCELLED: "var(--od-text-3)",
	FAILED: "var(--od-bad)",
};

export function JobState({ job }: { job: Job }) {
	return (
		<StateMark
			look={known(LOOK, job.state) ?? { word: reasonWords(job.state), icon: IconHelp, tone: "warn" }}
			title={job.error ?? undefined}
		/>
	);
}

export function JobBar({ job }: { job: Job }) {
	const share = shareOf(job);
	return (
		<div
			className={classes.bar}
			role="progressbar"
			aria-label={jobTitle(job)}
			aria-valuenow={Math.round(share * 100)}
			aria-valuemin={0}
			aria-valuemax={100}
		>
			<i style={{ width: `${share * 100}%`, "--fill": known(FILL, job.state) ?? "var(--od-text-3)" } as CSSProperties} />
		</div>
	);
}

export function JobProgress({ started }: { started: Job }) {
	const { job, isStale } = useJob(started);
	return (
		<Kept isStale={isStale}>
			<div className={classes.job}>
				<div className={classes.line}>
					<JobState job={job} />
					<span className="tn grow">{progressWords(job)}</span>
					<Announcement name="Progress of the job" text={`${percent(shareOf(job), 1)} done`} />
					<CancelJob job={job} />
				</div>
				<JobBar job={job} />
				{isStale && <p className="warn">The daemon is unreachable. The job continues; this is its last known state.</p>}
				{job.error !== null && <p className="bad">{job.error}</p>}
				{job.kind === "cancel-orders" && job.done > 0 && (
					<Link to="/orders" search={{ job: job.job_id }} className={moreClass}>
						<More>Show the cancelled orders</More>
					</Link>
				)}
			</div>
			<JobResults job={job} />
		</Kept>
	);
}

/** A line for each record; more are read on request. */
function JobResults({ job }: { job: Job }) {
	const client = useTRPCClient();
	const query = useInfiniteQuery({
		queryKey: ["job-results", job.job_id],
		queryFn: ({ pageParam, signal }) =>
			client.jobs.results.query({ id: job.job_id, limit: 200, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, { signal }),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
	});
	const { refetch } = query;
	const progress = `${job.state} ${job.done} ${job.failed}`;
	// biome-ignore lint/correctness/useExhaustiveDependencies: results change with the progress
	useEffect(() => void refetch(), [progress, refetch]);
	const results = query.data?.pages.flatMap((page) => page.results) ?? [];
	return (
		<>
			<ul className={classes.results} aria-label="Results">
				{results.map(({ id, outcome, why }) => (
					<li key={id} data-outcome={outcome}>
						<span className="mono ell">{id}</span>
						<span className={outcome === "done" ? "ok" : outcome === "refused" || outcome === "failed" ? "bad" : "t3"}>
							{OUTCOME_WORD[outcome]}
						</span>
						<span className="t2">{why}</span>
					</li>
				))}
			</ul>
			{query.hasNextPage && (
				<Button variant="subtle" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
					Show more
				</Button>
			)}
		</>
	);
}
