/** The rules: state, condition, and what their alerts came to. */
import { Skeleton } from "@mantine/core";
import type { ListedRule } from "@orderdeck/contracts/rules/entities";
import { useRef } from "react";
import { countText, NARROW, percent } from "../../format/number.ts";
import { useNow } from "../../live/live-context.tsx";
import { LIST, useGridFocus } from "../../ui/list-focus.ts";
import { rowKeys } from "../../ui/row-keys.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { perDay, resolvedOf } from "./rule-figures.ts";
import { RuleSentence } from "./rule-sentence.tsx";
import { ruleLook } from "./rule-words.ts";
import classes from "./rules.module.css";

interface RuleListProps {
	/** Undefined while they are read for the first time. */
	readonly rules: readonly ListedRule[] | undefined;
	readonly chosenId: string | undefined;
	readonly onChoose: (id: string) => void;
}

const onKeyDown = rowKeys("button[data-rule]");

/** The list is there before its rules, so that it has the keyboard from the start. */
export function RuleList({ rules, chosenId, onChoose }: RuleListProps) {
	const list = useRef<HTMLUListElement>(null);
	useGridFocus(list, undefined);
	return (
		<ul
			ref={list}
			className={rules === undefined ? classes.waiting : classes.rules}
			aria-label="Rules"
			aria-busy={rules === undefined}
			tabIndex={-1}
			onKeyDown={onKeyDown}
			{...LIST}
		>
			{rules === undefined
				? [1, 2, 3].map((place) => (
						<li key={place}>
							<Skeleton h={64} />
						</li>
					))
				: rules.map((rule) => (
						<li key={rule.id}>
							<RuleRow rule={rule} isChosen={rule.id === chosenId} onChoose={() => onChoose(rule.id)} />
						</li>
					))}
		</ul>
	);
}

function RuleRow({ rule, isChosen, onChoose }: { rule: ListedRule; isChosen: boolean; onChoose: () => void }) {
	const now = useNow();
	return (
		<button type="button" className={classes.rule} aria-pressed={isChosen} data-rule={rule.id} onClick={onChoose}>
			<span className={classes.ruleHead}>
				<b className="ell" title={rule.name}>
					{rule.name}
				</b>
				<span className="t3 xs tn">v{rule.version}</span>
				<span className="grow" />
				<StateMark look={ruleLook(rule, now)} />
			</span>
			<span className={classes.words}>
				<RuleSentence kind={rule.kind} parameters={rule} />
				{rule.shadow !== null && rule.shadow.version !== rule.version && (
					<span className={`xs tn info ${classes.shadowTag}`}>shadow v{rule.shadow.version}</span>
				)}
			</span>
			<span className={classes.ruleFigures}>
				<span className="tn">
					<b>{countText(rule.open_alerts)}</b> <span className="t2">open</span>
				</span>
				<span className="tn">
					<b>{perDay(rule.alerts_7d)}</b> <span className="t2">a day</span>
				</span>
				<span className="grow" />
				<PrecisionBar rule={rule} />
			</span>
		</button>
	);
}

function PrecisionBar({ rule }: { rule: ListedRule }) {
	if (rule.precision === null) return <span className="t3">under 10 resolved</span>;
	const share = Math.round(rule.precision * 100);
	return (
		<span className={classes.precision} title={`Precision: ${percent(rule.precision, 1)} confirmed of resolved, in 7 days`}>
			<span className={classes.meter} aria-hidden>
				<i style={{ width: `${share}%` }} />
			</span>
			<span className="tn">
				<b>
					{share}
					{NARROW}%
				</b>{" "}
				<span className="t3">of {countText(resolvedOf(rule))}</span>
			</span>
		</span>
	);
}
