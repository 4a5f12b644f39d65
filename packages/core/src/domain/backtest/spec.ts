/** What a backtest tests: which rules, over which orders. */
import type { TestedRule } from "@orderdeck/contracts/backtests/entities";
import { instantOf } from "@orderdeck/contracts/instant";
import { isoOf } from "../instant.ts";

/** ISO 8601, both inclusive, on when lists have orders created. */
export interface TestedRange {
	readonly from: string;
	readonly to: string;
}

export interface BacktestSpec extends TestedRange {
	/** The rules in force when it started, under the ids of those that are tested. */
	readonly today: readonly TestedRule[];
	readonly draft: readonly TestedRule[];
}

/** The rules that raise alerts under one id; undefined where one side has none. */
export interface ComparedRules {
	readonly rule: string;
	readonly today: TestedRule | undefined;
	readonly draft: TestedRule | undefined;
}

/** A draft of no stored rule goes by its name. */
export function comparedRules({ today, draft }: Pick<BacktestSpec, "today" | "draft">): ComparedRules[] {
	const nameOf = ({ id, name }: TestedRule) => id ?? name;
	const named = (rules: readonly TestedRule[], rule: string) => rules.find((each) => nameOf(each) === rule);
	const names = new Set([...draft, ...today].map(nameOf));
	return [...names].map((rule) => ({ rule, today: named(today, rule), draft: named(draft, rule) }));
}

/** The longest window of the velocity rules, ms; 0 where there is none. */
export function longestWindowMs({ today, draft }: Pick<BacktestSpec, "today" | "draft">): number {
	return Math.max(0, ...[...today, ...draft].map(({ kind, window_ms }) => (kind === "velocity" ? (window_ms ?? 0) : 0)));
}

/** The orders to read: those of the range, and before it those that its windows reach back to. */
export function scanRange(spec: BacktestSpec): TestedRange {
	return { from: isoOf(Math.max(instantOf(spec.from) - longestWindowMs(spec), 0)), to: spec.to };
}
