/**
 * The daemon's entry. It imports only Node's own modules and the signals: signals are handled from the first moment, and the pipeline's thread
 * loads in parallel with this one. Exit code 2: the operator must change something.
 */
import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { stop } from "./stop-signal.ts";

// Already loaded where the daemon is started by its script; otherwise only this file is compiled at every start.
const cache: string | undefined = createRequire(import.meta.url)("./compile-cache.cjs");
// A thread takes the cache from its environment. It inherits flags: passing them again is an error for those of a process.
const env = cache === undefined ? process.env : { NODE_COMPILE_CACHE: cache, ...process.env };
// A batch consists of many objects with its own lifetime: in the young generation of 4 MB that suits this thread most of them would be promoted
// first, which costs the pipeline a sixth of its throughput. The process's flag overrides a resource limit of the worker.
setFlagsFromString("--max-semi-space-size=16");
const worker = new Worker(new URL("./pipeline/thread.ts", import.meta.url), { env });
try {
	const { runDaemon } = await import("./daemon.ts");
	await runDaemon({ env: process.env, worker, stop });
} finally {
	await worker.terminate();
}
