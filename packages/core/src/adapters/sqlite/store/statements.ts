/** Prepared statements by their text. The texts are few: they differ in which filters are set, never in values. */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";

export class Statements {
	readonly #sql: DatabaseSync;
	readonly #prepared = new Map<string, StatementSync>();

	constructor(sql: DatabaseSync) {
		this.#sql = sql;
	}

	/** Rows are as the query's columns were written by this adapter; `T` declares them. */
	all<T>(text: string, ...values: readonly SQLInputValue[]): T[] {
		return this.#of(text).all(...values) as T[];
	}

	get<T>(text: string, ...values: readonly SQLInputValue[]): T | undefined {
		return this.#of(text).get(...values) as T | undefined;
	}

	#of(text: string): StatementSync {
		const known = this.#prepared.get(text);
		if (known !== undefined) return known;
		const statement = this.#sql.prepare(text);
		this.#prepared.set(text, statement);
		return statement;
	}
}
