/**
 * Country and currency codes in one form: `us`, ` US ` and `US` are one country, to rules, sums and filters. What is no code stays as it was
 * received; it is shown, and no sum is kept of it alone.
 */

const COUNTRY = /^[A-Z]{2}$/;
const CURRENCY = /^[A-Z]{3}$/;
/** ASCII letters only: others may become several in upper case. */
const LETTERS = /^[A-Za-z]+$/;

/** `US` for `us` and ` us `; text that is not two letters is returned as it is. */
export function countryCode(text: string): string {
	return canonical(text, COUNTRY);
}

export function isCountryCode(text: string): boolean {
	return COUNTRY.test(text);
}

/** `USD` for `usd` and ` usd `; text that is not three letters is returned as it is. */
export function currencyCode(text: string): string {
	return canonical(text, CURRENCY);
}

export function isCurrencyCode(text: string): boolean {
	return CURRENCY.test(text);
}

function canonical(text: string, form: RegExp): string {
	if (form.test(text)) return text;
	const trimmed = text.trim();
	const upper = LETTERS.test(trimmed) ? trimmed.toUpperCase() : text;
	return form.test(upper) ? upper : text;
}
