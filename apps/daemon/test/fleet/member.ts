/** One process of a fleet. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Role } from "@orderdeck/contracts/topics";
import type { PipelineStatus } from "../../src/pipeline/pipeline.ts";
import { killOnExit } from "../kill-on-exit.ts";
import type { RoleConfig } from "./role-process.ts";

const ENTRY = fileURLToPath(new URL("role-process.ts", import.meta.url));
/** As in the product: a process that finds its modules compiled starts with half of the CPU time. */
const COMPILE_CACHE = fileURLToPath(new URL("../../src/compile-cache.cjs", import.meta.url));
/** A process that has not stopped after this long is killed. */
const STOP_MS = 60_000;

export interface Member {
	readonly name: string;
	readonly roles: readonly Role[];
	readonly child: ChildProcess;
	/** The last status it has reported. */
	status(): PipelineStatus | undefined;
	/** The end of what it has written on standard error. */
	reported(): string;
	/** SIGKILL. */
	kill(): Promise<void>;
	/** SIGTERM; resolves with the exit code, null when it had to be killed. */
	stop(): Promise<number | null>;
}

/** `onExit` receives whether the exit was requested. */
export function spawnMember(
	config: RoleConfig,
	collector: string | undefined,
	onExit: (requested: boolean, code: number | null) => void,
): Member {
	const child = killOnExit(
		fork(ENTRY, {
			execArgv: ["--disable-warning=ExperimentalWarning", "--require", COMPILE_CACHE],
			serialization: "advanced",
			env: { ...process.env, ...(collector === undefined ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: collector }) },
			stdio: ["ignore", "ignore", "pipe", "ipc"],
		}),
	);
	let status: PipelineStatus | undefined;
	let reported = "";
	child.stderr?.on("data", (chunk: Buffer) => {
		reported = (reported + chunk.toString()).slice(-20_000);
	});
	child.on("message", (message: { kind: string; status?: PipelineStatus }) => {
		if (message.kind === "status") status = message.status;
	});
	child.send(config);
	const exited = once(child, "exit") as Promise<[number | null]>;
	let requested = false;
	void exited.then(([code]) => onExit(requested, code));
	const end = async (signal: NodeJS.Signals) => {
		requested = true;
		child.kill(signal);
		const overdue = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
		const [code] = await exited;
		clearTimeout(overdue);
		return code;
	};
	return {
		name: config.options.instance,
		roles: config.options.roles,
		child,
		status: () => status,
		reported: () => reported,
		kill: async () => void (await end("SIGKILL")),
		stop: () => end("SIGTERM"),
	};
}
