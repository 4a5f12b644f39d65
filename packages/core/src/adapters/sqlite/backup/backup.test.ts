import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LedgerFile, openLedger, readLedger } from "../../simulated-gateway/ledger.ts";
import { createSqliteBackend, type SqliteBackend } from "../backend.ts";
import { DataDirError } from "../data-dir-error.ts";
import { makeFormat2 } from "../earlier-file.fixture.ts";
import { createBackup } from "./create-backup.ts";
import { restoreBackup } from "./restore-backup.ts";

let root: string;
let dir: string;
let file: string;

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "orderdeck-backup-"));
	dir = join(root, "data");
	file = join(root, "backup.orderdeck");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

async function open(): Promise<{ backend: SqliteBackend; ledger: LedgerFile } & AsyncDisposable> {
	await using scope = new AsyncDisposableStack();
	const backend = scope.use(createSqliteBackend({ dir }));
	const ledger = scope.use(openLedger(dir));
	await backend.log.ensureTopics([{ topic: "t", partitions: 1 }]);
	const owned = scope.move();
	return { backend, ledger, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** One record, and the charge it leads to. */
async function write({ backend, ledger }: { backend: SqliteBackend; ledger: LedgerFile }, index: number): Promise<void> {
	await backend.log.append([{ topic: "t", key: String(index), value: Buffer.alloc(3_000), headers: {} }]);
	const charge = { key: String(index), orderId: String(index), amountMinor: 1, currency: "USD", captured: true, paymentId: "p", at: 0 };
	await ledger.post([{ kind: "charge", charge }]);
}

async function fill(count: number): Promise<void> {
	await using opened = await open();
	for (let index = 0; index < count; index += 1) await write(opened, index);
}

async function counts(at: string): Promise<{ records: number; charges: number }> {
	await using backend = createSqliteBackend({ dir: at });
	return { records: (await backend.log.bounds(["t"]))[0]?.end ?? 0, charges: readLedger(at).length };
}

async function refusal(act: () => unknown): Promise<DataDirError> {
	try {
		await act();
	} catch (error) {
		if (error instanceof DataDirError) return error;
		throw error;
	}
	throw new Error("it was not refused");
}

/** Refused in one sentence that names the path, and the directory holds what it held before. */
async function expectRefused(act: () => unknown, code: DataDirError["code"], named: string): Promise<void> {
	const before = readdirSync(root).toSorted();
	const error = await refusal(act);
	expect({ code: error.code, message: error.message }).toEqual({ code, message: expect.stringContaining(named) });
	expect(error.message).toMatch(/^[^\n]+\.$/);
	expect(readdirSync(root).toSorted()).toEqual(before);
}

describe("a backup", () => {
	it("holds log, store and ledger of a stopped daemon, is private, and restores to the same", async () => {
		await fill(30);
		const contents = { orders: 0, records: 30, charges: 30 };
		expect(await createBackup({ dir, file })).toEqual(contents);
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(readdirSync(root).toSorted()).toEqual(["backup.orderdeck", "data"]);
		const restored = join(root, "a", "restored");
		chmodSync(file, 0o444);
		expect(restoreBackup({ file, dir: restored })).toEqual(contents);
		expect(readdirSync(restored).toSorted()).toEqual(["orderdeck.db", "orderdeck.lock", "payment-gateway.db"]);
		for (const name of readdirSync(restored)) expect(statSync(join(restored, name)).mode & 0o777).toBe(0o600);
		expect(await counts(restored)).toEqual({ records: 30, charges: 30 });
		await createBackup({ dir: restored, file: join(root, "second") });
	});

	it("holds the files as of one moment, whatever is written meanwhile, and the writer goes on", async () => {
		await fill(2_000);
		await using opened = await open();
		let running = true;
		const writing = (async () => {
			for (let index = 2_000; running; index += 1) {
				await write(opened, index);
				await new Promise((resolve) => setImmediate(resolve));
			}
		})();
		for (const name of ["first", "second", "third"]) {
			const { records, charges } = await createBackup({ dir, file: join(root, name) });
			expect([records, records - 1]).toContain(charges);
			restoreBackup({ file: join(root, name), dir: join(root, `${name}-restored`) });
			expect(await counts(join(root, `${name}-restored`))).toEqual({ records, charges });
		}
		running = false;
		await writing;
		expect(opened.backend.fault()).toBeUndefined();
	});

	it("of a directory whose daemon was killed holds what only its log holds", async () => {
		const copy = join(root, "killed");
		mkdirSync(copy);
		await using opened = await open();
		await write(opened, 1);
		for (const name of readdirSync(dir).filter((name) => /\.db(?:-wal)?$/.test(name)))
			writeFileSync(join(copy, name), readFileSync(join(dir, name)));
		expect(await createBackup({ dir: copy, file })).toMatchObject({ records: 1, charges: 1 });
		dir = copy;
		expect(await counts(copy)).toEqual({ records: 1, charges: 1 });
	});

	it("is no data directory's database: a copy of it is refused, and stays as it is", async () => {
		await fill(1);
		await createBackup({ dir, file });
		const copied = join(root, "copied");
		mkdirSync(copied);
		writeFileSync(join(copied, "orderdeck.db"), readFileSync(file));
		await expectRefused(() => createSqliteBackend({ dir: copied }), "DATABASE_IS_BACKUP", copied);
		expect(readFileSync(join(copied, "orderdeck.db")).equals(readFileSync(file))).toBe(true);
	});

	it("is refused where it cannot be written, and leaves nothing", async () => {
		await fill(1);
		writeFileSync(join(root, "file"), "");
		symlinkSync(join(root, "nothing"), join(root, "dangling"));
		writeFileSync(join(root, "claimed.partial"), "");
		for (const name of ["file", "data", "dangling", "missing/file", "file/below", "claimed", "x".repeat(300)]) {
			await expectRefused(() => createBackup({ dir, file: join(root, name) }), "BACKUP_REFUSED", join(root, name));
		}
		await expectRefused(() => createBackup({ dir, file: "/proc/nope" }), "BACKUP_REFUSED", "/proc/nope");
	});

	it("ends when it is aborted, and leaves nothing", async () => {
		await fill(1);
		await expect(createBackup({ dir, file, signal: AbortSignal.abort("SIGINT") })).rejects.toBe("SIGINT");
		expect(readdirSync(root)).toEqual(["data"]);
	});

	it("is refused without a database, or without its log", async () => {
		mkdirSync(dir);
		await expectRefused(() => createBackup({ dir, file }), "DATABASE_MISSING", dir);
		await expectRefused(() => createBackup({ dir: join(root, "missing"), file }), "DATABASE_MISSING", "missing");
		for (const at of ["/proc/nope", "/dev/null/x"]) await expectRefused(() => createBackup({ dir: at, file }), "DATABASE_MISSING", at);
		rmSync(dir, { recursive: true });
		await using opened = await open();
		await write(opened, 1);
		const copied = join(root, "copied");
		mkdirSync(copied);
		writeFileSync(join(copied, "orderdeck.db"), readFileSync(join(dir, "orderdeck.db")));
		await expectRefused(() => createBackup({ dir: copied, file }), "DATABASE_WITHOUT_WAL", copied);
	});
});

describe("a restore", () => {
	it("is refused into a directory that holds anything, or that a daemon uses", async () => {
		await fill(1);
		await createBackup({ dir, file });
		for (const name of ["orderdeck.db", "orderdeck.db-wal", "payment-gateway.db", "notes.txt"]) {
			const other = join(root, `with-${name}`);
			mkdirSync(other);
			writeFileSync(join(other, name), "");
			await expectRefused(() => restoreBackup({ file, dir: other }), "BACKUP_REFUSED", name);
			expect(readdirSync(other)).toEqual([name]);
		}
		await expectRefused(() => restoreBackup({ file, dir }), "BACKUP_REFUSED", dir);
	});

	it("is refused from anything but a complete backup, and creates nothing", async () => {
		await fill(1);
		await createBackup({ dir, file });
		const to = join(root, "to");
		const bytes = readFileSync(file);
		const broken = join(root, "broken");
		for (const part of [
			bytes.subarray(0, bytes.length - 5_000),
			Buffer.from("Dear diary, ".repeat(100)),
			Buffer.alloc(0),
			bytes.subarray(0, 60),
		]) {
			writeFileSync(broken, part);
			expect((await refusal(() => restoreBackup({ file: broken, dir: to }))).message).toContain(broken);
		}
		await expectRefused(() => restoreBackup({ file: join(dir, "orderdeck.db"), dir: to }), "BACKUP_REFUSED", "orderdeck.db");
		await expectRefused(() => restoreBackup({ file: join(root, "none"), dir: to }), "BACKUP_REFUSED", "none");
		await expectRefused(() => restoreBackup({ file: dir, dir: to }), "DATABASE_FOREIGN", dir);
		expect(existsSync(to)).toBe(false);
	});

	it("beside a newer log gives no id that an order may have got since", async () => {
		{
			await using opened = await open();
			await opened.backend.store.write([{ op: "insert", collection: "sequences", key: "order_id", doc: { next: 42 } }]);
		}
		await createBackup({ dir, file });
		const nextIn = async (name: string, hasNewerLog: boolean) => {
			restoreBackup({ file, dir: join(root, name), hasNewerLog });
			await using backend = createSqliteBackend({ dir: join(root, name) });
			return (await backend.store.get("sequences", ["order_id"]))[0]?.doc.next;
		};
		expect(await nextIn("same", false)).toBe(42);
		expect(await nextIn("newer", true)).toBeGreaterThan(1_000_000_000);
	});

	it("of a format before marks opens", async () => {
		await fill(1);
		const old = new DatabaseSync(join(dir, "orderdeck.db"));
		makeFormat2(old);
		old.close();
		const oldLedger = new DatabaseSync(join(dir, "payment-gateway.db"));
		oldLedger.exec("ALTER TABLE captures RENAME COLUMN amount_minor TO amount_cents; ALTER TABLE captures DROP COLUMN currency");
		oldLedger.close();
		await createBackup({ dir, file });
		restoreBackup({ file, dir: join(root, "to") });
		expect(await counts(join(root, "to"))).toEqual({ records: 1, charges: 1 });
		expect(readLedger(join(root, "to"))).toMatchObject([{ amountMinor: 1, currency: "USD" }]);
	});
});
