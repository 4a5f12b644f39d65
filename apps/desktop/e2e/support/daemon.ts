/** A real daemon on a port and a data directory of its own, which a test may kill and start again. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { FROM_SOURCES } from "../../../daemon/test/from-sources.ts";

const PACKAGE = join(import.meta.dirname, "../../../daemon");
const READY_MS = 60_000;

export type DaemonEnv = Readonly<Record<string, string>>;

export interface Daemon extends AsyncDisposable {
	readonly url: string;
	/** For what must be there before it starts. */
	readonly dataDir: string;
	/** Starts it on the same port and data, with these settings changed; resolves when it responds. */
	start(change?: DaemonEnv): Promise<void>;
	/** Ends it immediately, as a crash would. */
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

async function responds(url: string): Promise<boolean> {
	return fetch(`${url}/healthz`, { signal: AbortSignal.timeout(1_000) }).then(
		(response) => response.ok,
		() => false,
	);
}

async function untilReady(url: string, child: ChildProcess, output: readonly string[]): Promise<void> {
	const deadline = Date.now() + READY_MS;
	while (!(await responds(url))) {
		if (child.exitCode !== null) throw new Error(`the daemon ended with ${child.exitCode}:\n${output.join("")}`);
		if (Date.now() > deadline) throw new Error(`the daemon did not respond within ${READY_MS / 1000} s:\n${output.join("")}`);
		await sleep(50);
	}
}

/** Only what a daemon needs of the surrounding environment reaches it, then `env`. */
export async function createDaemon(env: DaemonEnv): Promise<Daemon> {
	const port = await freePort();
	const data = await mkdtemp(join(tmpdir(), "orderdeck-e2e-"));
	const url = `http://127.0.0.1:${port}`;
	let child: ChildProcess | undefined;
	const killWithUs = () => void child?.kill("SIGKILL");
	process.once("exit", killWithUs);

	const end = async (signal: NodeJS.Signals) => {
		if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
		const closed = once(child, "close");
		child.kill(signal);
		await closed;
	};
	return {
		url,
		dataDir: data,
		async start(change = {}) {
			const output: string[] = [];
			const { PATH, HOME, XDG_CACHE_HOME } = process.env;
			child = spawn(process.execPath, FROM_SOURCES, {
				cwd: PACKAGE,
				env: { PATH, HOME, XDG_CACHE_HOME, LOG_LEVEL: "warn", ...env, ...change, HOST: "127.0.0.1", PORT: String(port), DATA_DIR: data },
				stdio: ["ignore", "pipe", "pipe"],
			});
			for (const stream of [child.stdout, child.stderr])
				stream?.on("data", (chunk: Buffer) => output.splice(0, output.length - 50, String(chunk)));
			await untilReady(url, child, output);
		},
		kill: () => end("SIGKILL"),
		async [Symbol.asyncDispose]() {
			// Its data is not looked at again: nothing is worth waiting for a drain.
			await end("SIGKILL");
			process.off("exit", killWithUs);
			await rm(data, { recursive: true, force: true, maxRetries: 5 });
		},
	};
}
