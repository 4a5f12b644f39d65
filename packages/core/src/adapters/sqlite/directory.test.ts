import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openLedger } from "../simulated-gateway/ledger.ts";
import { createSqliteBackend } from "./backend.ts";
import { DataDirError } from "./data-dir-error.ts";

let root: string;

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "orderdeck-directory-"));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
const modesIn = (dir: string) => Object.fromEntries(readdirSync(dir).map((name) => [name, modeOf(join(dir, name))]));

async function use(dir: string, during: () => void = () => undefined): Promise<void> {
	await using backend = createSqliteBackend({ dir });
	await using _ledger = openLedger(dir);
	await backend.log.ensureTopics([{ topic: "t", partitions: 1 }]);
	during();
}

const PRIVATE_FILES = Object.fromEntries(
	["orderdeck.db", "orderdeck.db-shm", "orderdeck.db-wal", "orderdeck.lock", "orderdeck.lock-journal", "payment-gateway.db"]
		.concat(["payment-gateway.db-shm", "payment-gateway.db-wal"])
		.map((name) => [name, "600"]),
);

describe.skipIf(process.platform === "win32")("the data directory is private", () => {
	let umask: number;
	beforeEach(() => {
		umask = process.umask(0);
	});
	afterEach(() => void process.umask(umask));

	it("with all its files and the levels that were created, whatever the umask", async () => {
		const dir = join(root, "a", "b");
		await use(dir, () => expect(modesIn(dir)).toEqual(PRIVATE_FILES));
		expect([modeOf(join(root, "a")), modeOf(dir)]).toEqual(["700", "700"]);
	});

	it("also when an older version has created it readable for everyone, after a kill too", async () => {
		const dir = join(root, "data");
		await use(dir);
		for (const end of ["-wal", "-shm"]) writeFileSync(join(dir, `orderdeck.db${end}`), "", { mode: 0o644 });
		for (const name of readdirSync(dir)) chmodSync(join(dir, name), 0o644);
		chmodSync(dir, 0o755);
		await use(dir, () => expect(modesIn(dir)).toEqual(PRIVATE_FILES));
		expect(modeOf(dir)).toBe("700");
	});

	it("except one that holds other files too: there only ours are private", async () => {
		chmodSync(root, 0o755);
		writeFileSync(join(root, "theirs"), "", { mode: 0o644 });
		await use(root, () => expect(modesIn(root)).toEqual({ ...PRIVATE_FILES, theirs: "644" }));
		expect(modeOf(root)).toBe("755");
	});
});

describe("a directory that cannot be used is refused in one sentence that names it", () => {
	function refusal(dir: string, open: (at: string) => unknown): string {
		try {
			open(dir);
		} catch (error) {
			if (error instanceof DataDirError) return error.message;
			throw error;
		}
		throw new Error("it was opened");
	}

	function expectRefused(dir: string): void {
		for (const open of [(at: string) => createSqliteBackend({ dir: at }), openLedger]) {
			const message = refusal(dir, open);
			expect(message).toContain(dir);
			expect(message).toMatch(/^[^\n]+\.$/);
		}
	}

	it
		.runIf(process.platform === "linux")
		.each(["/proc/nope", "/proc/nope/below", "/proc/1/x", "/proc/self/fd/x", "/sys/nope", "/dev/null", "/dev/null/x"])("%s", expectRefused);

	it("a path through a file, a link to nothing, a link to itself, too long a name", () => {
		writeFileSync(join(root, "file"), "");
		symlinkSync(join(root, "nothing"), join(root, "dangling"));
		symlinkSync(join(root, "loop"), join(root, "loop"));
		for (const name of ["file", "file/below", "dangling", "dangling/below", "loop", "x".repeat(300)]) expectRefused(join(root, name));
	});

	const named = ["orderdeck.db", "orderdeck.db-wal", "orderdeck.db-shm", "orderdeck.lock"];
	it.runIf(process.platform === "linux").each(named)("one in which %s is a directory, a link to nothing, or a pipe", (name) => {
		const made = {
			directory: (path: string) => mkdirSync(path),
			link: (path: string) => symlinkSync(join(root, "nothing"), path),
			pipe: (path: string) => spawnSync("mkfifo", [path]),
		};
		for (const [kind, make] of Object.entries(made)) {
			const dir = join(root, kind);
			mkdirSync(dir);
			make(join(dir, name));
			expect(refusal(dir, (at) => createSqliteBackend({ dir: at }))).toContain(dir);
			expect(readdirSync(dir).filter((each) => each !== "orderdeck.lock" && each !== name)).toEqual([]);
		}
	});
});
