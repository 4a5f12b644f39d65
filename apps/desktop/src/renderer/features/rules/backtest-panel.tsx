/** The result of a backtest: how many alerts, how much money, which known frauds are missed, and each alert that only one side raises. */
import { Button, Skeleton } from "@mantine/core";
import type { Backtest, BacktestResult } from "@orderdeck/contracts/backtests/entities";
import type { Job } from "@orderdeck/contracts/jobs/entities";
import { IconAlertTriangle, IconCircleCheck, IconFlask } from "@tabler/icons-react";
import { lazyComponent } from "../../chunks/lazy-component.tsx";
import { exactNumber } from "../../format/number.ts";
import { counted, reasonWords } from "../../format/words.ts";
import { ErrorMessage, Message, Panel } from "../../ui/panel.tsx";
import { remedyOf, testedRule } from "./backtest-facts.ts";
import { BacktestFigures } from "./backtest-figures.tsx";
import { BacktestLists } from "./backtest-lists.tsx";
import { dayRangeWords } from "./backtest-range.ts";
import { IN_FORCE_WORDS } from "./change-lines.tsx";
import { ExportBacktest } from "./export-backtest.tsx";
import classes from "./rules.module.css";
import type { ReadBacktest } from "./use-backtest.ts";

const AlertsByDay = lazyComponent(() => import("./alerts-by-day.tsx").then((module) => module.AlertsByDay), {
	pending: <Skeleton height={150} />,
});

interface BacktestPanelProps {
	/** Undefined where none is chosen. */
	readonly read: ReadBacktest | undefined;
	/** Fills the editor with what was tested; undefined where it has that already. */
	readonly onTake: (() => void) | undefined;
}

export function BacktestPanel({ read, onTake }: BacktestPanelProps) {
	if (read === undefined) {
		return (
			<Panel title="Backtest" note="nothing is written" className={classes.grows}>
				<Message icon={<IconFlask size={20} />} title="No backtest yet">
					Run one to see which recorded orders the draft flags, and which known frauds it misses.
				</Message>
			</Panel>
		);
	}
	const { job, backtest, error, reread } = read;
	if (error !== undefined) {
		return (
			<Panel title="Backtest" className={classes.grows}>
				<ErrorMessage what="The backtest" error={error} onRetry={reread} />
			</Panel>
		);
	}
	if (backtest === undefined || backtest.result === null) return <Unfinished job={job} backtest={backtest} />;
	return <Result backtest={backtest} result={backtest.result} job={job} onTake={onTake} />;
}

/** `now, v3`: what the draft is compared with. */
function nowWords({ today }: Pick<Backtest, "today">): string {
	if (today.length === 0) return "no rule in force";
	return today.map(({ version }) => (version === null ? "now" : `v${version}`)).join(", ");
}

function thenWords({ draft }: Pick<Backtest, "draft">): string {
	const [only] = draft;
	if (draft.length !== 1 || only === undefined) return counted(draft.length, "rule");
	return only.version === null ? "draft" : `v${only.version}`;
}

function Unfinished({ job, backtest }: { job: Job | undefined; backtest: Backtest | undefined }) {
	const note = backtest === undefined ? undefined : `${nowWords(backtest)} against the ${thenWords(backtest)}, nothing is written`;
	return (
		<Panel title="Backtest" note={note} className={classes.grows}>
			{job?.state === "FAILED" || job?.state === "CANCELLED" ? (
				<Message
					icon={<IconAlertTriangle size={20} className={job.state === "FAILED" ? "bad" : "t3"} />}
					title={job.state === "FAILED" ? "The backtest has failed" : "The backtest was stopped"}
				>
					{job.error ?? "It has no result. Run it again."}
				</Message>
			) : (
				<div className={classes.waiting} aria-busy>
					<Skeleton h={72} />
					<Skeleton h={130} />
					<Skeleton h={200} />
				</div>
			)}
		</Panel>
	);
}

interface ResultProps {
	readonly backtest: Backtest;
	readonly result: BacktestResult;
	readonly job: Job | undefined;
	readonly onTake: (() => void) | undefined;
}

function Result({ backtest, result, job, onTake }: ResultProps) {
	const [first, last] = [result.by_day[0]?.day ?? result.coverage.from, result.by_day.at(-1)?.day ?? result.coverage.to];
	const words = { before: nowWords(backtest), after: thenWords(backtest) };
	const against = words.after === "draft" ? "the draft" : words.after;
	return (
		<Panel
			title="Backtest"
			note={`${dayRangeWords(first, last)}, ${words.before} against ${against}, nothing was written`}
			className={classes.grows}
			more={
				<span className={`row ${classes.end}`}>
					{onTake !== undefined && (
						<Button variant="subtle" h={24} onClick={onTake}>
							Edit this draft
						</Button>
					)}
					<ExportBacktest backtest={backtest} result={result} />
				</span>
			}
		>
			<BacktestFigures result={result} />
			<AlertsByDay days={result.by_day} words={words} />
			<Coverage result={result} />
			<BacktestLists result={result} job={job} />
			<Warning result={result} backtest={backtest} />
		</Panel>
	);
}

/** What stands behind the figures. */
function Coverage({ result: { overlap, unknown, coverage, fates } }: { result: BacktestResult }) {
	const statuses = Object.entries(fates).toSorted(([, a], [, b]) => b - a);
	return (
		<p className={`xs t2 tn ${classes.coverage}`}>
			<span>{exactNumber(overlap)} flagged by both</span>
			<span>{exactNumber(unknown)} of the draft not resolved</span>
			{statuses.length > 0 && (
				<span>
					orders of the draft now:{" "}
					{statuses.map(([status, count]) => `${exactNumber(count)} ${reasonWords(status).toLowerCase()}`).join(", ")}
				</span>
			)}
			{coverage.orders_without_field > 0 && (
				<span className="warn">{counted(coverage.orders_without_field, "order")} lack a field that the rule compares</span>
			)}
		</p>
	);
}

function Warning({ result, backtest }: { result: BacktestResult; backtest: Backtest }) {
	const remedy = remedyOf(result, testedRule(backtest));
	const missed = result.confirmed_lost;
	return (
		<footer className={classes.foot}>
			{missed > 0 ? (
				<>
					<IconAlertTriangle size={14} className="warn" aria-hidden />
					<span>
						<b>Saving passes {counted(missed, "known fraud")}.</b>
						{remedy !== undefined && (
							<span className="t2">
								{" "}
								{missed === 1 ? "It is" : "All are"} in {remedy.country}
								{remedy.helps ? `: without ${remedy.country} the draft misses none.` : "."}
							</span>
						)}
					</span>
				</>
			) : (
				<>
					<IconCircleCheck size={14} className="ok" aria-hidden />
					<span className="t2">No known fraud is missed.</span>
				</>
			)}
			<span className="grow" />
			<span className="wide t2">in force {IN_FORCE_WORDS}</span>
		</footer>
	);
}
