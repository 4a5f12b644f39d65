/** What verdicts make of an order. */
import { VERDICTS, type Verdict } from "@orderdeck/contracts/fraud/entities";

/** By order id. */
export type KnownOrders = ReadonlyMap<string, Verdict>;

/** Of several alerts: a confirmed fraud makes the order one, and a valuable alert it known as that rather than as a false positive. */
export function strongest(known: Verdict | undefined, verdict: Verdict): Verdict {
	return known !== undefined && VERDICTS.indexOf(known) < VERDICTS.indexOf(verdict) ? known : verdict;
}
