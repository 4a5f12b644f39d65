/** Prepared statements by their text. The texts are few: they differ in which filters are set, never in values. */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { guarded } from "../../transaction.ts";

interface DocRow {
	readonly doc: string;
}

/**
 * Rows and documents are parsed without a schema: this adapter wrote them, and nothing else may write the file. `T` states which they are.
 * Each method throws StoreError UNAVAILABLE.
 */
export class Statements {
	readonly #sql: DatabaseSync;
	readonly #prepared = new Map<string, StatementSync>();

	constructor(sql: DatabaseSync) {
		this.#sql = sql;
	}

	all<T>(text: string, ...values: readonly SQLInputValue[]): T[] {
		return guarded(() => this.#of(text).all(...values) as T[]);
	}

	get<T>(text: string, ...values: readonly SQLInputValue[]): T | undefined {
		return guarded(() => this.#of(text).get(...values) as T | undefined);
	}

	run(text: string, ...values: readonly SQLInputValue[]): void {
		guarded(() => this.#of(text).run(...values));
	}

	/** For a query of the column `doc`. */
	docs<T>(text: string, ...values: readonly SQLInputValue[]): T[] {
		return this.all<DocRow>(text, ...values).map(({ doc }) => JSON.parse(doc) as T);
	}

	/** For a query of the column `key`. */
	keys(text: string, ...values: readonly SQLInputValue[]): string[] {
		return this.all<{ key: string }>(text, ...values).map(({ key }) => key);
	}

	#of(text: string): StatementSync {
		const known = this.#prepared.get(text);
		if (known !== undefined) return known;
		const statement = this.#sql.prepare(text);
		this.#prepared.set(text, statement);
		return statement;
	}
}
