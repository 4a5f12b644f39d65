/** What a run writes to a database: each statement with its values, by transaction. */
import { realpathSync } from "node:fs";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";

/** A statement that writes, and the values bound to it; without any, one that was executed as text. */
export interface Written {
	readonly sql: string;
	readonly values: readonly SQLInputValue[];
}
/** In the order in which they ran; committed together. */
export type Transaction = readonly Written[];

/** How often `COMMIT` ran on a database. */
export interface Commits {
	count: number;
}

const WRITES = /^\s*(?:INSERT|UPDATE|DELETE|REPLACE|WITH|CREATE|ALTER|DROP)\b/i;
const { exec, prepare } = DatabaseSync.prototype;

/** Counts the commits of this process on the database at `path` until disposed; costs nothing else. */
export function countCommits(path: string): Commits & Disposable {
	const commits = { count: 0, [Symbol.dispose]: restore };
	const file = realpathSync(path);
	DatabaseSync.prototype.exec = function (sql) {
		exec.call(this, sql);
		if (isCommit(sql) && this.location() === file) commits.count += 1;
	};
	return commits;
}

/** Records what this process commits to the database at `path` until disposed. It keeps all values, so that the run itself is slower. */
export function recordWrites(path: string): { readonly transactions: readonly Transaction[] } & Disposable {
	const transactions: Transaction[] = [];
	const file = realpathSync(path);
	let open: Written[] = [];
	const written = (database: DatabaseSync, one: Written) => {
		open.push(one);
		if (!database.isTransaction) commit();
	};
	const commit = () => {
		transactions.push(open);
		open = [];
	};
	DatabaseSync.prototype.exec = function (sql) {
		exec.call(this, sql);
		if (this.location() !== file) return;
		if (isCommit(sql)) commit();
		else if (/^\s*ROLLBACK/i.test(sql)) open = [];
		else if (WRITES.test(sql)) written(this, { sql, values: [] });
	};
	DatabaseSync.prototype.prepare = function (sql, ...options) {
		const statement = prepare.call(this, sql, ...options);
		if (!WRITES.test(sql) || this.location() !== file) return statement;
		return observed(statement, (values) => written(this, { sql, values }));
	};
	return { transactions, [Symbol.dispose]: restore };
}

/** Each way to run it is one by which it may write, RETURNING or not. */
function observed(statement: StatementSync, ran: (values: readonly SQLInputValue[]) => void): StatementSync {
	for (const method of ["run", "get", "all"] as const) {
		const original = statement[method].bind(statement) as (...values: SQLInputValue[]) => unknown;
		const replacement = (...values: SQLInputValue[]) => {
			const result = original(...values);
			ran(values);
			return result;
		};
		Object.defineProperty(statement, method, { value: replacement });
	}
	return statement;
}

function isCommit(sql: string): boolean {
	return /^\s*(?:COMMIT|END)\b/i.test(sql);
}

function restore(): void {
	Object.assign(DatabaseSync.prototype, { exec, prepare });
}
