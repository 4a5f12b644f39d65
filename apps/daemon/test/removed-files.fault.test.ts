/** Files of the data directory that are removed or replaced while the daemon runs: nothing is acknowledged that the next start would not find. */
import { once } from "node:events";
import { cp, mkdir, readdir, readFile, readlink, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readLedger } from "@orderdeck/core/adapters/simulated-gateway/ledger";
import { createSqliteReader } from "@orderdeck/core/adapters/sqlite/backend";
import { describe, expect, it } from "vitest";
import { type Daemon, spawnDaemon, startDaemon, temporaryDir, until } from "./daemon.ts";
import { drainAndStop } from "./drain-and-stop.ts";
import { freePort } from "./free-ports.ts";
import { violations } from "./invariants.ts";

const ORDER = { customerId: 1234, items: [{ productId: "PROD-003", name: "USB-C Hub", price: 34.99, quantity: 1 }] };

/** The status, and the order's id when it was accepted. */
async function create({ url }: Daemon): Promise<{ status: number; id: string }> {
	const body = JSON.stringify(ORDER);
	const response = await fetch(`${url}/api/orders`, { method: "POST", body, headers: { "content-type": "application/json" } });
	const { order_id } = (await response.json()) as { order_id?: number };
	return { status: response.status, id: String(order_id) };
}

async function readiness({ url }: Daemon): Promise<{ status: number; text: string }> {
	const response = await fetch(`${url}/readyz`);
	return { status: response.status, text: await response.text() };
}

async function isDelivered({ url }: Daemon, id: string): Promise<boolean> {
	return (await (await fetch(`${url}/api/orders/${id}`)).text()).includes('"status":"DELIVERED"');
}

const isReady = async (daemon: Daemon) => (await readiness(daemon)).status === 200;
const notReady = (daemon: Daemon) => until("it is not ready", async () => !(await isReady(daemon)));

describe("a daemon whose files are removed or replaced", () => {
	it.each([0, 100])("acknowledges no order that is lost, at %i orders a second, and states the file", async (rate) => {
		await using dir = await temporaryDir();
		const data = join(dir.path, "data");
		const env = { DATA_DIR: data, PRODUCER_RATE: String(rate) };
		await using daemon = await startDaemon(env);
		expect((await create(daemon)).status).toBe(201);
		await rm(data, { recursive: true });
		for (let count = 0; count < 20; count += 1) expect((await create(daemon)).status).toBe(503);
		await notReady(daemon);
		expect((await readiness(daemon)).text).toContain("orderdeck.db was removed");

		// A second daemon starts there; the first one leaves its files alone, even when it stops.
		await using second = await startDaemon(env);
		const { status, id } = await create(second);
		expect(status).toBe(201);
		expect((await create(daemon)).status).toBe(503);
		expect(await daemon.end("SIGTERM")).toBe(0);
		expect((await create(second)).status).toBe(201);
		expect(await second.end("SIGTERM")).toBe(0);
		using reader = createSqliteReader({ dir: data });
		expect((await reader.store.get("orders", [id]))[0]).toBeDefined();
	});

	it.runIf(process.platform === "linux")("still has its files on /proc: copied from there, every order is saved", async () => {
		await using dir = await temporaryDir();
		const [data, saved] = [join(dir.path, "data"), join(dir.path, "saved")];
		await using daemon = await startDaemon({ DATA_DIR: data, PRODUCER_RATE: "100" });
		const { id } = await create(daemon);
		await rm(data, { recursive: true });
		await notReady(daemon);
		await mkdir(saved);
		const open = `/proc/${daemon.child.pid}/fd`;
		for (const name of await readdir(open)) {
			const link = await readlink(join(open, name)).catch(() => "");
			const file = /\/(\S+\.db(?:-wal)?) \(deleted\)$/.exec(link)?.[1]?.split("/").at(-1);
			if (file !== undefined) await writeFile(join(saved, file), await readFile(join(open, name)));
		}
		expect((await readdir(saved)).toSorted()).toEqual(["orderdeck.db", "orderdeck.db-wal", "payment-gateway.db", "payment-gateway.db-wal"]);
		expect(await drainAndStop({ DATA_DIR: saved, PRODUCER_RATE: "0", SHIP_DISPATCH_MS: "50", SHIP_DELIVER_MS: "50" })).toBe(0);
		using reader = createSqliteReader({ dir: saved });
		expect((await reader.store.get("orders", [id]))[0]).toBeDefined();
		expect(await violations({ ...reader, ledger: readLedger(saved) })).toEqual([]);
	});

	it("continues when the directory is put back, with every order", async () => {
		await using dir = await temporaryDir();
		const data = join(dir.path, "data");
		// No load: files that were missing only after a commit need a restart.
		await using daemon = await startDaemon({ DATA_DIR: data, PRODUCER_RATE: "0", SHIP_DISPATCH_MS: "50", SHIP_DELIVER_MS: "50" });
		const before = await create(daemon);
		await until("it is delivered", () => isDelivered(daemon, before.id));
		await rename(data, join(dir.path, "moved"));
		await notReady(daemon);
		expect((await create(daemon)).status).toBe(503);
		await rename(join(dir.path, "moved"), data);
		await until("it is ready again", () => isReady(daemon));
		const after = await create(daemon);
		expect([before.status, after.status]).toEqual([201, 201]);
		expect(await daemon.end("SIGTERM")).toBe(0);
		using reader = createSqliteReader({ dir: data });
		expect((await reader.store.get("orders", [before.id, after.id])).map((order) => order !== undefined)).toEqual([true, true]);
	});

	it.each(["orderdeck.lock", "payment-gateway.db"])("is not ready without its %s", async (name) => {
		await using dir = await temporaryDir();
		await using daemon = await startDaemon({ DATA_DIR: dir.path, PRODUCER_RATE: "0" });
		await rm(join(dir.path, name));
		await notReady(daemon);
		expect((await readiness(daemon)).text).toContain(name);
	});
});

