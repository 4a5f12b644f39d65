/** A redrive while it runs and after: its progress, and what became of each letter. */
import { Progress } from "@mantine/core";
import type { Job } from "@orderdeck/contracts/jobs/entities";
import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTRPC } from "../../api/client.ts";
import { countText } from "../../format/number.ts";
import { Consequence } from "../../ui/action-sheet.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { STATE_LOOK } from "./letter-words.ts";
import classes from "./letters.module.css";

const READ_MS = 1_000;
/** So many letters are shown with their state; the lists by state have all. */
const SHOWN = 20;
const ARRIVED_COUNTED = 100;

export function RedriveResults({ job: started }: { job: Job }) {
	const trpc = useTRPC();
	const { data: job = started } = useQuery({
		...trpc.jobs.get.queryOptions({ id: started.job_id }),
		refetchInterval: (query) => (query.state.data === undefined || query.state.data.state === "RUNNING" ? READ_MS : false),
	});
	const { data: results } = useQuery({
		...trpc.jobs.results.queryOptions({ id: job.job_id, limit: SHOWN }),
		refetchInterval: job.state === "RUNNING" ? READ_MS : false,
	});
	const rows = results?.results ?? [];
	const letters = useQueries({
		queries: rows.map(({ id }) => ({
			...trpc.deadLetters.get.queryOptions({ id }),
			refetchInterval: (query: { state: { data?: { state: string } | undefined } }) =>
				query.state.data?.state === "REDRIVING" || query.state.data?.state === "WAITING" ? READ_MS : (false as const),
		})),
	});
	const arrived = useArrivedSince(rows[0]?.id, job.started_at);
	const tone = job.state === "FAILED" ? "bad" : job.failed > 0 ? "warn" : "ok";
	return (
		<>
			<Consequence
				tone={tone}
				title={
					job.state === "RUNNING"
						? `${countText(job.done + job.failed)} of ${countText(job.total)} published`
						: `Expected ${countText(job.total)}, published ${countText(job.done)}`
				}
			>
				{job.error !== null && <p className="sm">{job.error}</p>}
				{arrived !== "0" && <p className="sm tn">{arrived} new since you started: they are not part of this redrive</p>}
				<p className="t2 sm">
					A letter has succeeded once its group has handled it: see{" "}
					<Link to="/dead-letters" search={{ state: "SUCCEEDED" }} className="acc">
						Succeeded
					</Link>{" "}
					and{" "}
					<Link to="/dead-letters" search={{ state: "FAILED_AGAIN" }} className="acc">
						Failed again
					</Link>
					.
				</p>
			</Consequence>
			{job.state === "RUNNING" && <Progress mt={12} size="xs" value={((job.done + job.failed) / Math.max(1, job.total)) * 100} />}
			<ul className={classes.results} aria-label="Results">
				{rows.map((row, place) => {
					const state = letters[place]?.data?.state;
					return (
						<li key={row.id}>
							<span className="mono">{row.id}</span>
							{row.code !== null ? (
								<span className="bad mono">{row.code}</span>
							) : (
								state !== undefined && row.outcome === "done" && <StateMark look={STATE_LOOK[state]} />
							)}
							<span className="t2">{row.why ?? row.outcome}</span>
						</li>
					);
				})}
			</ul>
			{job.total > rows.length && <p className="t2 sm">{countText(job.total - rows.length)} more</p>}
		</>
	);
}

/** How many letters of the group have failed since; those of this redrive that fail again are among them. */
function useArrivedSince(id: string | undefined, startedAt: string): string {
	const trpc = useTRPC();
	const group = id?.split(":")[0];
	const { data } = useQuery({
		...trpc.deadLetters.list.queryOptions({ group, state: "WAITING", limit: ARRIVED_COUNTED }),
		enabled: group !== undefined,
		refetchInterval: READ_MS,
	});
	const count = (data?.letters ?? []).filter(({ at }) => at >= startedAt).length;
	return countText(count, count === ARRIVED_COUNTED);
}
