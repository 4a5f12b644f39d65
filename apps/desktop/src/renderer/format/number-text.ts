/** Numbers as people type them. */

/** Digits with a comma or a point before the decimals. */
const PLAIN = /^-?(?:\d+[.,]?\d*|[.,]\d+)$/;
/** Thousands separated by commas, as the console writes them: a comma before exactly three digits is no decimal comma. */
const COMMAS = /^-?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;
/** Thousands separated by points: only where more than one, or a decimal comma, shows that they are no decimal points. */
const POINTS = /^-?\d{1,3}(?:(?:\.\d{3}){2,}(?:,\d*)?|(?:\.\d{3})+,\d*)$/;

/** The number that the text means, in English or in continental notation; NaN when it means none. */
export function numberIn(text: string): number {
	const typed = text.replaceAll(/[\s\u00a0\u202f'’]/g, "");
	if (COMMAS.test(typed)) return Number(typed.replaceAll(",", ""));
	if (POINTS.test(typed)) return Number(typed.replaceAll(".", "").replace(",", "."));
	return PLAIN.test(typed) ? Number(typed.replace(",", ".")) : Number.NaN;
}
