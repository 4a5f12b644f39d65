/** Comparison of text that people write. */

/**
 * Text as it is compared: composed characters (NFC), without the difference between upper and lower case. By way of upper case, which also
 * makes “ss” of “ß”; the final sigma is one form of the letter.
 */
export function foldText(text: string): string {
	return text.normalize("NFC").toUpperCase().toLowerCase().replaceAll("ς", "σ").normalize("NFC");
}
