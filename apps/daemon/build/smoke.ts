/**
 * `node build/smoke.ts`: runs the bundle as the image does, and prints how long it took. The bundle is copied to a folder of its own, without
 * installed packages and not writable; started by root, it runs as the image's user. It must be ready, carry orders to DELIVERED, serve the
 * console and its metrics, load the native packages, end with 0 on SIGTERM, and move a write-ahead log into its database.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, copyFile, cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { freePort } from "../test/free-ports.ts";
import { NATIVE } from "./native-packages.ts";

const IMAGE_USER = 65_532;
const DEADLINE_MS = 60_000;
const ordersSchema = z.object({ orders: z.array(z.object({ order_id: z.union([z.string(), z.number()]) })) });

const isRoot = process.getuid?.() === 0;
const user = isRoot ? { uid: IMAGE_USER, gid: IMAGE_USER } : {};
const flags = await imageFlags();
const work = await mkdtemp(join(tmpdir(), "orderdeck-image-"));
// A copy: the image's user may not read a checkout below a private folder.
const node = join(work, "node");
const app = join(work, "app");
try {
	await chmod(work, 0o755);
	await copyFile(process.execPath, node);
	await chmod(node, 0o555);
	const data = await mkdtemp(join(work, "data-"));
	if (isRoot) await chown(data, IMAGE_USER, IMAGE_USER);
	await cp(fileURLToPath(new URL("../dist/", import.meta.url)), app, { recursive: true });
	await chmod(app, 0o555);
	await loadsNativePackages(app);
	await runs(app, data);
	await startsCheckpoints(app, join(data, "orderdeck.db"));
} finally {
	// Only root can remove what is in a folder that is not writable.
	await chmod(app, 0o755).catch(() => undefined);
	await rm(work, { recursive: true, force: true });
}

/** The flags of the image's entry point: what is tried here is what runs there. */
async function imageFlags(): Promise<string[]> {
	const text = await readFile(new URL("../Dockerfile", import.meta.url), "utf8");
	const [, ...rest] = z.array(z.string()).parse(JSON.parse(/^ENTRYPOINT (\[.+\])$/m.exec(text)?.[1] ?? "null"));
	return rest;
}

async function loadsNativePackages(app: string): Promise<void> {
	const program = NATIVE.map((name) => `await import("${name}");`).join("");
	if (!(await succeeds(app, program))) throw new Error(`${NATIVE.join(", ")} cannot be loaded from the bundle`);
}

/** A daemon starts this thread only once its log is long. */
async function startsCheckpoints(app: string, path: string): Promise<void> {
	const program = `const { Worker } = await import("node:worker_threads");
		const workerData = { path: ${JSON.stringify(path)}, state: new Int32Array(new SharedArrayBuffer(4)) };
		new Worker("./checkpoint-thread.js", { workerData, execArgv: ["--disable-warning=ExperimentalWarning"] });`;
	if (!(await succeeds(app, program))) throw new Error("the bundle's checkpoint thread fails");
}

async function succeeds(app: string, program: string): Promise<boolean> {
	const child = spawn(node, ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", program], {
		cwd: app,
		stdio: ["ignore", "inherit", "inherit"],
		...user,
	});
	const [code] = await once(child, "exit");
	return code === 0;
}

async function runs(app: string, data: string): Promise<void> {
	const port = await freePort();
	const from = performance.now();
	const child = spawn(node, [...flags, "main.js"], {
		cwd: app,
		env: {
			HOST: "127.0.0.1",
			PORT: String(port),
			DATA_DIR: data,
			LOG_LEVEL: "warn",
			PRODUCER_RATE: "20",
			SHIP_DISPATCH_MS: "50",
			SHIP_DELIVER_MS: "50",
		},
		stdio: ["ignore", "inherit", "inherit"],
		...user,
	});
	const exited = once(child, "exit");
	const url = `http://127.0.0.1:${port}`;
	try {
		await until("it is ready", child, async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok === true);
		const readyMs = performance.now() - from;
		await until("an order is delivered", child, async () => {
			const answer: unknown = await (await fetch(`${url}/api/orders?status=DELIVERED`)).json();
			return ordersSchema.parse(answer).orders.length > 0;
		});
		await expectText(`${url}/`, '<script type="module"');
		// Lag is sampled once a second, and is a number once a group has committed.
		await until("its lag is measured", child, async () => (await textOf(`${url}/metrics`)).includes("kafka_consumergroup_lag{"));
		child.kill("SIGTERM");
		const [code] = await exited;
		if (code !== 0) throw new Error(`it ended with ${code} on SIGTERM`);
		const who = isRoot ? `user ${IMAGE_USER}` : "this user";
		console.log(
			`the bundle runs as ${who} from a folder that is not writable: ready after ${Math.round(readyMs)} ms, an order delivered, ended with 0`,
		);
	} finally {
		child.kill("SIGKILL");
	}
}

async function textOf(url: string): Promise<string> {
	return (await fetch(url)).text();
}

async function expectText(url: string, part: string): Promise<void> {
	const text = await textOf(url);
	if (!text.includes(part)) throw new Error(`${url} has no ${part}:\n${text.slice(0, 500)}`);
}

async function until(what: string, child: ChildProcess, holds: () => Promise<boolean>): Promise<void> {
	for (const deadline = Date.now() + DEADLINE_MS; Date.now() < deadline; ) {
		if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode} before ${what}`);
		if (await holds()) return;
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	throw new Error(`timed out waiting until ${what}`);
}
