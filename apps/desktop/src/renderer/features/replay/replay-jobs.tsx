import { Button } from "@mantine/core";
import type { ReplayJob } from "@orderdeck/contracts/replay/entities";
import { IconAlertOctagon, IconCircleCheck, IconCircleX, IconHelp, IconHistory, IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CSSProperties } from "react";
import { useTRPC } from "../../api/client.ts";
import { duration } from "../../format/duration.ts";
import { known } from "../../format/known.ts";
import { exactNumber, percent, rate } from "../../format/number.ts";
import { clockTime, epochOf, fullTime } from "../../format/time.ts";
import { counted, reasonWords } from "../../format/words.ts";
import { useKnownUntil } from "../../live/live-context.tsx";
import { ActButton } from "../../shell/act-button.tsx";
import { CopyId } from "../../ui/copy-id.tsx";
import { Message } from "../../ui/panel.tsx";
import { type StateLook, StateMark } from "../../ui/state-mark.tsx";
import { belowClass, fromClass, rightClass, Table, type TableColumn } from "../../ui/table.tsx";
import { toastDone, toastFailed } from "../../ui/toast.tsx";
import { FirstRecord } from "./first-record.tsx";
import classes from "./replay.module.css";
import { paceOf, progressOf, ranFor, secondsLeft } from "./replay-words.ts";

const LOOK: Record<ReplayJob["state"], StateLook> = {
	RUNNING: { word: "Running", icon: IconPlayerPlay, tone: "info" },
	DONE: { word: "Done", icon: IconCircleCheck, tone: "ok" },
	CANCELLED: { word: "Cancelled", icon: IconCircleX, tone: "t3" },
	FAILED: { word: "Failed", icon: IconAlertOctagon, tone: "bad" },
};
const FILL: Record<ReplayJob["state"], string> = {
	RUNNING: "var(--od-accent)",
	DONE: "var(--od-ok)",
	CANCELLED: "var(--od-text-3)",
	FAILED: "var(--od-bad)",
};

const COLUMNS: readonly TableColumn[] = [
	{ id: "state", head: "State", width: 92 },
	{ id: "topic", head: "Target topic" },
	{ id: "days", head: "Days", right: true, width: 48, from: 1100 },
	{ id: "started", head: "Started", width: 132, from: 1100 },
	{ id: "progress", head: "Orders replayed", width: "28%" },
	{ id: "rate", head: "Orders per s", right: true, width: 100, from: 800 },
	{ id: "took", head: "Duration", right: true, width: 76, from: 1100 },
	{ id: "result", head: "Result", width: 104 },
	{ id: "job", head: "Job", width: 104, from: 1600 },
	{ id: "act", head: <span className="sr">Actions</span>, width: 1 },
];

export function ReplayJobs({ jobs }: { jobs: readonly ReplayJob[] | undefined }) {
	if (jobs?.length === 0) {
		return (
			<Message
				icon={<IconHistory size={20} />}
				title="No replays yet"
				action={<Button onClick={() => document.querySelector<HTMLInputElement>("#new-replay input")?.focus()}>New replay</Button>}
			>
				Replays and their progress appear here, newest first.
			</Message>
		);
	}
	return (
		<Table label="Replay jobs" columns={COLUMNS} loading={jobs === undefined} skeletons={4} isMain>
			{jobs?.map((job) => (
				<JobRow key={job.job_id} job={job} />
			))}
		</Table>
	);
}

