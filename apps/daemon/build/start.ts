/**
 * `npm start`: builds the web console when it has changed, then becomes the daemon. It is npm's only child, because npm forwards a signal to
 * its child alone: the script has `exec` replace the shell. Windows, whose shell has no `exec`, reports that and runs the second half.
 * A signal during the build ends the build.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { stop } from "../src/stop-signal.ts";

const TURBO = createRequire(import.meta.url).resolve("turbo/bin/turbo");

/** Resolves with the build's exit code; null when a signal ended it. */
async function buildWeb(): Promise<number | null> {
	const build = spawn(process.execPath, [TURBO, "run", "build:web", "--output-logs=errors-only"], { stdio: "inherit" });
	// Turbo's launcher forwards SIGTERM, but not SIGINT, to the process that it starts.
	stop.signal.addEventListener("abort", () => build.kill("SIGTERM"));
	const [code]: (number | null)[] = await once(build, "exit");
	return code ?? null;
}

const code = await buildWeb();
if (!stop.signal.aborted) {
	if (code === 0) await import("../src/main.ts");
	else process.exitCode = code ?? 1;
}
