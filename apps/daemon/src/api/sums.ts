/** What documents of several currencies come to. */
import { type MoneySums, moneySums } from "@orderdeck/contracts/money";
import type { MoneyGroup } from "@orderdeck/core/ports/queries/money-group";

/** Groups that state no currency count as the base currency. */
export function sumsOf(groups: readonly MoneyGroup[], baseCurrency: string): MoneySums & { readonly count: number } {
	const money = groups.map(({ amount, currency = baseCurrency }) => ({ amount, currency }));
	return { count: groups.reduce((sum, { count }) => sum + count, 0), ...moneySums(money, baseCurrency) };
}
