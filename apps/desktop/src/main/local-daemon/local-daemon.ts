/** The daemon of this machine, where the app runs it: started, watched and stopped. */
import type { LocalDaemonState } from "../../shared/host.ts";

/** A daemon's process. */
export interface DaemonProcess {
	/** Resolves when it has ended, with the last of its standard error. */
	readonly ended: Promise<{ readonly code: number; readonly lastOutput: string }>;
	/** Requests that it drains and ends. */
	stop(): void;
	/** Ends it immediately. */
	kill(): void;
}

export interface LocalDaemonParts {
	launch(): DaemonProcess;
	/** Whether a daemon responds at the address of this one. */
	isListening(): Promise<boolean>;
	changed(state: LocalDaemonState): void;
	/** Resolves after `ms`. */
	sleep(ms: number): Promise<void>;
}

export interface LocalDaemon {
	state(): LocalDaemonState;
	start(): Promise<LocalDaemonState>;
	stop(): Promise<LocalDaemonState>;
}

const ASK_EVERY_MS = 200;
/** More than the daemon's own deadline for its drain. */
const DRAIN_MS = 12_000;

export function createLocalDaemon({ launch, isListening, changed, sleep }: LocalDaemonParts): LocalDaemon {
	let state: LocalDaemonState = { state: "stopped" };
	let running: { readonly process: DaemonProcess; readonly watched: Promise<void> } | undefined;
	/** One start or stop after the other. */
	let turn: Promise<unknown> = Promise.resolve();
	const become = (next: LocalDaemonState) => {
		state = next;
		changed(next);
		return next;
	};
	const inTurn = (run: () => Promise<LocalDaemonState>) => {
		const mine = turn.then(run);
		turn = mine.catch(() => undefined);
		return mine;
	};
	const watch = async (process: DaemonProcess) => {
		const { code, lastOutput } = await process.ended;
		running = undefined;
		become(state.state === "stopping" ? { state: "stopped" } : { state: "failed", reason: reasonOf(code, lastOutput) });
	};

	const start = async () => {
		if (running !== undefined) return state;
		if (await isListening()) return become({ state: "failed", reason: "A daemon that this app did not start is already running there." });
		become({ state: "starting" });
		const process = launch();
		running = { process, watched: watch(process) };
		while (running !== undefined) {
			// Only this one can respond: if another had held the port, this one would have ended.
			if ((await isListening()) && running !== undefined) return become({ state: "running" });
			await Promise.race([sleep(ASK_EVERY_MS), running?.watched]);
		}
		return state;
	};
	const stop = async () => {
		if (running === undefined) return state;
		const { process, watched } = running;
		become({ state: "stopping" });
		process.stop();
		const drained = await Promise.race([watched.then(() => true), sleep(DRAIN_MS).then(() => false)]);
		if (!drained) process.kill();
		await watched;
		return state;
	};
	return { state: () => state, start: () => inTurn(start), stop: () => inTurn(stop) };
}

function reasonOf(code: number, lastOutput: string): string {
	const last = lastOutput.trim().split("\n").at(-1)?.trim();
	return last === undefined || last === "" ? `It ended with code ${code}.` : last.slice(0, 300);
}
