/**
 * The part of SQL++ that our statements use, read and evaluated here as Couchbase's reference defines it: MISSING and NULL are no matches,
 * strings compare by bytes. It is no engine: it knows no plans and no indexes, and refuses what it does not know.
 */
import { type Token, tokensOf } from "./lexer.ts";
import { type Column, type Evaluate, evaluate, type Parameters, type Row, type Sorting } from "./select.ts";
import { both, COMPARE, compared, either, FUNCTIONS, isIn, isObject, type Json, type Value } from "./values.ts";

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
		const group = this.#takes("GROUP") ? this.#grouping() : [];
		const order = this.#takes("ORDER") ? this.#sortings() : [];
		const limit = this.#takes("LIMIT") ? this.#primary() : undefined;
		const offset = this.#takes("OFFSET") ? this.#primary() : undefined;
		if (this.#at < this.#tokens.length) throw this.#unexpected("the end");
		return { from, index, run: (rows, parameters) => evaluate({ columns, where, group, order, limit, offset }, rows, parameters) };
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
		if (name !== "COUNT" && name !== "SUM" && name !== "MIN" && name !== "MAX") return undefined;
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
			if (name === "SUM") return numbers.reduce((sum, value) => sum + value, 0);
			return name === "MIN" ? Math.min(...numbers) : Math.max(...numbers);
		};
	}

	#grouping(): Evaluate[] {
		this.#need("BY");
		return this.#list(() => this.#or());
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
		for (;;) {
			const times = this.#takes("*");
			if (!times && !this.#takes("/")) return left;
			const [a, b] = [left, this.#primary()];
			left = (row, given) => {
				const [x, y] = [a(row, given), b(row, given)];
				if (typeof x !== "number" || typeof y !== "number") return null;
				return times ? x * y : x / y;
			};
		}
	}

	#primary(): Evaluate {
		const token = this.#next();
		if (token.kind === "parameter") return (_row, given) => given[token.text.slice(1)];
		if (token.kind === "string") return () => token.text.slice(1, -1);
		if (token.kind === "number") return () => Number(token.text);
		if (token.kind === "word" && (token.text === "true" || token.text === "false")) return () => token.text === "true";
		if (token.text === "(") return this.#closed(this.#or(), ")");
		if (token.text === "-") return this.#negative(this.#primary());
		if (token.text === "[") {
			const items = this.#list(() => this.#or());
			return this.#closed((row, given) => items.map((item) => item(row, given) ?? null), "]");
		}
		this.#at -= 1;
		return token.kind === "word" ? this.#call() : this.#fieldOf(this.#path());
	}

	#negative(of: Evaluate): Evaluate {
		return (row, given) => {
			const value = of(row, given);
			return typeof value === "number" ? -value : value === undefined ? undefined : null;
		};
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
