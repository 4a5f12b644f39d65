/** Groups and their reasons, with how many letters each has, their money, and when the first and the last failed. */
import type { LetterArrivals } from "@orderdeck/contracts/letters/entities";
import type { letterSummarySchema } from "@orderdeck/contracts/letters/requests";
import { GROUPS } from "@orderdeck/contracts/topics";
import type { z } from "zod";
import { epochOf, timeOrDate } from "../../format/time.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { Count } from "../../ui/count.tsx";
import { ArrivalBars } from "./arrival-bars.tsx";
import { type ArrivalAxis, arrivalAxis } from "./arrivals.ts";
import type { letterFilterOf } from "./letter-search.ts";
import { readableMoney, reasonText } from "./letter-words.ts";
import classes from "./letters.module.css";
import { useArrivals } from "./use-arrivals.ts";

const HOUR_MS = 3_600_000;

type Summary = z.infer<typeof letterSummarySchema>;

interface LetterReasonsProps {
	readonly summary: Summary | undefined;
	readonly filter: ReturnType<typeof letterFilterOf>;
	readonly onChoose: (change: { group: string | undefined; reason: string | undefined; letter: undefined }) => void;
}

export function LetterReasons({ summary, filter, onChoose }: LetterReasonsProps) {
	const reasons = summary?.groups ?? [];
	const arrivals = useArrivals(filter.state);
	const axis = arrivalAxis(arrivals ?? [], daemonClock.now());
	const names = [...new Set([...reasons.map(({ group }) => group), ...Object.values(GROUPS)])];
	const choose = (group: string | undefined, reason?: string) => onChoose({ group, reason, letter: undefined });
	return (
		<section className={classes.reasons} aria-label="Groups and reasons">
			<header className={classes.head}>
				<h2>Groups and reasons</h2>
				<span className="grow" />
				{filter.group !== undefined && (
					<button type="button" className="link" onClick={() => choose(undefined)}>
						All
					</button>
				)}
			</header>
			<div className={classes.scroll}>
				{names.map((group) => {
					const of = reasons.filter((each) => each.group === group);
					return (
						<div key={group} className={classes.group}>
							<button
								type="button"
								className={classes.choice}
								aria-pressed={filter.group === group && filter.reason === undefined}
								onClick={() => choose(group)}
							>
								<span className="med ell">
									{group}
									<span className="sr">, </span>
								</span>
								<span className={of.length === 0 ? "t3 tn" : "med tn"}>{summary === undefined ? "–" : <Count value={countIn(of)} />}</span>
							</button>
							{of.map((each) => (
								<Reason
									key={each.reason}
									of={each}
									hours={arrivals?.find(({ group, reason }) => group === each.group && reason === each.reason)?.hours}
									axis={axis}
									isChosen={filter.group === group && filter.reason === each.reason}
									onChoose={() => choose(group, each.reason)}
								/>
							))}
						</div>
					);
				})}
			</div>
			{arrivals !== undefined && <Arrivals arrivals={arrivals} axis={axis} filter={filter} />}
		</section>
	);
}

/** Of what is chosen, all reasons together. */
function Arrivals({
	arrivals,
	axis,
	filter,
}: {
	arrivals: readonly LetterArrivals[];
	axis: ArrivalAxis;
	filter: LetterReasonsProps["filter"];
}) {
	const chosen = arrivals.filter(
		({ group, reason }) => (filter.group ?? group) === group && (filter.reason === undefined || filter.reason === reason),
	);
	const hours = (axis.to - axis.from) / HOUR_MS;
	return (
		<footer className={classes.arrivals}>
			<h3>
				Arrived by hour <span className="t3 xs">{hours <= 48 ? `${hours} h` : `${Math.round(hours / 24)} days`}</span>
			</h3>
			<ArrivalBars hours={chosen.flatMap((each) => each.hours)} axis={axis} height={52} />
			<p className="xs t2 tn">
				<span>{timeOrDate(axis.from, daemonClock.now())}</span>
				<span>now</span>
			</p>
		</footer>
	);
}

function countIn(reasons: readonly Summary["groups"][number][]): number {
	return reasons.reduce((sum, { count }) => sum + count, 0);
}

interface ReasonProps {
	readonly of: Summary["groups"][number];
	/** Undefined while they are not read, or all of them arrived before what is counted by hour. */
	readonly hours: LetterArrivals["hours"] | undefined;
	readonly axis: ArrivalAxis;
	readonly isChosen: boolean;
	readonly onChoose: () => void;
}

function Reason({ of, hours, axis, isChosen, onChoose }: ReasonProps) {
	const now = daemonClock.now();
	const [first, last] = [of.oldest, of.newest].map((at) => timeOrDate(epochOf(at), now));
	const money = readableMoney(of.by_currency) ?? "no amount";
	return (
		<button type="button" className={`${classes.choice} ${classes.reason}`} aria-pressed={isChosen} title={of.reason} onClick={onChoose}>
			<span className="ell">
				{reasonText(of.reason)}
				<span className="sr">, </span>
			</span>
			<span className="med tn">
				<Count value={of.count} />
				<span className="sr">, </span>
			</span>
			<span className="xs t2 tn">{first === last ? first : `${first} to ${last}`}</span>
			<span className="xs t2 tn">{money}</span>
			{hours !== undefined && (
				<span className={classes.bars} aria-hidden>
					<ArrivalBars hours={hours} axis={axis} height={14} />
				</span>
			)}
		</button>
	);
}
