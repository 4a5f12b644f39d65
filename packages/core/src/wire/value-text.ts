/** A record's value for readers of JSON. */

/** One of the two is not null unless the value is: text where the bytes are UTF-8, base64 where they are not. `cut`: the rest was left out. */
export interface ValueText {
	readonly value_text: string | null;
	readonly value_base64: string | null;
	readonly value_cut: boolean;
}

/** The first `mostBytes` of the value; text is cut before a character. */
export function valueText(value: Uint8Array | null, mostBytes: number): ValueText {
	if (value === null) return { value_text: null, value_base64: null, value_cut: false };
	const isCut = value.byteLength > mostBytes;
	const kept = isCut ? value.subarray(0, mostBytes) : value;
	const text = textOf(kept, isCut);
	return { value_text: text ?? null, value_base64: text === undefined ? Buffer.from(kept).toString("base64") : null, value_cut: isCut };
}

/** Undefined where the bytes are not UTF-8. `isCut`: they may end within a character, which is left out. */
function textOf(bytes: Uint8Array, isCut: boolean): string | undefined {
	// A byte order mark is kept: the text encodes to the same bytes again.
	const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
	try {
		return utf8.decode(bytes, { stream: isCut });
	} catch {
		return undefined;
	}
}
