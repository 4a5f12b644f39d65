/** Sums of the alerts that a list of the queue holds. */
import { type AlertTotal, UNRESOLVED } from "@orderdeck/core/ports/queries/fraud";

/** Of alerts that are open or claimed. */
export function unresolved(totals: readonly AlertTotal[]): readonly AlertTotal[] {
	return totals.filter(({ state }) => UNRESOLVED.includes(state));
}