function JobRow({ job }: { job: ReplayJob }) {
	const now = useKnownUntil();
	const started = epochOf(job.started_at);
	const left = secondsLeft(job, now);
	return (
		<tr data-job={job.job_id} data-state={job.state}>
			<td>
				<StateMark
					look={known(LOOK, job.state) ?? { word: reasonWords(job.state), icon: IconHelp, tone: "warn" }}
					title={job.error ?? undefined}
				/>
			</td>
			<td className={classes.topic}>
				<div className="mono ell" title={job.topic}>
					{job.topic}
				</div>
				<LeftOut job={job} now={now} />
			</td>
			<td className={`${rightClass} ${fromClass(1100)}`} title={`since ${fullTime(epochOf(job.from))}`}>
				{job.days}
			</td>
			<td className={fromClass(1100)}>
				<time className="t2" dateTime={job.started_at} title={fullTime(started)}>
					{`${new Date(started).toISOString().slice(0, 10)} ${clockTime(started)}`}
				</time>
			</td>
			<td>
				<Progress job={job} />
			</td>
			<td
				className={`${rightClass} ${fromClass(800)}`}
				title={(job.rate ?? null) === null ? "achieved; no limit was set" : "achieved / at most, as requested"}
			>
				<Pace job={job} now={now} />
			</td>
			<td className={`${rightClass} ${fromClass(1100)}`} title={left === undefined ? undefined : `${duration(left)} left at this rate`}>
				{duration(ranFor(job, now))}
			</td>
			<td>{job.replayed > 0 && <FirstRecord job={job} />}</td>
			<td className={fromClass(1600)}>
				<span className="row" style={{ gap: 4 }}>
					<span className="mono t2" title={job.job_id}>
						{job.job_id.slice(0, 8)}
					</span>
					<CopyId value={job.job_id} what="job id" />
				</span>
			</td>
			<td style={{ textAlign: "right" }}>{job.state === "RUNNING" && <CancelReplay job={job} />}</td>
		</tr>
	);
}

/** What a narrow screen has no columns for. */
function LeftOut({ job, now }: { job: ReplayJob; now: number }) {
	return (
		<div className={`xs t3 ell ${belowClass(1100)}`}>
			{counted(job.days, "day")} · {duration(ranFor(job, now))}
			<span className={belowClass(800)}>
				{" "}
				· <Pace job={job} now={now} /> orders/s
			</span>
		</div>
	);
}

/** As achieved, and as requested. */
function Pace({ job, now }: { job: ReplayJob; now: number }) {
	const pace = paceOf(job, now);
	return (
		<>
			{pace === undefined ? "–" : rate(pace)}
			{typeof job.rate === "number" && <span className="t2"> / {rate(job.rate)}</span>}
		</>
	);
}

function Progress({ job }: { job: ReplayJob }) {
	const share = progressOf(job);
	if (job.state === "FAILED" && job.error !== null) {
		return (
			<span className="bad ell" title={job.error}>
				{exactNumber(job.replayed)} of {exactNumber(job.total)} · {job.error}
			</span>
		);
	}
	return (
		<div className={classes.progress}>
			<div
				className={classes.bar}
				role="progressbar"
				aria-label={`Replay into ${job.topic}`}
				aria-valuenow={Math.round(share * 100)}
				aria-valuemin={0}
				aria-valuemax={100}
			>
				<i style={{ width: `${share * 100}%`, "--fill": known(FILL, job.state) ?? "var(--od-text-3)" } as CSSProperties} />
			</div>
			<span className="tn ell">
				{exactNumber(job.replayed)} <span className="t2">of {exactNumber(job.total)}</span>
				<span className={fromClass(800)}> · {job.total === 0 ? "no orders" : percent(job.replayed, job.total)}</span>
			</span>
		</div>
	);
}

function CancelReplay({ job }: { job: ReplayJob }) {
	const trpc = useTRPC();
	const queryClient = useQueryClient();
	const cancel = useMutation({
		...trpc.replays.cancel.mutationOptions(),
		onSuccess: (ended) => toastDone(`Replay into ${ended.topic} cancelled`, `${exactNumber(ended.replayed)} orders had been replayed.`),
		onError: (error) => toastFailed(`Replay into ${job.topic} was not cancelled`, error),
		onSettled: () => queryClient.invalidateQueries(trpc.replays.list.queryFilter()),
	});
	return (
		<ActButton
			action="replays.cancel"
			h={24}
			leftSection={<IconPlayerStop size={14} />}
			loading={cancel.isPending}
			onClick={() => cancel.mutate({ id: job.job_id })}
			aria-label={`Cancel the replay into ${job.topic}`}
		>
			Cancel
		</ActButton>
	);
}
