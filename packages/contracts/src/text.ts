/** Comparison of text that people write. */

/**
 * Text as it is compared: composed characters (NFC), without the difference between upper and lower case. By way of upper case, which also
 * makes “ss” of “ß”; the final sigma is one form of the letter.
 */
export function foldText(text: string): string {
	return text.normalize("NFC").toUpperCase().toLowerCase().replaceAll("ς", "σ").normalize("NFC");
}

/** In UTF-8. */
export function byteLength(text: string): number {
	let bytes = 0;
	for (const character of text) {
		const point = character.codePointAt(0) ?? 0;
		bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
	}
	return bytes;
}

/** By code points, which is by the bytes of UTF-8, as databases sort text. */
export function compareText(a: string, b: string): number {
	if (a === b) return 0;
	let at = 0;
	while (a.charCodeAt(at) === b.charCodeAt(at)) at++;
	// Where one ends, it is the lesser. Code points, since surrogates would sort before U+E000.
	return (a.codePointAt(at) ?? -1) - (b.codePointAt(at) ?? -1);
}
