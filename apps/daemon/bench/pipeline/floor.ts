/** The same rows, in bare SQLite. */
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";

const BATCH = 500;

/** Orders a second when the very same rows, of every table with its indexes, are inserted in transactions of 500 orders' worth. */
export function bareRate(source: string, target: string, orders: number): number {
	const from = new DatabaseSync(join(source, "orderdeck.db"), { readOnly: true });
	const to = new DatabaseSync(join(target, "floor.db"));
	to.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
	const schema = from
		.prepare(
			"SELECT type, name, sql FROM sqlite_schema WHERE type <> 'trigger' AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END",
		)
		.all();
	for (const { sql } of schema) to.exec(String(sql));
	const tables = schema
		.filter(({ type }) => type === "table")
		.map(({ name }) => {
			const rows = from.prepare(`SELECT * FROM "${String(name)}"`).all();
			// Columns that SQLite computes itself cannot be written.
			const columns = to
				.prepare(`SELECT name FROM pragma_table_info('${String(name)}')`)
				.all()
				.map((column) => String(column.name));
			const sql = `INSERT INTO "${String(name)}" (${columns.map((column) => `"${column}"`).join(",")}) VALUES (${columns.map(() => "?").join(",")})`;
			return { insert: to.prepare(sql), rows: rows.map((row) => columns.map((column) => row[column] as SQLInputValue)) };
		});
	const parts = orders / BATCH;
	const started = performance.now();
	for (let part = 0; part < parts; part += 1) {
		to.exec("BEGIN IMMEDIATE");
		for (const { insert, rows } of tables) {
			const end = Math.floor(((part + 1) * rows.length) / parts);
			for (let row = Math.floor((part * rows.length) / parts); row < end; row += 1) insert.run(...(rows[row] ?? []));
		}
		to.exec("COMMIT");
	}
	const seconds = (performance.now() - started) / 1000;
	from.close();
	to.close();
	return orders / seconds;
}
