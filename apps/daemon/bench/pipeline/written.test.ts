import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { temporaryDir } from "../../test/daemon.ts";
import { inTransactions, replay } from "./floor.ts";
import { countCommits, recordWrites } from "./written.ts";

const SCHEMA = `
	CREATE TABLE docs (key TEXT PRIMARY KEY, cas INTEGER, doc TEXT);
	CREATE TABLE sums (total INTEGER);
	INSERT INTO sums VALUES (0);
	CREATE TRIGGER added AFTER INSERT ON docs BEGIN UPDATE sums SET total = total + 1; END;`;

/** Inserts, updates, a delete, a statement that returns rows, one outside a transaction, and a transaction that is rolled back. */
function write(sql: DatabaseSync): void {
	const insert = sql.prepare("INSERT INTO docs VALUES (?, 1, ?)");
	const update = sql.prepare("UPDATE docs SET cas = cas + 1, doc = ? WHERE key = ?");
	sql.exec("BEGIN IMMEDIATE");
	for (const key of ["a", "b", "c"]) insert.run(key, "first");
	update.run("second", "a");
	sql.exec("COMMIT");
	sql.exec("BEGIN");
	update.run("third", "a");
	insert.run("d", "lost");
	sql.exec("ROLLBACK");
	sql.exec("BEGIN");
	sql.prepare("UPDATE docs SET cas = 9 WHERE key = 'b' RETURNING key").get();
	sql.exec("DELETE FROM docs WHERE key = 'c'");
	sql.exec("COMMIT");
	update.run("fourth", "a");
	sql.prepare("SELECT * FROM docs").all();
}

function contents(path: string) {
	const sql = new DatabaseSync(path, { readOnly: true });
	const rows = ["docs", "sums"].map((table) => sql.prepare(`SELECT * FROM ${table} ORDER BY 1`).all());
	sql.close();
	return rows;
}

async function recorded() {
	const dir = await temporaryDir();
	const [path, copy, other] = [join(dir.path, "run.db"), join(dir.path, "copy.db"), join(dir.path, "other.db")];
	const sql = new DatabaseSync(path);
	sql.exec(SCHEMA);
	copyFileSync(path, copy);
	using recording = recordWrites(path);
	const beside = new DatabaseSync(other);
	beside.exec("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
	beside.close();
	write(sql);
	sql.close();
	return { dir, path, copy, transactions: recording.transactions };
}

test("what was committed is recorded by transaction, without what was rolled back, read, or written to another database", async () => {
	const { dir, transactions } = await recorded();
	await using _dir = dir;
	expect(transactions.map((transaction) => transaction.map(({ sql }) => sql.split(" ")[0]))).toEqual([
		["INSERT", "INSERT", "INSERT", "UPDATE"],
		["UPDATE", "DELETE"],
		["UPDATE"],
	]);
});

test("replayed on a copy it makes the same database, in the transactions asked for", async () => {
	const { dir, path, copy, transactions } = await recorded();
	await using _dir = dir;
	expect(replay(inTransactions(transactions, 2), copy)).toMatchObject({ transactions: 2, writes: 7 });
	expect(contents(copy)).toEqual(contents(path));
});

test("so many transactions have the same writes in the same order, as evenly as possible", () => {
	const written = Array.from({ length: 10 }, (_, index) => ({ sql: `${index}`, values: [] }));
	const parts = inTransactions([written.slice(0, 7), written.slice(7)], 4);
	expect(parts.map((part) => part.length)).toEqual([2, 3, 2, 3]);
	expect(parts.flat()).toEqual(written);
});

test("a replay of nothing is an error: then nothing was recorded", async () => {
	await using dir = await temporaryDir();
	expect(() => replay([], join(dir.path, "empty.db"))).toThrow("nothing that the pipeline wrote was recorded");
});

test("commits of the one database are counted, and nothing is changed afterwards", async () => {
	const before = DatabaseSync.prototype.exec;
	await using dir = await temporaryDir();
	const path = join(dir.path, "run.db");
	const sql = new DatabaseSync(path);
	sql.exec(SCHEMA);
	{
		using commits = countCommits(path);
		write(sql);
		expect(commits.count).toBe(2);
	}
	expect(DatabaseSync.prototype.exec).toBe(before);
	sql.close();
});
