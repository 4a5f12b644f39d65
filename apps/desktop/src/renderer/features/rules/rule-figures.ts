/** Figures that follow from those of a rule. Pure. */
import type { ListedRule } from "@orderdeck/contracts/rules/entities";

const DAYS = 7;

/** `29.4` from the alerts of seven days; `0` of none. */
export function perDay(alerts7d: number): string {
	return alerts7d === 0 ? "0" : (alerts7d / DAYS).toFixed(1);
}

/** Of the alerts of seven days: how many have a verdict. */
export function resolvedOf({ confirmed_7d, valuable_7d, false_positive_7d }: ListedRule): number {
	return confirmed_7d + valuable_7d + false_positive_7d;
}
