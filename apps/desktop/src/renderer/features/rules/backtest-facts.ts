/** What follows from the result of a backtest. Pure. */
import type { Backtest, BacktestResult, ChangedAlert, TestedRule } from "@orderdeck/contracts/backtests/entities";
import type { Rule } from "@orderdeck/contracts/rules/entities";
import { hasSameParameters, type RuleValues } from "./value-changes.ts";

/** The one rule that a backtest of this screen tests; undefined for one of several rules. */
export function testedRule({ draft }: Pick<Backtest, "draft">): TestedRule | undefined {
	return draft.length === 1 ? draft[0] : undefined;
}

/** Whether the backtest has a result for exactly these values of the rule, against the version that is in force. `rule` undefined: a new one. */
export function isTestOf(backtest: Backtest | undefined, { rule, values }: { rule: Rule | undefined; values: RuleValues }): boolean {
	if (backtest === undefined || backtest.result === null) return false;
	const tested = testedRule(backtest);
	if (tested === undefined || tested.id !== (rule?.id ?? null) || !hasSameParameters(tested, values)) return false;
	return backtest.today.every(({ id, version }) => id !== rule?.id || version === rule?.version);
}

/** The known frauds that the draft does not flag. */
export function missedFrauds({ lost }: Pick<BacktestResult, "lost">): ChangedAlert[] {
	return lost.filter(({ known_as }) => known_as === "CONFIRMED_FRAUD");
}

export interface Remedy {
	/** All missed frauds are in it. */
	readonly country: string;
	/** Whether the draft misses none of them where it does not list the country as safe. */
	readonly helps: boolean;
}

/** What the missed frauds have in common; undefined where they have nothing, or not all of them are listed. */
export function remedyOf(result: BacktestResult, tested: TestedRule | undefined): Remedy | undefined {
	const missed = missedFrauds(result);
	const [first] = missed;
	const isWhole = new Set(missed.map(({ order_id }) => String(order_id))).size === result.confirmed_lost;
	if (first === undefined || !isWhole || missed.some(({ country }) => country !== first.country)) return undefined;
	const isSafe = tested?.kind === "amount-by-country" && (tested.safe_countries ?? []).includes(first.country);
	const isOver = missed.every(({ amount, currency }) => currency === tested?.currency && amount > tested.limit);
	return { country: first.country, helps: isSafe && isOver };
}

/** How two figures differ: `-41`, and as a share of the first; the share is undefined where that is 0. */
export function difference(before: number, after: number): { readonly by: number; readonly share: number | undefined } {
	return { by: after - before, share: before === 0 ? undefined : (after - before) / before };
}
