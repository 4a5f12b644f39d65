/** The composition root: which adapter stands behind which port. Backends follow from what is configured. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createSqliteReader } from "@orderdeck/core/adapters/sqlite/backend";
import { systemClock } from "@orderdeck/core/adapters/system-clock";
import { DEFAULT_RULES } from "@orderdeck/core/domain/fraud-rules";
import type { FastifyInstance } from "fastify";
import { createApi } from "./api.ts";
import type { Config } from "./config.ts";
import { createMetrics } from "./http/metrics.ts";
import { createRequestStats } from "./http/request-stats.ts";
import { createHub } from "./live/hub.ts";
import { createLagSampler } from "./live/lag-sampler.ts";
import { createDaemonLog, type Logger } from "./logging.ts";
import type { PipelineThreadOptions } from "./pipeline/messages.ts";
import type { Pipeline } from "./pipeline/pipeline.ts";
import { startPipelineThread, type ThreadParts } from "./pipeline/start-thread.ts";

/** The web console's files, beside the sources and beside the bundle. */
export function webRoot(): string {
	const built = fileURLToPath(new URL("./web/", import.meta.url));
	return existsSync(built) ? built : fileURLToPath(new URL("../../desktop/dist/web/", import.meta.url));
}

/**
 * All roles of this process on the embedded backend: one file, written by the pipeline's thread, read by the API's. Undefined when it was
 * told to stop before they ran.
 */
export async function startPipeline(config: Config, version: string, parts: ThreadParts): Promise<Pipeline | undefined> {
	const options: PipelineThreadOptions = {
		dataDir: config.dataDir,
		roles: config.roles,
		settings: {
			dispatchMs: config.shipDispatchMs,
			deliverMs: config.shipDeliverMs,
			restockDelayMs: config.restockDelayMs,
			rules: DEFAULT_RULES,
		},
		producer: { topic: config.topicName, rate: config.producerRate, seed: config.producerSeed },
		gateway: { latencyMs: config.paymentLatencyMs, declineRate: config.paymentDeclineRate },
		retentionMs: config.logRetentionHours * 3_600_000,
		version,
	};
	return startPipelineThread(options, parts);
}

/** Everything the API's thread has: what it reads with, the lag sampler, the live hub, and the server over them, ready to listen. */
export async function composeServer({ config, pipeline, version, instance, logger }: ServerParts): Promise<ComposedServer> {
	const { createHttpServer } = await import("./http/server.ts");
	const daemonLog = createDaemonLog(logger);
	const clock = systemClock;
	await using scope = new AsyncDisposableStack();
	const { log, store } = scope.use(createSqliteReader({ dir: config.dataDir }));
	const lag = scope.use(createLagSampler({ log, pipeline, clock, daemonLog }));
	const hub = scope.use(createHub({ log, store, pipeline, lag, clock, daemonLog }));
	const requests = createRequestStats({ clock, instance, version });
	const api = createApi({ log, store, pipeline, clock, lag, hub, apiService: () => requests.service() });
	const metrics = createMetrics({ store, lag, pipeline, hub, requests });
	await lag.start();
	const server = await createHttpServer({
		config,
		api,
		clock,
		daemonLog,
		requests,
		log,
		store,
		pipeline,
		metrics,
		webRoot: webRoot(),
		version,
	});
	scope.defer(() => server.close());
	const owned = scope.move();
	return { server, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

export interface ServerParts {
	readonly config: Config;
	readonly pipeline: Pipeline;
	readonly version: string;
	readonly instance: string;
	readonly logger: Logger;
}
/** Disposing ends open streams, then what they read from. */
export interface ComposedServer extends AsyncDisposable {
	readonly server: FastifyInstance;
}
