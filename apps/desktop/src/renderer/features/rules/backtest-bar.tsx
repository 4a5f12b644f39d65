/** The line that runs a backtest of the draft, its progress, and beside it what saves the draft. */
import { SegmentedControl, Skeleton } from "@mantine/core";
import type { Job } from "@orderdeck/contracts/jobs/entities";
import { IconAlertOctagon, IconCircleCheck, IconCircleX, IconPlayerPlay, IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { lazyComponent } from "../../chunks/lazy-component.tsx";
import { duration } from "../../format/duration.ts";
import { exactNumber, NARROW } from "../../format/number.ts";
import { clockTime, epochOf } from "../../format/time.ts";
import { counted } from "../../format/words.ts";
import { CancelJob } from "../../job/cancel-job.tsx";
import { JobBar } from "../../job/job-progress.tsx";
import { ActButton } from "../../shell/act-button.tsx";
import { type BacktestRange, RANGES, rangeIssue } from "./backtest-range.ts";
import classes from "./rules.module.css";

const DatePickers = lazyComponent(() => import("../../ui/date-filter/date-pickers.tsx").then((module) => module.DatePickers), {
	pending: <Skeleton height={104} />,
});

interface BacktestBarProps {
	readonly range: BacktestRange;
	readonly onRange: (range: BacktestRange) => void;
	/** The job of the backtest that is shown. */
	readonly job: Job | undefined;
	/** How many orders it has evaluated; undefined until it is done. */
	readonly orders: number | undefined;
	/** Why the draft cannot be tested. */
	readonly unavailable: string | undefined;
	readonly isStarting: boolean;
	readonly onRun: () => void;
	/** What saves the draft. */
	readonly children: ReactNode;
}

export function BacktestBar({ range, onRange, job, orders, unavailable, isStarting, onRun, children }: BacktestBarProps) {
	const running = job?.state === "RUNNING";
	return (
		<div className={classes.bar}>
			<span className="t2" id="backtest-range">
				Backtest the last
			</span>
			<RangeField range={range} onRange={onRange} />
			<ActButton
				action="rules.backtests.start"
				h={24}
				leftSection={job === undefined ? <IconPlayerPlay size={14} /> : <IconRefresh size={14} />}
				loading={isStarting}
				unavailable={running ? "A backtest is running." : (unavailable ?? rangeIssue(range))}
				onClick={onRun}
			>
				{job === undefined ? "Run" : "Run again"}
			</ActButton>
			{job !== undefined && <Progress job={job} orders={orders} />}
			<span className={classes.save}>{children}</span>
			{range.name === "custom" && (
				<div className={classes.custom}>
					<DatePickers from={range.from} to={range.to} onChange={(ends) => onRange({ ...range, ...ends })} />
				</div>
			)}
		</div>
	);
}

function RangeField({ range, onRange }: Pick<BacktestBarProps, "range" | "onRange">) {
	return (
		<SegmentedControl
			aria-labelledby="backtest-range"
			className={classes.range}
			size="xs"
			value={range.name}
			data={RANGES.map((name) => ({ value: name, label: name === "custom" ? "Custom" : `${name}${NARROW}days` }))}
			onChange={(value) => onRange({ ...range, name: RANGES.find((each) => each === value) ?? "14" })}
		/>
	);
}

/** `26,412 orders in 3.8 s, finished 14:31:08`; while it runs how far it is. */
function Progress({ job, orders }: { job: Job; orders: number | undefined }) {
	if (job.state === "RUNNING") {
		return (
			<span className={classes.progress} role="status" aria-label="Progress of the backtest">
				<span className={classes.progressBar}>
					<JobBar job={job} />
				</span>
				<span className="t2 xs tn">
					{exactNumber(job.done + job.failed)} of {counted(job.total, "order")}
				</span>
				<CancelJob job={job} />
			</span>
		);
	}
	const ended = epochOf(job.ended_at ?? job.updated_at);
	if (job.state === "DONE") {
		return (
			<span className={`t2 xs ${classes.progress}`} role="status" aria-label="Progress of the backtest">
				<IconCircleCheck size={14} className="ok" aria-hidden />
				<span className="tn">
					{counted(orders ?? job.done, "order")} in {duration((ended - epochOf(job.started_at)) / 1_000)}
					<span className={classes.finished}>, finished {clockTime(ended)}</span>
				</span>
			</span>
		);
	}
	const isFailed = job.state === "FAILED";
	const Icon = isFailed ? IconAlertOctagon : IconCircleX;
	return (
		<span className={`xs ${classes.progress}`} role="status" aria-label="Progress of the backtest">
			<Icon size={14} className={isFailed ? "bad" : "t3"} aria-hidden />
			<span className={isFailed ? "bad ell" : "t2 tn"} title={job.error ?? undefined}>
				{isFailed ? (job.error ?? "The backtest has failed") : `Stopped after ${counted(job.done, "order")}`}
			</span>
		</span>
	);
}
