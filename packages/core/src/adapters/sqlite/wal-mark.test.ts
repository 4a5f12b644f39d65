import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DataDirError } from "./data-dir-error.ts";
import { openReader, openWriter } from "./database.ts";
import { transaction } from "./transaction.ts";
import { FILE_STATE } from "./wal-mark.ts";
import { openWrittenFile, type WrittenFile } from "./written-file.ts";

let dir: string;
let copies = 0;

beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), "orderdeck-wal-mark-"));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

const onCheckpointFailed = (error: unknown): void => {
	throw error;
};

/** A file whose log is moved into it every few commits. */
function open(path: string): WrittenFile {
	const prepare = (sql: DatabaseSync) => sql.exec(`CREATE TABLE IF NOT EXISTS rows (value BLOB NOT NULL) STRICT; ${FILE_STATE}`);
	return openWrittenFile(path, { pragmas: "", walPages: 12, prepare, onCheckpointFailed });
}

function insert({ sql }: WrittenFile, bytes: number): void {
	transaction(sql, () => sql.prepare("INSERT INTO rows VALUES (zeroblob(?))").run(bytes));
}

/** What a copy of these files would be opened with; the code when it is refused. */
function opened(main: string, wal?: string): number | string {
	copies += 1;
	const at = join(dir, `copy-${copies}`);
	mkdirSync(at);
	copyFileSync(main, join(at, "rows.db"));
	if (wal !== undefined && existsSync(wal)) copyFileSync(wal, join(at, "rows.db-wal"));
	return rowsIn(join(at, "rows.db"));
}

function rowsIn(path: string): number | string {
	try {
		const file = open(path);
		const { count } = file.sql.prepare("SELECT count(*) AS count FROM rows").get() ?? {};
		file.close();
		return Number(count);
	} catch (error) {
		if (error instanceof DataDirError) return error.code;
		throw error;
	}
}

describe("a database that was copied while its writer runs", () => {
	it("opens with its log, and without it only when nothing is missing, whatever was committed and checkpointed", async () => {
		const sizesArbitrary = fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 15 });
		await fc.assert(
			fc.asyncProperty(sizesArbitrary, fc.boolean(), async (sizes, reopens) => {
				const path = join(dir, `rows-${copies}.db`);
				let file = open(path);
				for (const [index, bytes] of sizes.entries()) {
					insert(file, bytes);
					await file.checkpointed();
					const committed = index + 1;
					expect(opened(path, `${path}-wal`)).toBe(committed);
					expect(opened(path)).toBe("DATABASE_WITHOUT_WAL");
					if (!reopens || index % 5 !== 4) continue;
					file.close();
					expect(opened(path)).toBe(committed);
					file = open(path);
				}
				file.close();
				expect(opened(path)).toBe(sizes.length);
			}),
			{ numRuns: 15 },
		);
	});

	it("opens once another program has moved its log into it", () => {
		const path = join(dir, "rows.db");
		const file = open(path);
		insert(file, 10);
		const at = join(dir, "copy.db");
		copyFileSync(path, at);
		copyFileSync(`${path}-wal`, `${at}-wal`);
		using other = new DatabaseSync(at);
		other.prepare("SELECT count(*) FROM rows").get();
		other.close();
		expect(existsSync(`${at}-wal`)).toBe(false);
		expect(rowsIn(at)).toBe(1);
		file.close();
	});

	it("is refused beside a log that is empty, as a reader leaves it", () => {
		const path = join(dir, "rows.db");
		const file = open(path);
		insert(file, 10);
		const at = join(dir, "copy.db");
		copyFileSync(path, at);
		new DatabaseSync(at, { readOnly: true }).prepare("SELECT 1 FROM rows").get();
		expect(existsSync(`${at}-wal`)).toBe(true);
		expect(rowsIn(at)).toBe("DATABASE_WITHOUT_WAL");
		file.close();
	});

	it("is refused beside the log of another database, and neither is changed", () => {
		const [ours, theirs] = [open(join(dir, "ours.db")), open(join(dir, "theirs.db"))];
		insert(ours, 10);
		insert(theirs, 10);
		expect(opened(join(dir, "ours.db"), join(dir, "theirs.db-wal"))).toBe("DATABASE_WITHOUT_WAL");
		ours.close();
		expect(opened(join(dir, "ours.db"), join(dir, "theirs.db-wal"))).toBe("DATABASE_WITHOUT_WAL");
		expect(opened(join(dir, "ours.db"))).toBe(1);
		theirs.close();
	});
});

describe("the data directory", () => {
	function code(): string | undefined {
		try {
			openWriter(dir).close();
			return undefined;
		} catch (error) {
			if (error instanceof DataDirError) return error.code;
			throw error;
		}
	}

	it("is opened whatever way its writer's thread ended, and is complete", () => {
		const database = JSON.stringify(new URL("./database.ts", import.meta.url).href);
		const ends = ["process.exit(0)", "process.kill(process.pid, 'SIGKILL')", "setImmediate(() => { throw new Error('a fault') })", ""];
		for (const end of ends) {
			const program = `globalThis.file = (await import(${database})).openWriter(${JSON.stringify(dir)}); file.sql.exec("INSERT INTO replays VALUES (hex(randomblob(8)), 1, 1, '{}')"); ${end}`;
			const { stderr } = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", program]);
			if (!end.includes("throw")) expect(stderr.toString()).toBe("");
		}
		expect(code()).toBeUndefined();
		const reader = openReader(dir);
		expect(reader.sql.prepare("SELECT count(*) AS count FROM replays").get()).toEqual({ count: ends.length });
		reader.close();
	});

	it("is refused when only orderdeck.db was copied into it", () => {
		const from = mkdtempSync(join(tmpdir(), "orderdeck-from-"));
		const file = openWriter(from);
		copyFileSync(join(from, "orderdeck.db"), join(dir, "orderdeck.db"));
		expect(code()).toBe("DATABASE_WITHOUT_WAL");
		file.close();
		copyFileSync(join(from, "orderdeck.db"), join(dir, "orderdeck.db"));
		expect(code()).toBeUndefined();
		rmSync(from, { recursive: true });
	});

	it("is refused when its database is missing and the log of it is not, which stays", () => {
		const file = openWriter(dir);
		copyFileSync(join(dir, "orderdeck.db-wal"), join(dir, "kept"));
		file.close();
		rmSync(join(dir, "orderdeck.db"));
		renameSync(join(dir, "kept"), join(dir, "orderdeck.db-wal"));
		expect(code()).toBe("DATABASE_MISSING");
		expect(existsSync(join(dir, "orderdeck.db-wal"))).toBe(true);
		writeFileSync(join(dir, "orderdeck.db-wal"), "");
		writeFileSync(join(dir, "orderdeck.db.restored"), "half a restore");
		expect(code()).toBe("DATABASE_MISSING");
		rmSync(join(dir, "orderdeck.db.restored"));
		expect(code()).toBeUndefined();
	});
});
