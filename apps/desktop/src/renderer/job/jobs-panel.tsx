/** Jobs of every kind but replays, which have a list of their own beside it: progress, who started them and why, and their results. */
import { ActionIcon, Button, Drawer } from "@mantine/core";
import type { Job } from "@orderdeck/contracts/jobs/entities";
import { IconListDetails, IconStack2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTRPC } from "../api/client.ts";
import { clockTime, epochOf, fullTime } from "../format/time.ts";
import { counted } from "../format/words.ts";
import { useLiveContext } from "../live/live-context.tsx";
import { Kept } from "../ui/kept.tsx";
import { ErrorMessage, Message, Panel } from "../ui/panel.tsx";
import { fromClass, Table, type TableColumn } from "../ui/table.tsx";
import { useStandingError } from "../ui/use-standing-error.ts";
import { CancelJob } from "./cancel-job.tsx";
import classes from "./job.module.css";
import { JobBar, JobProgress, JobState } from "./job-progress.tsx";
import { jobTitle, progressWords } from "./job-words.ts";

/** How often jobs are read, in ms: quickly while one runs. */
const RUNNING_MS = 500;
const IDLE_MS = 5_000;
const LISTED = 50;

const COLUMNS: readonly TableColumn[] = [
	{ id: "state", head: "State", width: 96 },
	{ id: "job", head: "Job" },
	{ id: "started", head: "Started", width: 132, from: 1100 },
	{ id: "actor", head: "By", width: 84, from: 800 },
	{ id: "reason", head: "Reason", wide: true },
	{ id: "progress", head: "Progress", width: "26%" },
	{ id: "act", head: <span className="sr">Actions</span>, width: 112 },
];

export function JobsPanel({ className }: { className?: string | undefined }) {
	const trpc = useTRPC();
	const { pausedAt } = useLiveContext();
	const [open, setOpen] = useState<Job>();
	const query = useQuery({
		...trpc.jobs.list.queryOptions({ limit: LISTED }),
		refetchInterval: ({ state }) => {
			if (pausedAt !== undefined) return false;
			return state.data?.jobs.some((job) => job.state === "RUNNING") ? RUNNING_MS : IDLE_MS;
		},
	});
	const error = useStandingError(query);
	const jobs = query.data?.jobs.filter(({ kind }) => kind !== "replay");
	const running = jobs?.filter(({ state }) => state === "RUNNING").length ?? 0;
	return (
		<Panel
			title="Jobs"
			note={running > 0 ? `${counted(running, "job")} running` : "actions on many records, newest first"}
			className={className}
		>
			{error !== undefined ? (
				<ErrorMessage what="Jobs" error={error} onRetry={() => void query.refetch()} />
			) : jobs?.length === 0 ? (
				<Message
					icon={<IconStack2 size={20} />}
					title="No jobs yet"
					action={<Button renderRoot={(props) => <Link to="/orders" {...props} />}>Orders</Button>}
				>
					Select orders in their list and cancel them: the job and its progress appear here.
				</Message>
			) : (
				<Kept isStale={query.isError}>
					<Table label="Job list" columns={COLUMNS} loading={jobs === undefined} skeletons={3}>
						{jobs?.map((job) => (
							<JobRow key={job.job_id} job={job} onOpen={() => setOpen(job)} />
						))}
					</Table>
				</Kept>
			)}
			{open !== undefined && (
				<Drawer opened onClose={() => setOpen(undefined)} title={jobTitle(open)} position="right" size="min(520px, 100vw)">
					<JobProgress started={open} />
				</Drawer>
			)}
		</Panel>
	);
}

function JobRow({ job, onOpen }: { job: Job; onOpen: () => void }) {
	const started = epochOf(job.started_at);
	return (
		<tr>
			<td>
				<JobState job={job} />
			</td>
			<td className="ell">{jobTitle(job)}</td>
			<td className={fromClass(1100)}>
				<time className="t2" dateTime={job.started_at} title={fullTime(started)}>
					{`${new Date(started).toISOString().slice(0, 10)} ${clockTime(started)}`}
				</time>
			</td>
			<td className={`ell ${fromClass(800)}`}>{job.actor}</td>
			<td className="wide t2 ell" title={job.reason ?? undefined}>
				{job.reason}
			</td>
			<td>
				<div className={classes.progress}>
					<JobBar job={job} />
					<span className="tn ell">{progressWords(job)}</span>
				</div>
			</td>
			<td>
				<span className="row" style={{ gap: 4, justifyContent: "flex-end" }}>
					<CancelJob job={job} />
					<ActionIcon aria-label={`Results of the job: ${jobTitle(job)}`} onClick={onOpen}>
						<IconListDetails size={16} stroke={1.75} />
					</ActionIcon>
				</span>
			</td>
		</tr>
	);
}
