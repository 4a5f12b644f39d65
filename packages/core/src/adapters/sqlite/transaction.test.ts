import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { RecordTooLarge } from "../../ports/errors.ts";
import { transaction } from "./transaction.ts";

it("a value above SQLite's limit is refused as too large, and nothing of its transaction remains", () => {
	using sql = new DatabaseSync(":memory:");
	sql.exec("CREATE TABLE t (value BLOB)");
	const write = () => {
		sql.exec("INSERT INTO t VALUES (x'00')");
		sql.exec("INSERT INTO t VALUES (zeroblob(2147483647))");
	};
	expect(() => transaction(sql, write)).toThrow(RecordTooLarge);
	expect(sql.prepare("SELECT count(*) AS count FROM t").get()).toEqual({ count: 0 });
});
