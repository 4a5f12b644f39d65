/** `npm run backup` and `npm run restore` as an operator calls them, on a real daemon's directory. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readLedger } from "@orderdeck/core/adapters/simulated-gateway/ledger";
import { createSqliteReader } from "@orderdeck/core/adapters/sqlite/backend";
import { describe, expect, it } from "vitest";
import { extent } from "../../../packages/core/test/extent.ts";
import { startDaemon, temporaryDir, until } from "./daemon.ts";
import { drainAndStop } from "./drain-and-stop.ts";
import { violations } from "./invariants.ts";
import { killOnExit } from "./kill-on-exit.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const TIMES = { PAYMENT_LATENCY_MS: "20", SHIP_DISPATCH_MS: "150", SHIP_DELIVER_MS: "200", RESTOCK_DELAY_MS: "300" };
const BACKUPS = extent(2, 12);

/** `npm run <script> -- <args>` in the repository, from `cwd`; `output` is what it printed, on both streams. */
async function npmRun(script: string, args: readonly string[], env: Readonly<Record<string, string>>, cwd = ROOT) {
	const { PATH, HOME } = process.env;
	const all = ["--prefix", ROOT, "run", script, "--silent", "--", ...args];
	const child = killOnExit(
		spawn("npm", all, { cwd, env: { PATH, HOME, NO_UPDATE_NOTIFIER: "1", ...env }, stdio: ["ignore", "pipe", "pipe"] }),
	);
	let output = "";
	for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
	const [code] = (await once(child, "exit")) as [number | null];
	return { code, output: output.trim() };
}

async function invariantsIn(dir: string): Promise<{ broken: string[]; orders: number }> {
	using reader = createSqliteReader({ dir });
	const orders = (await reader.log.bounds(["orders"])).reduce((sum, { end }) => sum + end, 0);
	return { broken: await violations({ ...reader, ledger: readLedger(dir) }), orders };
}

describe("npm run backup", () => {
	it(`of a daemon at 300 orders a second, ${BACKUPS} times: restored, every invariant holds`, async () => {
		await using dir = await temporaryDir();
		const data = join(dir.path, "data");
		await using daemon = await startDaemon({ ...TIMES, DATA_DIR: data, PRODUCER_RATE: "300" });
		await until("orders are delivered", async () =>
			(await (await fetch(`${daemon.url}/api/orders?status=DELIVERED&limit=1`)).text()).includes("order_id"),
		);
		for (let count = 0; count < BACKUPS; count += 1) {
			const { code, output } = await npmRun("backup", [join(dir.path, `backup-${count}`)], { DATA_DIR: data });
			expect({ code, output }).toEqual({
				code: 0,
				output: expect.stringMatching(/verified: [\d,]+ orders, [\d,]+ records of the log, [\d,]+ charges\.$/),
			});
		}
		expect((await fetch(`${daemon.url}/readyz`)).status).toBe(200);
		expect(await daemon.end("SIGTERM")).toBe(0);
		let before = 0;
		for (let count = 0; count < BACKUPS; count += 1) {
			const env = { DATA_DIR: join(dir.path, `restored-${count}`) };
			expect(await npmRun("restore", [join(dir.path, `backup-${count}`)], env)).toMatchObject({ code: 0 });
			expect(await drainAndStop({ ...TIMES, ...env, PRODUCER_RATE: "0" })).toBe(0);
			const { broken, orders } = await invariantsIn(env.DATA_DIR);
			expect(broken).toEqual([]);
			expect(orders).toBeGreaterThan(before);
			before = orders;
		}
	});

	it("of a stopped daemon; relative names are resolved where npm was called", async () => {
		await using dir = await temporaryDir();
		const first = await startDaemon({ ...TIMES, DATA_DIR: join(dir.path, "data"), PRODUCER_RATE: "100" });
		await first.end("SIGKILL");
		expect(await npmRun("backup", ["my.backup"], { DATA_DIR: "data" }, dir.path)).toMatchObject({ code: 0 });
		expect((await stat(join(dir.path, "my.backup"))).mode & 0o777).toBe(0o600);
		expect(await npmRun("restore", ["my.backup"], { DATA_DIR: "restored" }, dir.path)).toMatchObject({ code: 0 });
		expect((await readdir(dir.path)).toSorted()).toEqual(["data", "my.backup", "restored"]);
		expect(await drainAndStop({ ...TIMES, DATA_DIR: join(dir.path, "restored"), PRODUCER_RATE: "0" })).toBe(0);
		expect((await invariantsIn(join(dir.path, "restored"))).broken).toEqual([]);
	});

	it.runIf(process.platform === "linux")(
		"leaves nothing where there is no space for it, and neither does a restore or a first start",
		async () => {
			await using dir = await temporaryDir();
			const at = (name: string) => join(dir.path, name);
			const daemon = await startDaemon({ DATA_DIR: at("data"), PRODUCER_RATE: "50" });
			expect(await daemon.end("SIGTERM")).toBe(0);
			expect(await npmRun("backup", [at("backup")], { DATA_DIR: at("data") })).toMatchObject({ code: 0 });
			const limited = async (entry: string, file: string, to: string) => {
				const command = `ulimit -f 20; exec ${process.execPath} --disable-warning=ExperimentalWarning apps/daemon/src/${entry}.ts ${file}`;
				const child = spawn("bash", ["-c", command], { cwd: ROOT, env: { DATA_DIR: to, PORT: "0" }, stdio: ["ignore", "pipe", "pipe"] });
				killOnExit(child);
				let output = "";
				child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
				const [code] = (await once(child, "exit")) as [number | null];
				expect({ code, output: output.trim() }).toEqual({ code: 2, output: expect.stringMatching(/^\/[^\n]+\.$/) });
			};
			await limited("backup", at("second"), at("data"));
			await limited("restore", at("backup"), at("restored"));
			await limited("main", "", at("first-start"));
			expect((await readdir(dir.path)).toSorted()).toEqual(["backup", "data", "first-start", "restored"]);
			expect(await readdir(at("restored"))).toEqual(["orderdeck.lock"]);
			expect(await readdir(at("first-start"))).not.toContain("orderdeck.db");
		},
	);

	it("and npm run restore are refused with exit code 2 and one sentence", async () => {
		await using dir = await temporaryDir();
		const at = (name: string) => join(dir.path, name);
		await mkdir(at("empty"));
		await writeFile(at("file"), "Dear diary");
		const remote = { COUCHBASE_HOST: "127.0.0.1", COUCHBASE_USERNAME: "u", COUCHBASE_PASSWORD: "p" };
		const calls = [
			["backup", [], {}, "usage: npm run backup -- FILE"],
			["backup", [at("new"), "more"], {}, "usage"],
			["backup", [at("new")], { DATA_DIR: at("empty") }, at("empty")],
			["backup", [at("file")], { DATA_DIR: at("empty") }, `${at("file")} exists`],
			["backup", [at("new")], { DATA_DIR: "/proc/nope" }, "/proc/nope"],
			["backup", [at("new")], remote, "Couchbase"],
			["restore", [at("file")], { DATA_DIR: at("empty") }, at("file")],
			["restore", [at("missing")], { DATA_DIR: at("empty") }, at("missing")],
			["restore", [at("file")], remote, "Couchbase"],
		] as const;
		for (const [script, args, env, named] of calls) {
			const { code, output } = await npmRun(script, args, env);
			expect({ code, output }).toEqual({ code: 2, output: expect.stringContaining(named) });
			expect(output.split("\n")).toHaveLength(1);
		}
		expect((await readdir(dir.path)).toSorted()).toEqual(["empty", "file"]);
	});
});
