/** The write-ahead log is moved into the database beside the writer: what is committed meanwhile, and what ends it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, renameSync, rmSync, statSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Checkpoints } from "./checkpoints.ts";
import { transaction } from "./transaction.ts";
import { FILE_STATE } from "./wal-mark.ts";
import { openWrittenFile, type WrittenFile } from "./written-file.ts";

const WAL_PAGES = 50;
let dir: string;
let path: string;
let file: WrittenFile;
let failures: unknown[];

beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), "orderdeck-checkpoints-"));
	path = join(dir, "rows.db");
	failures = [];
	file = open();
});

afterEach(() => {
	if (file.sql.isOpen) file.close();
	expect(failures).toEqual([]);
	rmSync(dir, { recursive: true, force: true });
});

function open(): WrittenFile {
	const prepare = (sql: DatabaseSync) => sql.exec(`CREATE TABLE IF NOT EXISTS rows (value BLOB NOT NULL) STRICT; ${FILE_STATE}`);
	return openWrittenFile(path, { pragmas: "", walPages: WAL_PAGES, prepare, onCheckpointFailed: (error) => failures.push(error) });
}

function insert(count: number): void {
	for (let row = 0; row < count; row += 1) {
		transaction(file.sql, () => file.sql.prepare("INSERT INTO rows VALUES (zeroblob(10000))").run());
	}
}

function countIn(sql: DatabaseSync): number {
	return Number(sql.prepare("SELECT count(*) AS count FROM rows").get()?.count);
}

const pagesInLog = () => Number(file.sql.prepare("PRAGMA wal_checkpoint(NOOP)").get()?.log);
const mainBytes = () => statSync(path).size;

it("a checkpoint that cannot start is reported and not thrown: what it would follow is committed", () => {
	const sql = new DatabaseSync(path);
	const reported: unknown[] = [];
	const checkpoints = new Checkpoints({ path, sql, limitPages: 1, finish: () => undefined, onFailed: (error) => reported.push(error) });
	// From here on SQLite refuses every statement of this connection.
	sql.close();
	checkpoints.committed();
	expect(reported).toEqual([expect.objectContaining({ code: "ERR_INVALID_STATE" })]);
	expect(checkpoints.running).toBe(false);
	checkpoints.close();
});

describe("a long write-ahead log", () => {
	it("is moved while the writer goes on, and starts again from its beginning", async () => {
		insert(100);
		expect(mainBytes()).toBeLessThan(100_000);
		insert(100);
		await file.checkpointed();
		expect(mainBytes()).toBeGreaterThan(2_000_000);
		expect(pagesInLog()).toBeLessThan(10);
		insert(1);
		expect(countIn(file.sql)).toBe(201);
		expect(file.fault()).toBeUndefined();
	});

	it("does not grow without end, whatever is written", async () => {
		for (let round = 0; round < 20; round += 1) {
			insert(30);
			await file.checkpointed();
			expect(pagesInLog()).toBeLessThan(WAL_PAGES + 150);
		}
	});

	it("is moved once a long read no longer holds it back", async () => {
		const reader = new DatabaseSync(path, { readOnly: true });
		const rows = reader.prepare("SELECT count(*) AS count FROM rows UNION ALL SELECT 1").iterate();
		rows.next();
		insert(100);
		await file.checkpointed();
		insert(100);
		await file.checkpointed();
		expect(pagesInLog()).toBeGreaterThan(200);
		for (const _ of rows);
		reader.close();
		insert(50);
		await file.checkpointed();
		expect(pagesInLog()).toBeLessThan(10);
		expect(countIn(file.sql)).toBe(250);
	});
});

describe("a close during a checkpoint", () => {
	it("waits for it: nothing has the file open any more, and all of the log is in the file", () => {
		for (let round = 1; round <= 5; round += 1) {
			insert(60);
			file.close();
			expect(existsSync(`${path}-wal`)).toBe(false);
			file = open();
			expect(countIn(file.sql)).toBe(round * 60);
		}
	});
});

describe("the files, during a checkpoint", () => {
	it("removed: none is created in their place, and nothing more is written", async () => {
		insert(60);
		for (const end of ["", "-wal", "-shm"]) unlinkSync(`${path}${end}`);
		await file.checkpointed();
		expect(existsSync(path)).toBe(false);
		expect(() => insert(1)).toThrow("was removed");
		expect(failures).toMatchObject([{ message: "unable to open database file" }]);
		failures = [];
	});

	it("moved away and put back: writes go on", async () => {
		insert(60);
		renameSync(path, join(dir, "kept"));
		expect(() => insert(1)).toThrow("rows.db was removed");
		renameSync(join(dir, "kept"), path);
		await file.checkpointed();
		insert(1);
		expect(countIn(file.sql)).toBe(61);
	});
});

/** Commits one row after the other, and prints the number of each. */
const WRITER = `
	const { openWrittenFile } = await import(${JSON.stringify(new URL("./written-file.ts", import.meta.url).href)});
	const { transaction } = await import(${JSON.stringify(new URL("./transaction.ts", import.meta.url).href)});
	const { FILE_STATE } = await import(${JSON.stringify(new URL("./wal-mark.ts", import.meta.url).href)});
	const prepare = (sql) => sql.exec("CREATE TABLE IF NOT EXISTS rows (value BLOB NOT NULL) STRICT;" + FILE_STATE);
	const file = openWrittenFile(process.argv[1], { pragmas: "", walPages: ${WAL_PAGES}, prepare, onCheckpointFailed: (error) => { throw error; } });
	const insert = file.sql.prepare("INSERT INTO rows VALUES (zeroblob(10000))");
	for (let row = file.sql.prepare("SELECT count(*) AS count FROM rows").get().count + 1; ; row += 1) {
		transaction(file.sql, () => insert.run());
		process.stdout.write(row + "\\n");
		await new Promise((resolve) => setImmediate(resolve));
	}`;

/** The number of the last row that the writer has acknowledged before it was killed. */
async function lastBeforeKill(writer: ChildProcess, rows: number): Promise<number> {
	let text = "";
	writer.stdout?.on("data", (data: Buffer) => {
		const before = text.length;
		text += data.toString();
		if (before === text.length || text.split("\n").length - 1 < rows) return;
		writer.kill("SIGKILL");
	});
	await once(writer, "close");
	return Number(text.split("\n").at(-2));
}

it("a writer that is killed at any moment, during checkpoints too, has lost nothing that it acknowledged", async () => {
	file.close();
	let acknowledged = 0;
	for (const rows of [1, 20, 26, 29, 33, 52, 80, 131]) {
		const arguments_ = ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", WRITER, path];
		const last = await lastBeforeKill(spawn(process.execPath, arguments_, { stdio: ["ignore", "pipe", "inherit"] }), rows);
		expect(last).toBeGreaterThanOrEqual(acknowledged + rows);
		acknowledged = last;
		file = open();
		expect(file.sql.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
		const count = countIn(file.sql);
		expect(count).toBeGreaterThanOrEqual(acknowledged);
		acknowledged = count;
		file.close();
	}
}, 60_000);
