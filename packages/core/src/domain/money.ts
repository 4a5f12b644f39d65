/**
 * Money in columns and indexes, which sum whole numbers only: in ten-thousandths of the currency's unit, whichever it is. No currency has a
 * smaller minor unit, and a table of minor units that changes later changes no sum.
 */
import { decimalOf, type Money, minorDigits, minorUnits } from "@orderdeck/contracts/money";

const DIGITS = 4;

export function tenThousandths(money: Money): number {
	return minorUnits(money) * 10 ** (DIGITS - minorDigits(money.currency));
}

/** In units of the currency, decimal text. */
export function fromTenThousandths(sum: number | string): string {
	// Lists of sums by the hour have thousands: up to 15 digits, a number has the digits of the quotient as its text.
	const whole = Number(sum);
	if (Number.isInteger(whole) && Math.abs(whole) < 1e15) return String(whole / 10 ** DIGITS);
	return decimalOf(sum)
		.div(10 ** DIGITS)
		.toFixed();
}
