/** No child process outlives this one, however it ends (except by SIGKILL, which nobody can answer). */
import type { ChildProcess } from "node:child_process";

const alive = new Map<ChildProcess, NodeJS.Signals>();
process.once("exit", () => {
	for (const [child, signal] of alive) child.kill(signal);
});

/** Sends the child this signal when we exit before it; answers the child. */
export function endWithUs<C extends ChildProcess>(child: C, signal: NodeJS.Signals = "SIGKILL"): C {
	alive.set(child, signal);
	child.once("exit", () => alive.delete(child));
	return child;
}
