/** `npm run audit:verify` as an operator calls it, on a directory whose audit log was tampered with. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { createSqliteBackend } from "@orderdeck/core/adapters/sqlite/backend";
import { AuditLog } from "@orderdeck/core/commands/audit-log";
import { describe, expect, it } from "vitest";
import { temporaryDir } from "./daemon.ts";
import { killOnExit } from "./kill-on-exit.ts";

const COMMAND = fileURLToPath(new URL("../src/audit-verify.ts", import.meta.url));

async function verify(dataDir: string) {
	const args = ["--disable-warning=ExperimentalWarning", COMMAND];
	const child = killOnExit(spawn(process.execPath, args, { env: { DATA_DIR: dataDir }, stdio: ["ignore", "pipe", "pipe"] }));
	let output = "";
	for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
	const [code] = (await once(child, "exit")) as [number | null];
	return { code, output: output.trim() };
}

async function fill(dir: string): Promise<void> {
	await using backend = createSqliteBackend({ dir });
	const log = new AuditLog(() => "writer");
	const request = { actor: { name: "olga", role: "operator" } } as const;
	for (const id of ["a", "b", "c"]) {
		const facts = {
			id,
			at: 0,
			request,
			action: "order.cancel",
			target: `order:${id}`,
			reason: null,
			before: null,
			after: null,
			result: "done",
		};
		await log.append(facts, (record) => backend.work.apply({ writes: [record], records: [] }));
	}
}

describe("npm run audit:verify", () => {
	it("reports the first record that was changed in the file, and nothing before", async () => {
		await using dir = await temporaryDir();
		await fill(dir.path);
		expect(await verify(dir.path)).toEqual({ code: 0, output: "The audit log is intact: 3 records verified." });
		const sql = new DatabaseSync(join(dir.path, "orderdeck.db"));
		const change = "UPDATE audit SET doc = replace(doc, 'olga', 'otto') WHERE key LIKE '%-b'";
		expect(() => sql.exec(change)).toThrow("append-only");
		sql.exec(`DROP TRIGGER audit_is_not_changed; ${change}`);
		sql.close();
		const { code, output } = await verify(dir.path);
		expect(output).toMatch(/^1970-01-01T00:00:00\.000Z-b was changed: its successor 1970-01-01T00:00:00\.000Z-c holds another hash/);
		expect(code).toBe(1);
	});

	it("has exit code 2 where there is nothing to read", async () => {
		expect(await verify("/nowhere/at/all")).toMatchObject({ code: 2, output: expect.stringContaining("/nowhere/at/all") });
	});
});
