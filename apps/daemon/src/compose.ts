/** The composition root: which adapter implements which port. The configuration selects the backends. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { systemClock } from "@orderdeck/core/adapters/system-clock";
import { withDeadline } from "@orderdeck/core/async/deadline";
import type { StepSettings } from "@orderdeck/core/runtime/step";
import type { FastifyInstance } from "fastify";
import { createApi } from "./api/create-api.ts";
import { startCloudWatch } from "./cloudwatch.ts";
import type { Config } from "./config.ts";
import { createMetrics } from "./http/metrics.ts";
import { createRequestStats, type RequestStats } from "./http/request-stats.ts";
import { createGroupSettings } from "./live/group-settings.ts";
import { createHub } from "./live/hub.ts";
import { createLagSampler } from "./live/lag-sampler.ts";
import { createServices } from "./live/services.ts";
import { createStockSampler } from "./live/stock-sampler.ts";
import { createDaemonLog, type Logger, type ReportEvent } from "./logging.ts";
import { measureLoopDelay } from "./pipeline/loop-delay.ts";
import type { PipelineThreadOptions } from "./pipeline/messages.ts";
import type { Pipeline } from "./pipeline/pipeline.ts";
import { startPipelineThread, type ThreadParts } from "./pipeline/start-thread.ts";
import { type BackendPorts, openReader } from "./reader.ts";

/** The folder of the web console's files: of the bundle, or of the sources. */
export function webRoot(): string {
	const built = fileURLToPath(new URL("./web/", import.meta.url));
	return existsSync(built) ? built : fileURLToPath(new URL("../../desktop/dist/web/", import.meta.url));
}

export interface PipelineParts {
	readonly config: Config;
	readonly version: string;
	/** Names this process among others. */
	readonly instance: string;
}

function stepSettings(config: Config): StepSettings {
	return {
		dispatchMs: config.shipDispatchMs,
		deliverMs: config.shipDeliverMs,
		restockDelayMs: config.restockDelayMs,
		baseCurrency: config.baseCurrency,
	};
}

/** The roles of this process, in the pipeline's thread. Undefined when it was stopped before they ran. */
export async function startPipeline({ config, version, instance }: PipelineParts, parts: ThreadParts): Promise<Pipeline | undefined> {
	const options: PipelineThreadOptions = {
		dataDir: config.dataDir,
		kafka: config.kafka,
		couchbase: config.couchbase,
		instance,
		roles: config.roles,
		settings: stepSettings(config),
		producer: { topic: config.topicName, rate: config.producerRate, seed: config.producerSeed },
		gateway: { latencyMs: config.paymentLatencyMs, declineRate: config.paymentDeclineRate },
		traces: config.traces,
		logsEvents: config.logLevel === "debug" || config.logLevel === "trace",
		timeZone: config.businessTimeZone,
		retentionMs: config.logRetentionHours * 3_600_000,
		version,
	};
	return startPipelineThread(options, parts);
}

/**
 * The server, ready to listen: with the API everything the console needs, including the lag sampler and the live hub; without it, health
 * and metrics.
 */
export async function composeServer(parts: ServerParts): Promise<ComposedServer> {
	const { config, pipeline, version, instance, logger } = parts;
	const { createHttpServer } = await import("./http/server.ts");
	const daemonLog = createDaemonLog(logger);
	const clock = systemClock;
	await using scope = new AsyncDisposableStack();
	const { log, store } = scope.use(await openReader({ ...config, clientId: `orderdeck-${instance}-api`, report: reportTo(logger) }));
	const requests = createRequestStats({ clock, instance, version });
	const shared = { config, clock, daemonLog, requests, log, store, pipeline, webRoot: webRoot(), version };
	const server = await createHttpServer(
		config.roles.includes("api")
			? { ...shared, ...composeApi({ log, store, requests, scope }, parts) }
			: { ...shared, api: undefined, metrics: createMetrics({ pipeline }) },
	);
	scope.defer(() => server.close());
	const owned = scope.move();
	const overdue = () => logger.warn({ event: "close_overdue", after_ms: CLOSE_MS }, "close_overdue");
	return { server, [Symbol.asyncDispose]: () => withDeadline(owned.disposeAsync(), CLOSE_MS, overdue) };
}

/** What only reads may wait for a silent server, and loses nothing: the pipeline's drain needs the rest of the time. */
const CLOSE_MS = 1_000;

interface ApiParts extends BackendPorts {
	readonly requests: RequestStats;
	/** Owns what is started. */
	readonly scope: AsyncDisposableStack;
}

function composeApi({ log, store, requests, scope }: ApiParts, { config, pipeline, logger }: ServerParts) {
	const [daemonLog, clock] = [createDaemonLog(logger), systemClock];
	const { baseCurrency } = config;
	const services = createServices({ store, pipeline, apiService: () => requests.service(), clock });
	const settings = createGroupSettings({ store, clock });
	const objectiveSeconds = config.lagObjectiveSeconds;
	const retentionSeconds = config.logRetentionHours * 3_600;
	const lag = scope.use(createLagSampler({ log, services, settings, clock, daemonLog, objectiveSeconds, retentionSeconds, baseCurrency }));
	const stock = scope.use(createStockSampler({ store, clock, daemonLog }));
	const hub = scope.use(createHub({ log, store, services, lag, stock, clock, daemonLog, baseCurrency }));
	lag.start();
	stock.start();
	const { cloudWatchProject: project } = config;
	if (project !== undefined) {
		const loopDelay = scope.use(measureLoopDelay());
		const sources = { lag, stock, services, pipeline, loopDelay, log, store };
		scope.use(startCloudWatch({ project, ...sources, clock, daemonLog, print: (line) => console.log(line) }));
	}
	return {
		api: createApi({
			...{ log, store, pipeline, clock, lag, hub, services, stock, baseCurrency },
			timeZone: config.businessTimeZone,
			settings: stepSettings(config),
		}),
		metrics: createMetrics({ pipeline, api: { clock, store, lag, hub, stock, requests, baseCurrency } }),
	};
}

export interface ServerParts extends PipelineParts {
	readonly pipeline: Pipeline;
	readonly logger: Logger;
}
/** Disposing closes open streams, then what they read from; within a second it resolves, and closes what remains in the background. */
export interface ComposedServer extends AsyncDisposable {
	readonly server: FastifyInstance;
}

function reportTo(logger: Logger): ReportEvent {
	return (level, event, fields) => logger[level]({ event, ...fields }, event);
}
