/** No child process survives this one, however it exits; only SIGKILL cannot be handled. */
import type { ChildProcess } from "node:child_process";

const alive = new Map<ChildProcess, NodeJS.Signals>();
process.once("exit", () => {
	for (const [child, signal] of alive) child.kill(signal);
});

/** Sends the child this signal when this process exits before it; returns the child. */
export function killOnExit<C extends ChildProcess>(child: C, signal: NodeJS.Signals = "SIGKILL"): C {
	alive.set(child, signal);
	child.once("exit", () => alive.delete(child));
	return child;
}
