/** Splits a statement into tokens. */

const TOKEN = /\s*(?:(`[^`]+`)|(\$\w+)|("[^"]*"|'[^']*')|(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(<=|>=|[<>=*/().,[\]-]))/y;
type Kind = "name" | "parameter" | "string" | "number" | "word" | "sign";
export interface Token {
	readonly kind: Kind;
	readonly text: string;
}

/** Throws SyntaxError, with where it is. */
export function tokensOf(text: string): Token[] {
	const kinds: readonly Kind[] = ["name", "parameter", "string", "number", "word", "sign"];
	const tokens: Token[] = [];
	const whole = text.trimEnd();
	TOKEN.lastIndex = 0;
	while (TOKEN.lastIndex < whole.length) {
		const at = TOKEN.lastIndex;
		const match = TOKEN.exec(whole);
		if (match === null) throw new SyntaxError(`at ${at}: ${whole.slice(at, at + 20)}`);
		const index = match.slice(1).findIndex((part) => part !== undefined);
		tokens.push({ kind: kinds[index] ?? "sign", text: match[index + 1] ?? "" });
	}
	return tokens;
}
