/**
 * Money has a unit. Amounts are rounded to the minor unit of their currency, half up, and added up per currency, by decimal arithmetic on
 * their decimal text. Amounts of two currencies are never added or compared: there are no exchange rates here.
 */
import Big from "big.js";
import { z } from "zod";
import { currencyCode, isCurrencyCode } from "./codes.ts";

/** An amount in units of its currency, such as 249.99: a number, or decimal text where a number would not be exact. */
export interface Money {
	readonly amount: number | string;
	readonly currency: string;
}

/**
 * Sums by currency code, and one of them as a plain number: `amount` is in `currency`, which is the only currency there is, or BASE_CURRENCY
 * where there are several or none. JSON numbers, exact up to 15 digits. What has no currency code is in no sum.
 */
export const moneySumsSchema = z.object({
	amount: z.number(),
	currency: z.string(),
	by_currency: z.record(z.string(), z.number()),
});
export type MoneySums = z.infer<typeof moneySumsSchema>;

const UNKNOWN_DIGITS = 2;
const digitsByCode = new Map<string, number>();

/** Decimals of a currency's minor unit: 2 for USD, 0 for JPY, 3 for KWD; 2 for what is no known code. */
export function minorDigits(currency: string): number {
	if (!isCurrencyCode(currency)) return UNKNOWN_DIGITS;
	const known = digitsByCode.get(currency);
	if (known !== undefined) return known;
	const { maximumFractionDigits = UNKNOWN_DIGITS } = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
	digitsByCode.set(currency, maximumFractionDigits);
	return maximumFractionDigits;
}

/** An exact decimal number. */
export type Decimal = Big;

export function decimalOf(value: number | string): Decimal {
	return new Big(value);
}

/** The amount in whole minor units of its currency, exact: 1.005 USD is 1.01. */
export function exactAmount({ amount, currency }: Money): Decimal {
	return decimalOf(amount).round(minorDigits(currency), Big.roundHalfUp);
}

/** The amount as payment providers take it: in whole minor units, 1235 for 1.235 KWD. */
export function minorUnits(money: Money): number {
	const { amount, currency } = money;
	const scale = 10 ** minorDigits(currency);
	// A number that is the nearest to a whole number of minor units has their digits as its text: up to 15 digits, a double keeps them.
	const units = Math.round(Number(amount) * scale);
	if (typeof amount === "number" && units / scale === amount && Math.abs(units) < 1e15) return units;
	return exactAmount(money).times(scale).toNumber();
}

/** The sum of each currency, by code, in the order of the alphabet. */
export function sumByCurrency(amounts: Iterable<Money>): Record<string, number> {
	const sums = new Map<string, Decimal>();
	for (const { amount, currency: text } of amounts) {
		const currency = currencyCode(text);
		if (isCurrencyCode(currency)) sums.set(currency, exactAmount({ amount, currency }).plus(sums.get(currency) ?? 0));
	}
	return Object.fromEntries([...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([currency, sum]) => [currency, sum.toNumber()]));
}

/** The sums of the amounts, as the API returns them. */
export function moneySums(amounts: Iterable<Money>, baseCurrency: string): MoneySums {
	const by_currency = sumByCurrency(amounts);
	const currency = leadingCurrency(Object.keys(by_currency), baseCurrency);
	return { amount: by_currency[currency] ?? 0, currency, by_currency };
}

/** The currency that one figure is in: the only one there is, else the base currency. */
export function leadingCurrency(currencies: readonly string[], baseCurrency: string): string {
	const [only] = currencies;
	return only !== undefined && currencies.length === 1 ? only : baseCurrency;
}

/** The amounts behind the sums. */
export function moneyOf(byCurrency: Readonly<Record<string, number>>): Money[] {
	return Object.entries(byCurrency).map(([currency, amount]) => ({ amount, currency }));
}
