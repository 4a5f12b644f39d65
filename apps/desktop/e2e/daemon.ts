/** A real daemon on a port and a data directory of its own, which a test may kill and start again. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const ROOT = join(import.meta.dirname, "../../..");
const READY_MS = 60_000;

export interface Daemon extends AsyncDisposable {
	readonly url: string;
	/** Starts it on the same port and data; resolves when it answers. */
	start(): Promise<void>;
	/** Ends it at once, as a crash would. */
	kill(): Promise<void>;
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	server.close();
	await once(server, "close");
	if (address === null || typeof address === "string") throw new Error("no free port was given");
	return address.port;
}

/** npm starts the daemon as a child of its own: the whole process group is ended, not npm alone. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
	if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
	process.kill(-child.pid, signal);
}

async function answers(url: string): Promise<boolean> {
	return fetch(`${url}/healthz`, { signal: AbortSignal.timeout(1_000) }).then(
		(response) => response.ok,
		() => false,
	);
}

async function untilReady(url: string, child: ChildProcess, output: readonly string[]): Promise<void> {
	const deadline = Date.now() + READY_MS;
	while (!(await answers(url))) {
		if (child.exitCode !== null) throw new Error(`the daemon ended with ${child.exitCode}:\n${output.join("")}`);
		if (Date.now() > deadline) throw new Error(`the daemon did not answer within ${READY_MS / 1000} s:\n${output.join("")}`);
		await sleep(100);
	}
}

export async function createDaemon(env: Readonly<Record<string, string>>): Promise<Daemon> {
	const port = await freePort();
	const data = await mkdtemp(join(tmpdir(), "orderdeck-e2e-"));
	const url = `http://127.0.0.1:${port}`;
	let child: ChildProcess | undefined;
	// Its group is its own, so nobody else would end it when this process fails.
	const endWithUs = () => child !== undefined && signalGroup(child, "SIGKILL");
	process.once("exit", endWithUs);

	const end = async (signal: NodeJS.Signals) => {
		if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
		const closed = once(child, "close");
		signalGroup(child, signal);
		await closed;
	};
	return {
		url,
		async start() {
			const output: string[] = [];
			child = spawn("npm", ["run", "start", "--workspace", "@orderdeck/daemon", "--silent"], {
				cwd: ROOT,
				env: { ...process.env, ...env, HOST: "127.0.0.1", PORT: String(port), DATA_DIR: data },
				detached: true,
				stdio: ["ignore", "pipe", "pipe"],
			});
			for (const stream of [child.stdout, child.stderr])
				stream?.on("data", (chunk: Buffer) => output.splice(0, output.length - 50, String(chunk)));
			await untilReady(url, child, output);
		},
		kill: () => end("SIGKILL"),
		async [Symbol.asyncDispose]() {
			await end("SIGTERM");
			process.off("exit", endWithUs);
			await rm(data, { recursive: true, force: true });
		},
	};
}
