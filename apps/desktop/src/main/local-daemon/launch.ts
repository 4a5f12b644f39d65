/** How the daemon of this machine is run: from the package in a utility process, from the sources by Node. */
import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import type { UtilityProcess, utilityProcess } from "electron";
import type { DaemonProcess } from "./local-daemon.ts";

export interface DaemonSettings {
	readonly port: number;
	readonly dataDir: string;
}

/** What a process needs of its system: programs, home and temporary folders, language, time zone; the second line is Windows'. */
const SYSTEM: readonly string[] = [
	...["PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TEMP", "TMP", "LANG", "LANGUAGE", "TZ", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"],
	...["SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "USERNAME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA"],
];
/** How the simulated shop behaves, and what is logged. */
const SHOP: readonly string[] = [
	...[
		"PRODUCER_RATE",
		"PRODUCER_SEED",
		"SLEEP_SECONDS",
		"PAYMENT_LATENCY_MS",
		"PAYMENT_DECLINE_RATE",
		"SHIP_DISPATCH_MS",
		"SHIP_DELIVER_MS",
	],
	...["RESTOCK_DELAY_MS", "BASE_CURRENCY", "BUSINESS_TIME_ZONE", "LOG_LEVEL", "LOG_RETENTION_HOURS"],
];
const PASSED_ON: ReadonlySet<string> = new Set([...SYSTEM, ...SHOP]);

/**
 * What the daemon gets of the app's environment: a list of what it may have, so that a shell's variables never connect it to servers, credentials,
 * collectors or other users' data. On Windows names are the same in any case.
 */
export function daemonEnvironment(env: NodeJS.ProcessEnv, { port, dataDir }: DaemonSettings): Record<string, string> {
	const passed = Object.entries(env).flatMap(([name, value]) => {
		const known = PASSED_ON.has(name.toUpperCase()) || name.startsWith("LC_");
		return known && value !== undefined ? [[name, value] as const] : [];
	});
	return { ...Object.fromEntries(passed), HOST: "127.0.0.1", PORT: String(port), DATA_DIR: dataDir };
}

/** The last of what came on `stream`. */
function tailOf(stream: Readable | null): () => string {
	let tail = "";
	stream?.setEncoding("utf8").on("data", (text: string) => {
		tail = `${tail}${text}`.slice(-4_000);
	});
	return () => tail;
}

/** `node` runs the sources; with the flags of the daemon's npm script. */
export function spawnFromSources(node: string, folder: string, env: Record<string, string>): DaemonProcess {
	const flags = ["--disable-warning=ExperimentalWarning", "--max-semi-space-size=4", "--require", "./src/compile-cache.cjs"];
	const child: ChildProcess = spawn(node, [...flags, "src/main.ts"], { cwd: folder, env, stdio: ["ignore", "ignore", "pipe"] });
	const lastOutput = tailOf(child.stderr);
	return {
		ended: new Promise((resolve) => {
			child.once("error", (error) => resolve({ code: 1, lastOutput: error.message }));
			child.once("close", (code) => resolve({ code: code ?? 1, lastOutput: lastOutput() }));
		}),
		stop: () => child.kill("SIGTERM"),
		kill: () => child.kill("SIGKILL"),
	};
}

/** The packaged app cannot run as Node (a fuse forbids it): Electron's own child process runs the bundle. */
export function forkBundle(fork: (typeof utilityProcess)["fork"], entry: string, env: Record<string, string>): DaemonProcess {
	const child: UtilityProcess = fork(entry, [], { env, stdio: ["ignore", "ignore", "pipe"], serviceName: "Orderdeck daemon" });
	const lastOutput = tailOf(child.stderr as Readable | null);
	return {
		ended: new Promise((resolve) => child.once("exit", (code) => resolve({ code, lastOutput: lastOutput() }))),
		stop: () => child.kill(),
		kill: () => {
			if (child.pid !== undefined) process.kill(child.pid, "SIGKILL");
		},
	};
}
