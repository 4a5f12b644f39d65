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

/** What each side raises on the order. `windows` have all orders up to its instant. */
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

function ordersIn({ kind, window_ms }: TestedRule, { customer, created }: OrderFacts, windows: CustomerWindows): number {
	return kind === "velocity" ? windows.count(customer, created, window_ms ?? 0) : 0;
}

/** True of an order that lacks what the rules compare: none of the amount rules has its currency. */
export function lacksField({ today, draft }: Pick<BacktestSpec, "today" | "draft">): (order: OrderFacts) => boolean {
	const currencies = new Set([...today, ...draft].filter(({ kind }) => kind !== "velocity").map(({ currency }) => currency));
	return ({ currency }) => currencies.size > 0 && !currencies.has(currencyCode(currency));
}
