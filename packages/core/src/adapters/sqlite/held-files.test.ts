/** What is done to the files of a data directory while a daemon runs on it, and what becomes of its writes. */
import {
	appendFileSync,
	copyFileSync,
	cpSync,
	mkdirSync,
	mkdtempSync,
	renameSync,
	rmSync,
	symlinkSync,
	truncateSync,
	unlinkSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StoreError } from "../../ports/errors.ts";
import { openLedger, readLedger } from "../simulated-gateway/ledger.ts";
import { createSqliteBackend, createSqliteReader, type SqliteBackend } from "./backend.ts";
import { openWriter } from "./database.ts";
import { transaction } from "./transaction.ts";

let root: string;
let dir: string;
let backend: SqliteBackend;

beforeEach(async () => {
	root = mkdtempSync(join(tmpdir(), "orderdeck-held-"));
	dir = join(root, "data");
	backend = createSqliteBackend({ dir });
	await backend.log.ensureTopics([{ topic: "t", partitions: 1 }]);
});

afterEach(() => {
	backend.close();
	rmSync(root, { recursive: true, force: true });
});

const append = (to = backend) => to.log.append([{ topic: "t", key: "k", value: Buffer.alloc(10), headers: {} }]);
const end = async ({ log }: Pick<SqliteBackend, "log"> = backend) => (await log.bounds(["t"]))[0]?.end;
const inDir = (name: string) => join(dir, name);

/** Every kind of write is refused and states the file; the daemon sees it without writing. Nothing was written. */
async function expectRefused(name: string): Promise<void> {
	expect(backend.fault()).toContain(name);
	const before = await end();
	const doc = { next: 1 };
	const writes = [{ op: "insert", collection: "sequences", key: "s", doc }] as const;
	const all = [append, () => backend.store.write(writes), () => backend.work.apply({ writes, records: [] })];
	for (const write of all) {
		const error = await write().catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(StoreError);
		expect(error).toMatchObject({ code: "UNAVAILABLE", message: expect.stringContaining(name) });
	}
	expect(await end()).toBe(before);
}

const FILES = ["orderdeck.db", "orderdeck.db-wal", "orderdeck.db-shm", "orderdeck.lock"];

describe.each(FILES)("%s", (name) => {
	it("removed: writes are refused", async () => {
		await append();
		unlinkSync(inDir(name));
		await expectRefused(name);
	});

	it("replaced by a moved file: writes are refused, also when that one is gone again", async () => {
		const other = join(root, "other");
		createSqliteBackend({ dir: other }).close();
		cpSync(dir, other, { recursive: true });
		renameSync(join(other, name), inDir(name));
		await expectRefused(name);
		unlinkSync(inDir(name));
		await expectRefused(name);
	});

	it("moved away and put back: writes are accepted again, and none is missing", async () => {
		await append();
		renameSync(inDir(name), join(root, "kept"));
		await expectRefused(name);
		renameSync(join(root, "kept"), inDir(name));
		expect(backend.fault()).toBeUndefined();
		await append();
		backend.close();
		backend = createSqliteBackend({ dir });
		expect(await end()).toBe(2);
	});
});

describe("the directory", () => {
	it("moved away, and put back", async () => {
		renameSync(dir, join(root, "kept"));
		await expectRefused("orderdeck.db");
		renameSync(join(root, "kept"), dir);
		await append();
	});

	it("moved away and created again by a second daemon: neither writes the files of the other", async () => {
		await append();
		renameSync(dir, join(root, "kept"));
		const second = createSqliteBackend({ dir });
		await second.log.ensureTopics([{ topic: "t", partitions: 1 }]);
		for (let count = 0; count < 3; count += 1) await append(second);
		await expectRefused("orderdeck.db");
		backend.close();
		await append(second);
		second.close();
		using reader = createSqliteReader({ dir });
		expect(await end(reader)).toBe(4);
		backend = createSqliteBackend({ dir: join(root, "kept") });
		expect(await end()).toBe(1);
	});

	it("emptied, and a second daemon starts in it: the first refuses writes and leaves the second's files alone", async () => {
		for (const name of FILES) unlinkSync(inDir(name));
		const second = createSqliteBackend({ dir });
		await second.log.ensureTopics([{ topic: "t", partitions: 1 }]);
		await append(second);
		await expectRefused("orderdeck.db");
		backend.close();
		await append(second);
		second.close();
		backend = createSqliteBackend({ dir });
		expect(await end()).toBe(2);
	});

	it("reached through a link that now leads elsewhere", async () => {
		const link = join(root, "link");
		symlinkSync(dir, link);
		backend.close();
		backend = createSqliteBackend({ dir: link });
		mkdirSync(join(root, "elsewhere"));
		unlinkSync(link);
		symlinkSync(join(root, "elsewhere"), link);
		await expectRefused("orderdeck.db");
	});
});

