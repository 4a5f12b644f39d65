/** Money, by `Intl`: exact with its cents, or compact with the currency kept. */
import { compactNumber, NARROW, threeFigures } from "./number.ts";

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string, digits: number): Intl.NumberFormat {
	const key = `${currency}/${digits}`;
	const known = formats.get(key);
	if (known !== undefined) return known;
	const made = createFormat(currency, digits);
	formats.set(key, made);
	return made;
}

/** An unknown currency code is written out before the figure rather than refused: it came over the wire. */
function createFormat(currency: string, digits: number): Intl.NumberFormat {
	const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
	const wellFormed = /^[A-Z]{3}$/.test(currency);
	return new Intl.NumberFormat("en-US", wellFormed ? { style: "currency", currency, ...fraction } : fraction);
}

/** With cents: `$1,234.56`. */
export function money(amount: number, currency = "USD"): string {
	return formatOf(currency, 2).format(amount);
}

/** Without cents: `$104,100`. */
export function wholeMoney(amount: number, currency = "USD"): string {
	return formatOf(currency, 0).format(amount);
}

/** `$115` below a thousand, then `$11.2 k`, `$1.04 M`. */
export function compactMoney(amount: number, currency = "USD"): string {
	if (Math.abs(amount) < 999.5) return wholeMoney(amount, currency);
	const symbol =
		formatOf(currency, 0)
			.formatToParts(0)
			.find((part) => part.type === "currency")?.value ?? "";
	if (Math.abs(amount) < 999_950) return `${symbol}${(amount / 1000).toFixed(1)}${NARROW}k`;
	if (Math.abs(amount) < 999_950_000) return `${symbol}${threeFigures(amount / 1e6)}${NARROW}M`;
	return `${symbol}${compactNumber(amount)}`;
}
