/** How the daemon reports that it cannot start, and how it stops on SIGTERM. */

import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { readLedger } from "@orderdeck/core/adapters/simulated-gateway/ledger";
import { createSqliteReader } from "@orderdeck/core/adapters/sqlite/backend";
import { describe, expect, it } from "vitest";
import { spawnDaemon, startDaemon, temporaryDir, until } from "./daemon.ts";
import { drainAndStop } from "./drain-and-stop.ts";
import { freePort } from "./free-ports.ts";
import { violations } from "./invariants.ts";

/** Runs a daemon that must refuse to start; returns its exit code and what it wrote. */
async function refused(env: Readonly<Record<string, string>>): Promise<{ code: number | null; line: string }> {
	const { child, output } = spawnDaemon({ PORT: String(await freePort()), ...env });
	const [code] = (await once(child, "exit")) as [number | null];
	return { code, line: output().trim() };
}

async function fingerprint(file: string): Promise<string> {
	return createHash("sha256")
		.update(await readFile(file))
		.digest("hex");
}

describe("a daemon that cannot start states why in one sentence and exits with 2", () => {
	it.each([
		[{ PORT: "http" }, "PORT"],
		[{ ROLES: "producer,chef" }, "chef"],
		[{ PRODUCER_RATE: "fast" }, "PRODUCER_RATE"],
		[{ HOST: "0.0.0.0" }, "AUTH_TOKENS"],
	])("%o", async (env, named) => {
		await using dir = await temporaryDir();
		const { code, line } = await refused({ DATA_DIR: dir.path, ...env });
		expect(code).toBe(2);
		expect(line).toContain(named);
		expect(line.split("\n")).toHaveLength(1);
	});

	it("names a port that is in use", async () => {
		await using dir = await temporaryDir();
		const taken = createServer().listen(0, "127.0.0.1");
		await once(taken, "listening");
		const { port } = taken.address() as { port: number };
		const { code, line } = await refused({ DATA_DIR: dir.path, PORT: String(port) });
		taken.close();
		expect({ code, line }).toEqual({ code: 2, line: expect.stringContaining(`PORT=${port}`) });
		expect(line.split("\n")).toHaveLength(1);
	});

	it("names a data directory that cannot be written", async () => {
		await using dir = await temporaryDir();
		const file = join(dir.path, "a-file");
		await writeFile(file, "");
		const { code, line } = await refused({ DATA_DIR: join(file, "data") });
		expect({ code, line }).toEqual({ code: 2, line: expect.stringContaining(join(file, "data")) });
		expect(line.split("\n")).toHaveLength(1);
	});

	it("leaves a foreign database as it is", async () => {
		await using dir = await temporaryDir();
		const file = join(dir.path, "orderdeck.db");
		const foreign = new DatabaseSync(file);
		foreign.exec("CREATE TABLE recipes (name TEXT)");
		foreign.close();
		const before = await fingerprint(file);
		const { code, line } = await refused({ DATA_DIR: dir.path });
		expect({ code, line }).toEqual({ code: 2, line: expect.stringContaining(file) });
		expect(await fingerprint(file)).toBe(before);
	});

	it("leaves a corrupt database as it is", async () => {
		await using dir = await temporaryDir();
		const first = await startDaemon({ DATA_DIR: dir.path, PRODUCER_RATE: "50" });
		await until("there are orders", async () => (await (await fetch(`${first.url}/api/analytics`)).text()).includes("order_id"));
		expect(await first.end("SIGTERM")).toBe(0);
		const file = join(dir.path, "orderdeck.db");
		const bytes = await readFile(file);
		bytes.fill(0xa5, 4096, Math.min(bytes.length, 40_960));
		await writeFile(file, bytes);
		const before = await fingerprint(file);
		const { code, line } = await refused({ DATA_DIR: dir.path });
		expect({ code, line }).toEqual({ code: 2, line: expect.stringContaining(file) });
		expect(line.split("\n")).toHaveLength(1);
		expect(await fingerprint(file)).toBe(before);
	});

	it("refuses a data directory that another daemon uses", async () => {
		await using dir = await temporaryDir();
		await mkdir(dir.path, { recursive: true });
		await using _first = await startDaemon({ DATA_DIR: dir.path, PRODUCER_RATE: "0" });
		const { code, line } = await refused({ DATA_DIR: dir.path });
		expect({ code, line }).toEqual({ code: 2, line: expect.stringContaining(dir.path) });
	});
});

describe("SIGTERM", () => {
	it("drains under load and exits with 0, with no work half done", async () => {
		await using dir = await temporaryDir();
		const env = { DATA_DIR: dir.path, PAYMENT_LATENCY_MS: "200", SHIP_DISPATCH_MS: "200", SHIP_DELIVER_MS: "200" };
		const daemon = await startDaemon({ ...env, PRODUCER_RATE: "500" });
		await until("payments are in flight", async () =>
			(await (await fetch(`${daemon.url}/api/orders?status=PAID,PREPARED&limit=1`)).text()).includes("order_id"),
		);
		// An open stream must not delay the exit.
		const stream = await fetch(`${daemon.url}/trpc/live?input=${encodeURIComponent("{}")}`);
		expect(stream.ok).toBe(true);
		expect(await daemon.end("SIGTERM")).toBe(0);
		await stream.body?.cancel().catch(() => undefined);
		// Work half done would be missing, doubled or stuck once the rest has drained.
		expect(await drainAndStop({ ...env, PRODUCER_RATE: "0" })).toBe(0);
		using reader = createSqliteReader({ dir: dir.path });
		expect(await violations({ ...reader, ledger: readLedger(dir.path) })).toEqual([]);
	});

	it("continues with the order ids where it stopped, and never repeats one", async () => {
		await using dir = await temporaryDir();
		const ids: number[] = [];
		for (let start = 0; start < 3; start += 1) {
			const daemon = await startDaemon({ DATA_DIR: dir.path, PRODUCER_RATE: "200" });
			await until("there are orders", async () => {
				const status = (await (await fetch(`${daemon.url}/api/producer`)).json()) as { produced: number };
				return status.produced > 50;
			});
			await daemon.end(start % 2 === 0 ? "SIGKILL" : "SIGTERM");
			using reader = createSqliteReader({ dir: dir.path });
			ids.length = 0;
			for (const { topic, partition, end } of await reader.log.bounds(["orders"])) {
				for (const { key } of await reader.log.read({ topic, partition, offset: 0 }, end)) ids.push(Number(key));
			}
			expect(new Set(ids).size).toBe(ids.length);
		}
		expect(ids.length).toBeGreaterThan(150);
	});
});