describe("the database, changed in place", () => {
	it("overwritten with a copy of another one", async () => {
		const other = join(root, "other");
		createSqliteBackend({ dir: other }).close();
		copyFileSync(join(other, "orderdeck.db"), inDir("orderdeck.db"));
		await expectRefused("orderdeck.db");
	});

	it("overwritten with an earlier copy of itself", async () => {
		backend.close();
		const { sql, fault, checkpointed, close } = openWriter(dir);
		copyFileSync(inDir("orderdeck.db"), join(root, "earlier"));
		const insert = () => transaction(sql, () => sql.exec("INSERT INTO replays VALUES (hex(randomblob(8)), 1, 1, hex(zeroblob(500000)))"));
		for (let count = 0; count < 70; count += 1) insert();
		await checkpointed();
		copyFileSync(join(root, "earlier"), inDir("orderdeck.db"));
		expect(fault()).toContain("orderdeck.db");
		expect(insert).toThrow("changed by another program");
		close();
	});

	it("not at all, with another time of change: writes go on", async () => {
		utimesSync(inDir("orderdeck.db"), 1, 1);
		expect(backend.fault()).toBeUndefined();
		await append();
		expect(await end()).toBe(1);
	});

	it("truncated, or appended to", async () => {
		const changes = [(path: string) => truncateSync(path, 100), (path: string) => appendFileSync(path, "x")];
		for (const [index, change] of changes.entries()) {
			backend.close();
			dir = join(root, `data-${index}`);
			backend = createSqliteBackend({ dir });
			await backend.log.ensureTopics([{ topic: "t", partitions: 1 }]);
			change(inDir("orderdeck.db"));
			await expectRefused("orderdeck.db");
		}
	});

	it("its write-ahead log truncated", async () => {
		writeFileSync(inDir("orderdeck.db-wal"), "");
		await expectRefused("orderdeck.db-wal");
	});
});

it("a file removed during a transaction: what may be lost is not acknowledged, and nothing more is written until a restart", async () => {
	backend.close();
	const { sql, fault, close } = openWriter(dir);
	const write = (during: () => void) =>
		transaction(sql, () => {
			sql.exec("INSERT INTO replays VALUES (hex(randomblob(8)), 1, 1, '{}')");
			during();
		});
	write(() => undefined);
	expect(() => write(() => renameSync(inDir("orderdeck.db"), join(root, "kept")))).toThrow("orderdeck.db was removed");
	renameSync(join(root, "kept"), inDir("orderdeck.db"));
	expect(fault()).toContain("restart the daemon");
	expect(() => write(() => undefined)).toThrow(StoreError);
	close();
});

it("checkpoints of its own are no change: writes go on", async () => {
	const value = Buffer.alloc(1_000_000);
	for (let count = 0; count < 150; count += 1) await backend.log.append([{ topic: "t", key: "k", value, headers: {} }]);
	expect(backend.fault()).toBeUndefined();
});

it("a write-ahead log that was removed is still moved into the database when its writer closes", async () => {
	await append();
	unlinkSync(inDir("orderdeck.db-wal"));
	backend.close();
	backend = createSqliteBackend({ dir });
	expect(await end()).toBe(1);
});

it("the ledger posts nothing once its file was removed, and does again once it is back", async () => {
	const charge = (key: string) => ({ key, orderId: key, amountMinor: 1, currency: "USD", captured: true, paymentId: key, at: 0 });
	await using ledger = openLedger(dir);
	await ledger.post([{ kind: "charge", charge: charge("a") }]);
	renameSync(inDir("payment-gateway.db"), join(root, "kept"));
	expect(ledger.fault()).toContain("payment-gateway.db");
	await expect(ledger.post([{ kind: "charge", charge: charge("b") }])).rejects.toMatchObject({ code: "UNAVAILABLE" });
	renameSync(join(root, "kept"), inDir("payment-gateway.db"));
	await ledger.post([{ kind: "charge", charge: charge("c") }]);
	expect(readLedger(dir).map(({ key }) => key)).toEqual(["a", "c"]);
});
