/** The daemon: reads its configuration, starts the pipeline and the API, and drains on SIGTERM. Exit code 2: the operator must change something. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import about from "../package.json" with { type: "json" };
import { composeServer, startPipeline } from "./compose.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { createDaemonLog, createLogger } from "./logging.ts";
import { PipelineRefused } from "./pipeline/start-thread.ts";

/** The whole drain, streams and pipeline together, ends within this. */
const DEADLINE_MS = 9_500;

/** An address that cannot be listened on, in one sentence. */
class ListenError extends Error {
	override readonly name = "ListenError";
	readonly code = "CANNOT_LISTEN";
}

async function main(config: Config): Promise<void> {
	const logger = createLogger(config.logLevel);
	const daemonLog = createDaemonLog(logger);
	const stop = new AbortController();
	for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop.abort(signal));

	// Both take a moment to load: the server's modules are read while the pipeline's thread starts.
	const starting = startPipeline(config, about.version, logger);
	await Promise.all([starting, import("./http/server.ts")]);
	await using pipeline = await starting;
	await using composed = await composeServer({ config, pipeline, version: about.version, instance: randomUUID().slice(0, 8), logger });
	if (config.roles.includes("api")) {
		const url = await listen(composed.server, config);
		daemonLog.listening({ url, roles: config.roles, readyMs: Math.round(performance.now()) });
		if (process.stdout.isTTY) process.stderr.write(`\n  Orderdeck runs at ${url}\n\n`);
	}

	const stopped = stop.signal.aborted ? Promise.resolve() : once(stop.signal, "abort");
	await Promise.race([stopped, pipeline.failed]);
	daemonLog.stopping({ signal: String(stop.signal.reason) });
	setTimeout(() => process.exit(1), DEADLINE_MS).unref();
	const from = performance.now();
	process.once("beforeExit", () => daemonLog.stopped({ ms: Math.round(performance.now() - from) }));
}

async function listen(server: Awaited<ReturnType<typeof composeServer>>["server"], { host, port }: Config): Promise<string> {
	try {
		return await server.listen({ host, port });
	} catch (cause) {
		const code = cause instanceof Error && "code" in cause ? String(cause.code) : "UNKNOWN";
		const why: Record<string, string> = {
			EADDRINUSE: "something listens there already; stop it, or set PORT to a free port",
			EACCES: "this user may not listen there; set PORT to one above 1023",
			EADDRNOTAVAIL: "this machine has no such address; set HOST to one it has",
			ENOTFOUND: "there is no such host; set HOST to an address of this machine",
		};
		throw new ListenError(`PORT=${port} on HOST=${host} cannot be used: ${why[code] ?? code}.`, { cause });
	}
}

try {
	await main(readConfig(process.env));
} catch (error) {
	const known = error instanceof ConfigError || error instanceof ListenError || error instanceof PipelineRefused;
	process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
	process.exitCode = known ? 2 : 1;
}
