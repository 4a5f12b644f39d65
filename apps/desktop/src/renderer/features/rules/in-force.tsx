/** The version in force, and what its rule's alerts came to. */
import type { ListedRule } from "@orderdeck/contracts/rules/entities";
import type { CSSProperties } from "react";
import { eachMoney } from "../../format/money.ts";
import { countText } from "../../format/number.ts";
import { clockTime, epochOf } from "../../format/time.ts";
import { counted } from "../../format/words.ts";
import { useNow } from "../../live/live-context.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Spark } from "../../ui/spark.tsx";
import { perDay } from "./rule-figures.ts";
import { sinceWords } from "./rule-words.ts";
import classes from "./rules.module.css";

export function InForce({ rule }: { rule: ListedRule }) {
	const now = useNow();
	const since = epochOf(rule.since);
	const isPending = since > now;
	const words = isPending ? `from ${clockTime(since)}` : since <= 0 ? "always" : `since ${sinceWords(rule.since, now)}`;
	const days = rule.by_day;
	const most = Math.max(0, ...days.map(({ alerts }) => alerts));
	return (
		<Panel
			title={rule.state === "SHADOW" ? "In shadow" : "In force"}
			note={`v${rule.version}, 7 days`}
			className={classes.fixed}
			more={<span className={`sm tn ${classes.end}`}>{words}</span>}
		>
			<div className={classes.inForce}>
				{isPending && <p className="paused tn">In force from {clockTime(since)}, for orders received from then on.</p>}
				<VerdictMix rule={rule} />
				<dl className={classes.facts}>
					<dt>Alerts raised</dt>
					<dd>{countText(rule.alerts_7d)}</dd>
					<dt>Money flagged</dt>
					<dd>{eachMoney({ currency: rule.money_currency, by_currency: rule.money_by_currency })}</dd>
					<dt>Alerts a day</dt>
					<dd>{perDay(rule.alerts_7d)}</dd>
				</dl>
				<div role="img" aria-label={`Alerts a day, ${counted(days.length, "day")}: at most ${countText(most)}`}>
					<p className="t2 xs">Alerts a day, 30 days</p>
					<Spark values={days.map(({ alerts }) => alerts)} tone="accent" height={44} />
				</div>
			</div>
		</Panel>
	);
}

function VerdictMix({ rule }: { rule: ListedRule }) {
	const parts = [
		{ count: rule.confirmed_7d, word: "fraud", tone: "bad" },
		{ count: rule.valuable_7d, word: "valuable", tone: "info" },
		{ count: rule.false_positive_7d, word: "false positive", tone: "none" },
	];
	const shown = parts.filter(({ count }) => count > 0);
	if (shown.length === 0) return <p className="t3">No alert of the last 7 days has been resolved.</p>;
	return (
		<div className={classes.mix} role="img" aria-label={parts.map(({ count, word }) => `${countText(count)} ${word}`).join(", ")}>
			{shown.map(({ count, word, tone }) => (
				<span key={word} data-tone={tone} style={{ "--share": count } as CSSProperties} title={`${countText(count)} ${word}`}>
					{countText(count)} {word}
				</span>
			))}
		</div>
	);
}
