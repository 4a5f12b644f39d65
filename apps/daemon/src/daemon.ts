/** One run of the daemon: reads its configuration, starts the pipeline and the API, and drains on a signal. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { Worker } from "node:worker_threads";
import { OperatorRefusal } from "@orderdeck/core/ports/errors";
import about from "../package.json" with { type: "json" };
import { composeServer, startPipeline } from "./compose.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { createDaemonLog, createLogger } from "./logging.ts";
import { PipelineRefused } from "./pipeline/start-thread.ts";

export interface DaemonParts {
	readonly env: Readonly<Record<string, string | undefined>>;
	/** The pipeline's thread, which waits for its start message. */
	readonly worker: Worker;
	/** Aborted by a signal, or by the daemon itself when its pipeline has died. */
	readonly stop: AbortController;
}

/** The server cannot listen on its address; the message states why in one sentence. */
class ListenError extends Error {
	override readonly name = "ListenError";
	readonly code = "CANNOT_LISTEN";
}

/**
 * Resolves when the pipeline has drained; reads of the API may still wait for a silent server. If the daemon cannot run, writes why to standard
 * error and sets the process's exit code.
 */
export async function runDaemon(parts: DaemonParts): Promise<void> {
	try {
		await run(readConfig(parts.env), parts);
		// What still waits when the time to stop is over only reads.
		process.exitCode ??= 0;
	} catch (error) {
		exitWith(error);
	}
}

function exitWith(error: unknown): void {
	const known = [ConfigError, ListenError, OperatorRefusal, PipelineRefused].some((kind) => error instanceof kind);
	const text = error instanceof Error ? (known ? error.message : error.stack) : String(error);
	process.stderr.write(`${text}\n`);
	process.exitCode = known ? 2 : 1;
}

async function run(config: Config, { worker, stop }: DaemonParts): Promise<void> {
	const logger = createLogger(config.logLevel);
	const daemonLog = createDaemonLog(logger);
	const version = about.version;

	// The server's modules load while the pipeline's thread opens its store.
	const parts = { config, version, instance: randomUUID().slice(0, 8) };
	const starting = startPipeline(parts, { worker, logger, signal: stop.signal });
	await Promise.all([starting, import("./http/server.ts")]);
	await using pipeline = await starting;
	if (pipeline === undefined) return;
	pipeline.failed.catch((error: unknown) => {
		if (!(error instanceof PipelineRefused)) daemonLog.pipelineFailed(error);
		exitWith(error);
		stop.abort("PIPELINE_FAILED");
	});
	await using composed = await composeServer({ ...parts, pipeline, logger });
	const url = await listen(composed.server, config);
	daemonLog.listening({ url, roles: config.roles, readyMs: Math.round(performance.now()) });
	if (process.stdout.isTTY) process.stderr.write(`\n  Orderdeck runs at ${url}\n\n`);

	if (!stop.signal.aborted) await once(stop.signal, "abort");
	daemonLog.stopping({ signal: String(stop.signal.reason) });
	const from = performance.now();
	process.once("beforeExit", () => daemonLog.stopped({ ms: Math.round(performance.now() - from) }));
}

async function listen(server: Awaited<ReturnType<typeof composeServer>>["server"], { host, port }: Config): Promise<string> {
	try {
		return await server.listen({ host, port });
	} catch (cause) {
		const code = cause instanceof Error && "code" in cause ? String(cause.code) : "UNKNOWN";
		const why: Record<string, string> = {
			EADDRINUSE: "another process listens there already; stop it, or set PORT to a free port",
			EACCES: "this user may not listen there; set PORT to one above 1023",
			EADDRNOTAVAIL: "this machine has no such address; set HOST to one it has",
			ENOTFOUND: "there is no such host; set HOST to an address of this machine",
		};
		throw new ListenError(`PORT=${port} on HOST=${host} cannot be used: ${why[code] ?? code}.`, { cause });
	}
}
