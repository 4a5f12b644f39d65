/** How the daemon of this machine is run: from the package in a utility process, from the sources by Node. */
import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import type { UtilityProcess, utilityProcess } from "electron";
import type { DaemonProcess } from "./local-daemon.ts";

export interface DaemonSettings {
	readonly port: number;
	readonly dataDir: string;
}

/** What belongs to the app, or would change where the daemon listens and who may use it. */
const NOT_PASSED_ON = /^(ELECTRON_|NODE_|AUTH_TOKENS$|HOST$|PORT$|DATA_DIR$|INIT_CWD$|ROLES$)/;

/** The operator's variables (rates, delays, servers) hold for this daemon too. */
export function daemonEnvironment(env: NodeJS.ProcessEnv, { port, dataDir }: DaemonSettings): Record<string, string> {
	const passed = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && !NOT_PASSED_ON.test(entry[0]));
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
