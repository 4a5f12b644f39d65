/** A real daemon as a child process, on a free port of the loopback. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-ports.ts";
import { FROM_SOURCES } from "./from-sources.ts";
import { killOnExit } from "./kill-on-exit.ts";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));

export interface Daemon extends AsyncDisposable {
	readonly url: string;
	readonly child: ChildProcess;
	/** All it has written so far. */
	output(): string;
	/** Sends the signal and waits until it exits; resolves with the exit code, null when the signal ended it. */
	end(signal: NodeJS.Signals): Promise<number | null>;
}

/** A directory that is deleted with the scope. */
export async function temporaryDir(): Promise<AsyncDisposable & { readonly path: string }> {
	const path = await mkdtemp(join(tmpdir(), "orderdeck-"));
	return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/**
 * Starts the process; does not wait for it. Of the surrounding environment only PATH is passed on. `shell`: commands of the shell that becomes
 * the daemon, such as limits.
 */
export function spawnDaemon(env: Readonly<Record<string, string>>, shell = ""): { child: ChildProcess; output: () => string } {
	const child = killOnExit(
		spawn("sh", ["-c", `${shell} exec "$0" "$@"`, process.execPath, ...FROM_SOURCES], {
			cwd: PACKAGE,
			env: { PATH: process.env.PATH, LOG_LEVEL: "warn", ...env },
			stdio: ["ignore", "pipe", "pipe"],
		}),
	);
	let output = "";
	for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
	return { child, output: () => output };
}

/** Starts a daemon and waits until it is ready. */
export async function startDaemon(env: Readonly<Record<string, string>>, shell?: string): Promise<Daemon> {
	const port = await freePort();
	const { child, output } = spawnDaemon({ PORT: String(port), ...env }, shell);
	const url = `http://127.0.0.1:${port}`;
	const exited = once(child, "exit") as Promise<[number | null]>;
	const end = async (signal: NodeJS.Signals): Promise<number | null> => {
		if (child.exitCode === null && child.signalCode === null) child.kill(signal);
		return (await exited)[0];
	};
	await until("the daemon is ready", async () => {
		if (child.exitCode !== null) throw new Error(`the daemon exited with ${child.exitCode}:\n${output()}`);
		return (await fetch(`${url}/readyz`).catch(() => undefined))?.ok === true;
	});
	return {
		url,
		child,
		output,
		end,
		async [Symbol.asyncDispose]() {
			await end("SIGKILL");
		},
	};
}

/** Resolves when the condition holds, which is checked every 50 ms; throws after five minutes by default: a machine may be busy. */
export async function until(what: string, holds: () => Promise<boolean>, timeoutMs = 300_000): Promise<void> {
	for (const deadline = performance.now() + timeoutMs; performance.now() < deadline; ) {
		if (await holds()) return;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error(`timed out waiting until ${what}`);
}
