/** The alerts on one order. */
import type { TestedRule } from "@orderdeck/contracts/backtests/entities";
import { currencyCode } from "@orderdeck/contracts/codes";
import { evaluate } from "../fraud-rules.ts";
import type { CustomerWindows } from "./customer-windows.ts";
import type { OrderFacts } from "./order-facts.ts";
import type { BacktestSpec, ComparedRules } from "./spec.ts";

/** The scores of the alerts that the rules of one id raise; undefined where a side raises none. */
export interface Raised {
	readonly rule: string;
	readonly today: number | undefined;
	readonly draft: number | undefined;
}

/**
 * What each side raises on the order. `windows` have all orders up to its instant. Without a date of its own an order is in no window, and no
 * velocity rule flags it.
 */
export function alertsOn(order: OrderFacts, rules: readonly ComparedRules[], windows: CustomerWindows): Raised[] {
	if (order.arrived_cancelled) return [];
	const scoreOf = (rule: TestedRule | undefined): number | undefined =>
		rule && evaluate(rule, order, ordersIn(rule, order, windows))?.score;
	const raised: Raised[] = [];
	for (const { rule, today, draft } of rules) {
		const scores = { today: scoreOf(today), draft: scoreOf(draft) };
		if (scores.today !== undefined || scores.draft !== undefined) raised.push({ rule, ...scores });
	}
	return raised;
}

function ordersIn({ kind, window_ms }: TestedRule, { customer, stated }: OrderFacts, windows: CustomerWindows): number {
	return kind !== "velocity" || stated === null ? 0 : windows.count(customer, stated, window_ms ?? 0);
}

/** True of an order that lacks what the rules compare: none of the amount rules has its currency, or it has no date and a rule has a window. */
export function lacksField({ today, draft }: Pick<BacktestSpec, "today" | "draft">): (order: OrderFacts) => boolean {
	const rules = [...today, ...draft];
	const currencies = new Set(rules.filter(({ kind }) => kind !== "velocity").map(({ currency }) => currency));
	const hasVelocity = rules.some(({ kind }) => kind === "velocity");
	return ({ currency, stated }) => (currencies.size > 0 && !currencies.has(currencyCode(currency))) || (hasVelocity && stated === null);
}
