/**
 * Money in columns and indexes, which sum whole numbers only: in ten-thousandths of the currency's unit, whichever it is. No currency has a
 * smaller minor unit, and a table of minor units that changes later changes no sum.
 */
import { decimalOf, exactAmount, type Money } from "@orderdeck/contracts/money";

const TEN_THOUSANDTHS = 10_000;

export function tenThousandths(money: Money): number {
	return exactAmount(money).times(TEN_THOUSANDTHS).toNumber();
}

/** In units of the currency, decimal text. */
export function fromTenThousandths(sum: number | string): string {
	return decimalOf(sum).div(TEN_THOUSANDTHS).toFixed();
}