describe("a daemon is refused, with exit code 2 and one sentence, on a directory", () => {
	async function expectRefused(dir: string, named: string): Promise<void> {
		const before = await readdir(dir);
		const { child, output } = spawnDaemon({ PORT: String(await freePort()), DATA_DIR: dir });
		const [code] = (await once(child, "exit")) as [number | null];
		const line = output().trim();
		expect({ code, line }).toEqual({ code: 2, line: expect.stringContaining(named) });
		expect(line.split("\n")).toHaveLength(1);
		expect((await readdir(dir)).includes("orderdeck.db")).toBe(before.includes("orderdeck.db"));
	}

	it("that holds a part of a running daemon's files, and started on all of them after SIGKILL", async () => {
		await using dir = await temporaryDir();
		const data = join(dir.path, "data");
		const daemon = await startDaemon({ DATA_DIR: data, PRODUCER_RATE: "300" });
		await until("payments are settled", async () =>
			(await (await fetch(`${daemon.url}/api/orders?status=PAID,PREPARED,SHIPPED&limit=1`)).text()).includes("order_id"),
		);
		const part = async (name: string, files: readonly string[]) => {
			const to = join(dir.path, name);
			await mkdir(to);
			for (const file of files) await cp(join(data, file), join(to, file));
			return to;
		};
		const onlyDatabase = await part("only-database", ["orderdeck.db"]);
		await daemon.end("SIGKILL");
		const [store, ledger] = [
			["orderdeck.db", "orderdeck.db-wal"],
			["payment-gateway.db", "payment-gateway.db-wal"],
		] as const;
		await expectRefused(onlyDatabase, "orderdeck.db-wal");
		await expectRefused(await part("without-ledger", store), "payment-gateway.db");
		await expectRefused(await part("without-store", ledger), "orderdeck.db");
		await expectRefused(await part("only-log", ["orderdeck.db-wal", ...ledger]), "orderdeck.db");
		await using started = await startDaemon({ DATA_DIR: data, PRODUCER_RATE: "0" });
		expect(await started.end("SIGTERM")).toBe(0);
		await using copied = await startDaemon({ DATA_DIR: await part("stopped", [store[0], ledger[0]]), PRODUCER_RATE: "0" });
		expect(await copied.end("SIGTERM")).toBe(0);
	});

	it.runIf(process.platform === "linux").each(["/proc/nope", "/proc/1/x", "/dev/null/x"])("%s", async (dir) => {
		const { child, output } = spawnDaemon({ PORT: String(await freePort()), DATA_DIR: dir });
		const [code] = (await once(child, "exit")) as [number | null];
		expect({ code, line: output().trim() }).toEqual({ code: 2, line: expect.stringMatching(/^\/[^\n]+\.$/) });
	});
});
