import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSqliteBackend } from "./backend.ts";
import { DataDirError } from "./data-dir-error.ts";
import { openReader, openWriter } from "./database.ts";
import { APPLICATION_ID } from "./schema.ts";

let dir: string;
let path: string;

beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), "orderdeck-database-"));
	path = join(dir, "orderdeck.db");
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

function refusal(mode: "writer" | "reader" = "writer", at = dir): DataDirError {
	try {
		(mode === "writer" ? openWriter(at) : openReader(at)).close();
	} catch (error) {
		if (error instanceof DataDirError) return error;
		throw error;
	}
	throw new Error("it was opened");
}

/** A refusal with this code, one sentence that names the path, from writer and reader alike; and not a byte of the file is changed. */
function expectRefused(code: DataDirError["code"]): void {
	const before = readFileSync(path);
	for (const mode of ["writer", "reader"] as const) {
		const { code: given, message } = refusal(mode);
		expect(given).toBe(code);
		expect(message).toContain(path);
		expect(message).toMatch(/^[^\n]+\.$/);
		expect(readFileSync(path).equals(before)).toBe(true);
	}
}

async function fill(): Promise<void> {
	await using backend = createSqliteBackend({ dir });
	await backend.log.ensureTopics([{ topic: "t", partitions: 6 }]);
	await backend.log.append(
		Array.from({ length: 500 }, (_, id) => ({ topic: "t", key: String(id), value: Buffer.alloc(200, "x"), headers: {} })),
	);
}

describe("the data directory", () => {
	it("is created with its file, marked as ours, and opens again", async () => {
		dir = join(dir, "deep", "er");
		await fill();
		const sql = new DatabaseSync(join(dir, "orderdeck.db"), { readOnly: true });
		expect(sql.prepare("PRAGMA application_id").get()).toEqual({ application_id: APPLICATION_ID });
		expect(sql.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
		sql.close();
		await using backend = createSqliteBackend({ dir });
		expect((await backend.log.bounds(["t"])).reduce((sum, { end }) => sum + end, 0)).toBe(500);
	});

	it("replaces what an interrupted creation left", async () => {
		writeFileSync(`${path}.new`, "half a file");
		writeFileSync(path, "");
		await fill();
		expect(readdirSync(dir)).not.toContain("orderdeck.db.new");
	});

	it.skipIf(process.getuid?.() === 0)("is refused when it cannot be written", () => {
		chmodSync(dir, 0o500);
		expect(refusal()).toMatchObject({ code: "DATA_DIR_UNWRITABLE", message: expect.stringContaining(dir) });
		chmodSync(dir, 0o700);
	});

	it("is refused when it is a file", () => {
		writeFileSync(path, "");
		expect(refusal("writer", path)).toMatchObject({ code: "DATA_DIR_UNWRITABLE", message: expect.stringContaining(path) });
		expect(refusal("writer", join(path, "below"))).toMatchObject({ code: "DATA_DIR_UNWRITABLE" });
	});

	it("is refused to a reader before a writer has created it", () => {
		expect(refusal("reader")).toMatchObject({ code: "DATABASE_MISSING", message: expect.stringContaining(path) });
		expect(readdirSync(dir)).toEqual([]);
	});
});

describe("a file that is refused stays unchanged", () => {
	it("another application's database", () => {
		const other = new DatabaseSync(path);
		other.exec("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)");
		other.close();
		expectRefused("DATABASE_FOREIGN");
	});

	it("no database at all", () => {
		writeFileSync(path, "Dear diary, ".repeat(100));
		expectRefused("DATABASE_FOREIGN");
		writeFileSync(path, "short");
		expectRefused("DATABASE_FOREIGN");
	});

	it("one of a newer version", async () => {
		await fill();
		const sql = new DatabaseSync(path);
		sql.exec("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)");
		sql.close();
		expectRefused("DATABASE_NEWER");
	});

	it("one whose end is missing", async () => {
		await fill();
		truncateSync(path, readFileSync(path).length - 5000);
		expectRefused("DATABASE_CORRUPT");
		truncateSync(path, 60);
		expectRefused("DATABASE_CORRUPT");
	});

	it("one whose beginning is garbage", async () => {
		await fill();
		const bytes = readFileSync(path);
		writeFileSync(path, bytes.fill(0xaa, 0, 16));
		expectRefused("DATABASE_CORRUPT");
	});

	it("one with garbage in its middle", async () => {
		await fill();
		const bytes = readFileSync(path);
		writeFileSync(path, bytes.fill(0xaa, 4096, bytes.length - 4096));
		expectRefused("DATABASE_CORRUPT");
	});
});

describe("one writer", () => {
	it("refuses a second one on the directory, by name, until the first has closed", () => {
		const first = openWriter(dir);
		const { code, message } = refusal();
		expect(code).toBe("DATABASE_IN_USE");
		expect(message).toContain(dir);
		openReader(dir).close();
		first.close();
		openWriter(dir).close();
	});

	it("another process that was killed holds nothing, and what it committed is there", async () => {
		const program = `
			import { createSqliteBackend } from ${JSON.stringify(new URL("./backend.ts", import.meta.url).href)};
			const backend = createSqliteBackend({ dir: ${JSON.stringify(dir)} });
			await backend.log.ensureTopics([{ topic: "t", partitions: 1 }]);
			await backend.log.append([{ topic: "t", key: "k", value: null, headers: {} }]);
			console.log("ready");
			setInterval(() => backend, 1000);`;
		const args = ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", program];
		const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
		try {
			await once(child.stdout, "data");
			expect(refusal().code).toBe("DATABASE_IN_USE");
		} finally {
			child.kill("SIGKILL");
			await once(child, "exit");
		}
		await using backend = createSqliteBackend({ dir });
		expect(await backend.log.bounds(["t"])).toMatchObject([{ end: 1 }]);
	});
});
