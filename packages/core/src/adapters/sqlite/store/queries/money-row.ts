/** Rows of sums by currency. Sums are read as text: they may exceed what a number holds. */
import { fromTenThousandths } from "../../../../domain/money.ts";
import type { MoneyGroup } from "../../../../ports/queries/money-group.ts";

export interface MoneyRow {
	/** NULL or empty where there is none. */
	readonly currency: string | null;
	readonly count: number;
	/** In ten-thousandths. */
	readonly sum: string;
}

export function moneyGroupOf({ currency, count, sum }: MoneyRow): MoneyGroup {
	return { currency: currency === null || currency === "" ? undefined : currency, count, amount: fromTenThousandths(sum) };
}
