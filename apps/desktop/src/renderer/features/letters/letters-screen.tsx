/** Dead letters: on the left by group and reason, beside it the letters, and one of them opened. */
import { LETTER_STATES } from "@orderdeck/contracts/letters/states";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { compactNumber } from "../../format/number.ts";
import { epochOf, timeOrDate } from "../../format/time.ts";
import { useNow } from "../../live/live-context.tsx";
import { PageHead } from "../../shell/shell.tsx";
import { useLetterSummary } from "../../shell/use-dead-letters.ts";
import { Count } from "../../ui/count.tsx";
import { Tabs, tabClass } from "../../ui/tabs.tsx";
import { LetterList } from "./letter-list.tsx";
import { LetterReasons } from "./letter-reasons.tsx";
import { type LetterSearch, letterFilterOf } from "./letter-search.ts";
import { readableMoney, STATE_LOOK } from "./letter-words.ts";
import classes from "./letters.module.css";

export function LettersScreen() {
	const search = useSearch({ from: "/dead-letters" });
	const navigate = useNavigate({ from: "/dead-letters" });
	const filter = letterFilterOf(search);
	const summary = useLetterSummary(filter.state);
	const change = useCallback(
		(part: { [K in keyof LetterSearch]?: LetterSearch[K] | undefined }) =>
			void navigate({ search: (known) => ({ ...known, ...part }), replace: true }),
		[navigate],
	);
	return (
		<>
			<PageHead title="Dead letters">
				<Headline />
			</PageHead>
			<Tabs label="Dead letters by state">
				{LETTER_STATES.map((state) => (
					<Link
						key={state}
						to="/dead-letters"
						search={state === "WAITING" ? {} : { state }}
						activeOptions={{ exact: true, includeSearch: true }}
						className={tabClass}
						aria-current={state === filter.state ? "page" : undefined}
						data-here={state === filter.state || undefined}
					>
						{STATE_LOOK[state].word}
						<span className="t3 tn">{summary.data === undefined ? "–" : <Count value={summary.data.states[state]} compact />}</span>
					</Link>
				))}
			</Tabs>
			<div className={classes.body}>
				<LetterReasons summary={summary.data} filter={filter} onChoose={change} />
				<LetterList key={JSON.stringify(filter)} filter={filter} summary={summary.data} openId={search.letter} onChange={change} />
			</div>
		</>
	);
}

/** What waits, in figures; nothing until it is known. */
function Headline() {
	const { data } = useLetterSummary();
	const now = useNow();
	if (data === undefined) return null;
	const { states, groups, oldest_waiting: oldest } = data;
	const byCurrency: Record<string, number> = {};
	for (const group of groups)
		for (const [currency, amount] of Object.entries(group.by_currency)) byCurrency[currency] = (byCurrency[currency] ?? 0) + amount;
	const money = readableMoney(byCurrency);
	return (
		<span className="t2 sm tn">
			{compactNumber(states.WAITING)} waiting
			{money !== undefined && ` · ${money} readable`}
			{oldest !== null && ` · oldest ${timeOrDate(epochOf(oldest), now)}`}
		</span>
	);
}
