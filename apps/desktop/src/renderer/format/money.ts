/** Money, by `Intl`: exact in the minor unit of its currency, or compact with the currency kept. */
import { isCurrencyCode } from "@orderdeck/contracts/codes";
import { decimalOf, type MoneySums, minorDigits } from "@orderdeck/contracts/money";
import { bounded, compactNumber, NARROW, threeFigures } from "./number.ts";

const formats = new Map<string, Intl.NumberFormat>();

/** Undefined: plain figures. */
function formatOf(currency: string | undefined, digits: number): Intl.NumberFormat {
	const key = `${currency}/${digits}`;
	const known = formats.get(key);
	if (known !== undefined) return known;
	const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
	const made = new Intl.NumberFormat("en-US", currency === undefined ? fraction : { style: "currency", currency, ...fraction });
	formats.set(key, made);
	return made;
}

/** By the amount's decimal digits, half up: as a number, 1.005 is a little less. */
function formatted(amount: number, currency: string, digits: number): string {
	const exact = `${amount}` as const;
	// What is no currency code came over the wire: it is shown as it was received.
	return isCurrencyCode(currency)
		? formatOf(currency, digits).format(exact)
		: `${currency}\u00a0${formatOf(undefined, digits).format(exact)}`;
}

/** With the decimals of the currency: `$1,234.56`, `¥45,000`, `KWD 1.235`. */
export function money(amount: number, currency: string): string {
	return formatted(amount, currency, minorDigits(currency));
}

const FIGURES = new Intl.NumberFormat("en-US", { maximumFractionDigits: 20 });

/** Without a unit, with the decimals it has: `1,234.5`. */
export function plainAmount(amount: number): string {
	return FIGURES.format(`${amount}`);
}

/** Money as digits: with the decimals of its currency, or with all where there are more. Never rounded. */
export function exactDigits(amount: number, currency: string): string {
	const exact = decimalOf(amount);
	const digits = exact.toFixed(minorDigits(currency));
	return exact.eq(digits) ? digits : exact.toFixed();
}

/** Without decimals: `$104,100`. */
export function wholeMoney(amount: number, currency: string): string {
	return formatted(amount, currency, 0);
}

/** `$115` below a thousand, then `$11.2 k`, `$1.04 M`. */
export function compactMoney(amount: number, currency: string): string {
	if (Math.abs(amount) < 999.5) return wholeMoney(amount, currency);
	return wholeMoney(0, currency).replace("0", compactFigure(amount));
}

function compactFigure(amount: number): string {
	if (Math.abs(amount) < 999_950) return `${(amount / 1000).toFixed(1)}${NARROW}k`;
	if (Math.abs(amount) < 999_950_000) return `${threeFigures(amount / 1e6)}${NARROW}M`;
	return compactNumber(amount);
}

/** `at_least`: not all money was added up; each amount is then a lower bound, and shown as one. */
type Sums = Pick<MoneySums, "currency" | "by_currency"> & { readonly at_least?: boolean };
type Format = (amount: number, currency: string) => string;

/** The sum of each currency, the leading one first: `$1,234.50 · €300.00 · ¥45,000`. */
export function eachMoney(sums: Sums, format: Format = money): string {
	const all = inOrder(sums);
	return (all.length === 0 ? [[sums.currency, 0] as const] : all)
		.map(([currency, amount]) => bounded(format(amount, currency), sums.at_least ?? false))
		.join(" · ");
}

/** The sums of the other currencies, compact: `€300 · ¥45.0 k`; empty where there are none. */
export function otherMoney(sums: Sums): string {
	const others = inOrder(sums).filter(([currency]) => currency !== sums.currency);
	return others.map(([currency, amount]) => bounded(compactMoney(amount, currency), sums.at_least ?? false)).join(" · ");
}

/** For a tight place: the first sum, compact, and how many other currencies there are: `$11.2 k +2`. */
export function tightMoney(sums: Sums): string {
	const [[currency, amount] = [sums.currency, 0] as const, ...others] = inOrder(sums);
	return `${bounded(compactMoney(amount, currency), sums.at_least ?? false)}${others.length === 0 ? "" : ` +${others.length}`}`;
}

function inOrder({ currency, by_currency }: Sums): (readonly [string, number])[] {
	return Object.entries(by_currency).toSorted(([a], [b]) => Number(b === currency) - Number(a === currency));
}
