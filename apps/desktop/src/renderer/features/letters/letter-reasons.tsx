/** Groups and their reasons, with how many letters each has, their money, and when the first and the last failed. */
import type { letterSummarySchema } from "@orderdeck/contracts/letters/requests";
import { GROUPS } from "@orderdeck/contracts/topics";
import type { z } from "zod";
import { countText } from "../../format/number.ts";
import { epochOf, timeOrDate } from "../../format/time.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import type { letterFilterOf } from "./letter-search.ts";
import { readableMoney, reasonText } from "./letter-words.ts";
import classes from "./letters.module.css";

type Summary = z.infer<typeof letterSummarySchema>;

interface LetterReasonsProps {
	readonly summary: Summary | undefined;
	readonly filter: ReturnType<typeof letterFilterOf>;
	readonly onChoose: (change: { group: string | undefined; reason: string | undefined; letter: undefined }) => void;
}

export function LetterReasons({ summary, filter, onChoose }: LetterReasonsProps) {
	const reasons = summary?.groups ?? [];
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
					const count = summary === undefined ? "–" : countText(countIn(of));
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
								<span className={of.length === 0 ? "t3 tn" : "med tn"}>{count}</span>
							</button>
							{of.map((each) => (
								<Reason
									key={each.reason}
									of={each}
									isChosen={filter.group === group && filter.reason === each.reason}
									onChoose={() => choose(group, each.reason)}
								/>
							))}
						</div>
					);
				})}
			</div>
		</section>
	);
}

function countIn(reasons: readonly Summary["groups"][number][]): number {
	return reasons.reduce((sum, { count }) => sum + count, 0);
}

function Reason({ of, isChosen, onChoose }: { of: Summary["groups"][number]; isChosen: boolean; onChoose: () => void }) {
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
				{countText(of.count)}
				<span className="sr">, </span>
			</span>
			<span className="xs t2 tn">{first === last ? first : `${first} to ${last}`}</span>
			<span className="xs t2 tn">{money}</span>
		</button>
	);
}
