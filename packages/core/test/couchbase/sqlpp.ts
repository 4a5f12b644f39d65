/**
 * The part of SQL++ that our statements use, read and evaluated here as Couchbase's reference defines it: MISSING and NULL are no matches,
 * strings compare by bytes. It is no engine: it knows no plans and no indexes, and refuses what it does not know.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
/** undefined is MISSING. */
type Value = Json | undefined;

export interface Row {
	readonly id: string;
	readonly doc: Json;
}
type Evaluate = (row: Row, parameters: Parameters) => Value;
export type Parameters = Readonly<Record<string, Json>>;
interface Column {
	readonly alias: string;
	readonly evaluate: Evaluate;
	readonly aggregate?: (rows: readonly Row[], parameters: Parameters) => Value;
}

export interface Select {
	/** bucket, scope and collection. */
	readonly from: readonly string[];
	readonly index: string;
	run(rows: readonly Row[], parameters: Parameters): Json[];
}

/** Throws SyntaxError, with what was met instead. */
export function parseSelect(text: string): Select {
	const parser = new Parser(text);
	return parser.select();
}

const TOKEN = /\s*(?:(`[^`]+`)|(\$\w+)|("[^"]*"|'[^']*')|(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(<=|>=|[<>=*().,[\]]))/y;
type Kind = "name" | "parameter" | "string" | "number" | "word" | "sign";
interface Token {
	readonly kind: Kind;
	readonly text: string;
}

function tokensOf(text: string): Token[] {
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

class Parser {
	readonly #tokens: readonly Token[];
	#at = 0;

	constructor(text: string) {
		this.#tokens = tokensOf(text);
	}

	select(): Select {
		this.#need("SELECT");
		const columns = this.#list(() => this.#column());
		this.#need("FROM");
		const from = this.#path();
		for (const word of ["USE", "INDEX", "("]) this.#need(word);
		const [index = ""] = this.#path();
		for (const word of ["USING", "GSI", ")", "WHERE"]) this.#need(word);
		const where = this.#or();
		const order = this.#takes("ORDER") ? this.#sortings() : [];
		const limit = this.#takes("LIMIT") ? this.#primary() : undefined;
		const offset = this.#takes("OFFSET") ? this.#primary() : undefined;
		if (this.#at < this.#tokens.length) throw this.#unexpected("the end");
		return { from, index, run: (rows, parameters) => evaluate({ columns, where, order, limit, offset }, rows, parameters) };
	}

	#column(): Column {
		const aggregate = this.#aggregate();
		const evaluate = aggregate === undefined ? this.#or() : () => null;
		this.#need("AS");
		const [alias = ""] = this.#path();
		return { alias, evaluate, ...(aggregate === undefined ? {} : { aggregate }) };
	}

	#aggregate(): Column["aggregate"] {
		const name = this.#peek()?.text;
		if (name !== "COUNT" && name !== "SUM" && name !== "MIN") return undefined;
		this.#at += 1;
		this.#need("(");
		if (name === "COUNT") {
			for (const sign of ["*", ")"]) this.#need(sign);
			return (rows) => rows.length;
		}
		const of = this.#or();
		this.#need(")");
		return (rows, parameters) => {
			const numbers = rows.map((row) => of(row, parameters)).filter((value) => typeof value === "number");
			if (numbers.length === 0) return null;
			return name === "SUM" ? numbers.reduce((sum, value) => sum + value, 0) : Math.min(...numbers);
		};
	}

	#sortings(): Sorting[] {
		this.#need("BY");
		return this.#list(() => this.#sorting());
	}

	#sorting(): Sorting {
		const by = this.#or();
		return { by, sign: this.#takes("DESC") ? -1 : 1 };
	}

	#or(): Evaluate {
		let left = this.#and();
		while (this.#takes("OR")) {
			const [a, b] = [left, this.#and()];
			left = (row, given) => either(a(row, given), b(row, given));
		}
		return left;
	}

	#and(): Evaluate {
		let left = this.#comparison();
		while (this.#takes("AND")) {
			const [a, b] = [left, this.#comparison()];
			left = (row, given) => both(a(row, given), b(row, given));
		}
		return left;
	}

	#comparison(): Evaluate {
		const left = this.#product();
		const sign = this.#peek()?.text ?? "";
		if (sign in COMPARE) {
			this.#at += 1;
			const right = this.#product();
			return (row, given) => compared(sign as keyof typeof COMPARE, left(row, given), right(row, given));
		}
		if (this.#takes("IS")) return this.#is(left);
		const negated = this.#takes("NOT");
		if (negated || this.#peek()?.text === "IN") {
			this.#need("IN");
			const list = this.#product();
			return (row, given) => isIn(left(row, given), list(row, given), negated);
		}
		return left;
	}

	#is(left: Evaluate): Evaluate {
		const negated = this.#takes("NOT");
		const missing = this.#takes("MISSING");
		if (!missing) this.#need("NULL");
		return (row, given) => {
			const value = left(row, given);
			if (missing) return (value === undefined) !== negated;
			return value === undefined ? undefined : (value === null) !== negated;
		};
	}

	#product(): Evaluate {
		let left = this.#primary();
		while (this.#takes("*")) {
			const [a, b] = [left, this.#primary()];
			left = (row, given) => {
				const [x, y] = [a(row, given), b(row, given)];
				return typeof x === "number" && typeof y === "number" ? x * y : null;
			};
		}
		return left;
	}

	#primary(): Evaluate {
		const token = this.#next();
		if (token.kind === "parameter") return (_row, given) => given[token.text.slice(1)];
		if (token.kind === "string") return () => token.text.slice(1, -1);
		if (token.kind === "number") return () => Number(token.text);
		if (token.kind === "word" && (token.text === "true" || token.text === "false")) return () => token.text === "true";
		if (token.text === "(") return this.#closed(this.#or(), ")");
		if (token.text === "[") {
			const items = this.#list(() => this.#or());
			return this.#closed((row, given) => items.map((item) => item(row, given) ?? null), "]");
		}
		this.#at -= 1;
		return token.kind === "word" ? this.#call() : this.#fieldOf(this.#path());
	}

	#call(): Evaluate {
		const name = this.#next().text;
		this.#need("(");
		if (name === "META") {
			for (const sign of [")", ".", "id"]) this.#need(sign);
			return (row) => row.id;
		}
		const call = FUNCTIONS[name];
		if (call === undefined) throw new SyntaxError(`no function ${name} is known here`);
		const of = this.#list(() => this.#or());
		return this.#closed((row, given) => call(...of.map((each) => each(row, given))), ")");
	}

	#fieldOf(path: readonly string[]): Evaluate {
		return ({ doc }) => path.reduce<Value>((value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined), doc);
	}

	#path(): string[] {
		const names: string[] = [];
		do {
			const token = this.#next();
			if (token.kind !== "name") throw this.#unexpected("a quoted name", token);
			names.push(token.text.slice(1, -1));
		} while (this.#takes("."));
		return names;
	}

	#closed(inside: Evaluate, sign: string): Evaluate {
		this.#need(sign);
		return inside;
	}

	#list<T>(item: () => T): T[] {
		const items = [item()];
		while (this.#takes(",")) items.push(item());
		return items;
	}

	#takes(text: string): boolean {
		const found = this.#peek()?.kind !== "name" && this.#peek()?.text === text;
		if (found) this.#at += 1;
		return found;
	}

	#need(text: string): void {
		if (!this.#takes(text)) throw this.#unexpected(text);
	}

	#peek(): Token | undefined {
		return this.#tokens[this.#at];
	}

	#next(): Token {
		const token = this.#tokens[this.#at];
		if (token === undefined) throw this.#unexpected("more");
		this.#at += 1;
		return token;
	}

	#unexpected(wanted: string, met = this.#peek()): SyntaxError {
		return new SyntaxError(`wanted ${wanted}, met ${met?.text ?? "the end"}`);
	}
}

interface Sorting {
	readonly by: Evaluate;
	readonly sign: 1 | -1;
}
interface Parts {
	readonly columns: readonly Column[];
	readonly where: Evaluate;
	readonly order: readonly Sorting[];
	readonly limit: Evaluate | undefined;
	readonly offset: Evaluate | undefined;
}

function evaluate({ columns, where, order, limit, offset }: Parts, rows: readonly Row[], parameters: Parameters): Json[] {
	const nothing: Row = { id: "", doc: null };
	const found = rows.filter((row) => where(row, parameters) === true);
	if (columns.some(({ aggregate }) => aggregate !== undefined)) {
		return [objectOf(columns.map(({ alias, aggregate }) => [alias, aggregate?.(found, parameters)]))];
	}
	const sorted = found.toSorted((a, b) => {
		for (const { by, sign } of order) {
			const difference = compare(by(a, parameters), by(b, parameters)) * sign;
			if (difference !== 0) return difference;
		}
		return 0;
	});
	const from = Number(offset?.(nothing, parameters) ?? 0);
	const to = limit === undefined ? undefined : from + Number(limit(nothing, parameters));
	return sorted.slice(from, to).map((row) => objectOf(columns.map(({ alias, evaluate: of }) => [alias, of(row, parameters)])));
}

function objectOf(entries: readonly (readonly [string, Value])[]): Json {
	return Object.fromEntries(entries.filter((entry): entry is readonly [string, Json] => entry[1] !== undefined));
}

const COMPARE = {
	"=": (difference: number) => difference === 0,
	"<": (difference: number) => difference < 0,
	"<=": (difference: number) => difference <= 0,
	">": (difference: number) => difference > 0,
	">=": (difference: number) => difference >= 0,
} as const;

/** MISSING when a side is, NULL when a side is or when the sides are of different kinds. */
function compared(sign: keyof typeof COMPARE, a: Value, b: Value): Value {
	if (a === undefined || b === undefined) return undefined;
	if (a === null || b === null || typeof a !== typeof b) return null;
	return COMPARE[sign](compare(a, b));
}

function compare(a: Value, b: Value): number {
	if (typeof a === "number" && typeof b === "number") return a - b;
	if (typeof a === "string" && typeof b === "string") return Buffer.compare(Buffer.from(a), Buffer.from(b));
	if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
	const kinds = [undefined, null];
	const rank = (value: Value): number => (kinds.includes(value as null) ? kinds.indexOf(value as null) : 2);
	return rank(a) - rank(b);
}

function isIn(value: Value, list: Value, negated: boolean): Value {
	if (value === undefined || list === undefined) return undefined;
	if (value === null || !Array.isArray(list)) return null;
	return list.some((item: Json) => compared("=", value, item) === true) !== negated;
}

function both(a: Value, b: Value): Value {
	if (a === false || b === false) return false;
	return a === true && b === true ? true : a === undefined || b === undefined ? undefined : null;
}

function either(a: Value, b: Value): Value {
	if (a === true || b === true) return true;
	return a === false && b === false ? false : a === null || b === null ? null : undefined;
}

const FUNCTIONS: Readonly<Record<string, (...values: readonly Value[]) => Value>> = {
	CONTAINS: (text, part) =>
		typeof text === "string" && typeof part === "string" ? text.includes(part) : text === undefined ? undefined : null,
	IFMISSINGORNULL: (...values) => values.find((value) => value !== undefined && value !== null) ?? null,
	ROUND: (value) => (typeof value === "number" ? Math.round(value) : null),
};

function isObject(value: Value): value is { readonly [key: string]: Json } {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
