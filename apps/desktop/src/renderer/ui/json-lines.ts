/** JSON in lines as people read it, each with the place of its text in the source, so that its bytes can be found. */

export interface JsonToken {
	readonly kind: "key" | "text" | "word" | "mark";
	readonly text: string;
}

/** `from` and `to`: where the line's own text stands in the source, in UTF-16 units, without the comma after it. */
export interface JsonLine {
	readonly indent: number;
	readonly tokens: readonly JsonToken[];
	readonly from: number;
	readonly to: number;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** Undefined where the text is not JSON. */
export function jsonLines(text: string): readonly JsonLine[] | undefined {
	try {
		JSON.parse(text);
	} catch {
		return undefined;
	}
	const found = [...text.matchAll(TOKEN)];
	const lines: JsonLine[] = [];
	let indent = 0;
	let tokens: JsonToken[] = [];
	let from = 0;
	let to = 0;

	const add = (kind: JsonToken["kind"], shown: string, at: number, length: number) => {
		if (tokens.length === 0) from = at;
		tokens.push({ kind, text: shown });
		if (shown !== ",") to = at + length;
	};
	const endLine = () => {
		if (tokens.length > 0) lines.push({ indent, tokens, from, to });
		tokens = [];
	};

	for (const [place, { 0: token, index }] of found.entries()) {
		const next = found[place + 1]?.[0];
		if (token === "{" || token === "[") {
			add("mark", token, index, 1);
			if (next === "}" || next === "]") continue;
			endLine();
			indent += 1;
		} else if (token === "}" || token === "]") {
			const isEmpty = found[place - 1]?.[0] === "{" || found[place - 1]?.[0] === "[";
			if (!isEmpty) {
				endLine();
				indent -= 1;
			}
			add("mark", token, index, 1);
		} else if (token === ",") {
			add("mark", ",", index, 1);
			endLine();
		} else if (token === ":") add("mark", ": ", index, 1);
		else add(token.startsWith('"') ? (next === ":" ? "key" : "text") : "word", token, index, token.length);
	}
	endLine();
	return lines;
}

// Control and formatting characters, spaces that are not the usual one, and what stands for bytes that are no text.
const UNSEEN = /[^\P{C}\n\t]|[^\P{Z} ]|\ufffd/gu;

/** Text cut at each character that cannot be seen, which becomes `U+FEFF`. */
export function visibleParts(text: string): readonly { readonly text: string; readonly unseen: boolean }[] {
	const parts: { text: string; unseen: boolean }[] = [];
	let at = 0;
	for (const { 0: unseen, index } of text.matchAll(UNSEEN)) {
		if (index > at) parts.push({ text: text.slice(at, index), unseen: false });
		parts.push({ text: `U+${(unseen.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`, unseen: true });
		at = index + unseen.length;
	}
	if (at < text.length) parts.push({ text: text.slice(at), unseen: false });
	return parts;
}
