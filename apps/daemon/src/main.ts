/**
 * The daemon's entry. It imports nothing but Node's own and the signals: these count from the first moment, and the pipeline's thread loads
 * while this one does. Exit code 2: the operator must change something.
 */
import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { stop } from "./stop-signal.ts";

// Loaded already where the daemon is started by its script; without that, this file alone is compiled at every start.
const cache: string | undefined = createRequire(import.meta.url)("./compile-cache.cjs");
// A thread takes the cache from its environment. Flags it inherits by itself: given again, those that only a process can have are refused.
const env = cache === undefined ? process.env : { NODE_COMPILE_CACHE: cache, ...process.env };
// A batch is many objects that live for as long as it does: in the young space of 4 MB that suits this thread most of them would be copied
// to the old one first, which costs the pipeline a sixth of its speed. A limit of the worker's own does not count beside the process's flag.
setFlagsFromString("--max-semi-space-size=16");
const worker = new Worker(new URL("./pipeline/thread.ts", import.meta.url), { env });
try {
	const { runDaemon } = await import("./daemon.ts");
	await runDaemon({ env: process.env, worker, stop });
} finally {
	await worker.terminate();
}
