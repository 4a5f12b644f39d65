/** A whole daemon in this process for tests: real SQLite in a folder of its own, real commands, a real port. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Role } from "@orderdeck/contracts/topics";
import { createSimulatedGateway, openLedger } from "@orderdeck/core/adapters/simulated-gateway/simulated-gateway";
import { createSqliteBackend, createSqliteReader } from "@orderdeck/core/adapters/sqlite/backend";
import { systemClock } from "@orderdeck/core/adapters/system-clock";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import type { UnitOfWork } from "@orderdeck/core/ports/unit-of-work";
import type { OidcConfig } from "../access/oidc-config.ts";
import { createApi } from "../api/create-api.ts";
import type { ApiDeps } from "../api/deps.ts";
import type { Config } from "../config.ts";
import type { TokenGrant } from "../environment.ts";
import { createGroupSettings } from "../live/group-settings.ts";
import { createHub } from "../live/hub.ts";
import { LAG_DEFAULTS } from "../live/lag.fixture.ts";
import { createLagSampler, type LagSampler } from "../live/lag-sampler.ts";
import { createServices } from "../live/services.ts";
import { createStockSampler, type StockSampler } from "../live/stock-sampler.ts";
import { createDaemonLog, createLogger } from "../logging.ts";
import type { PipelineStatus } from "../pipeline/pipeline.ts";
import { runRoles } from "../pipeline/run-roles.ts";
import { LIMITS, type Limits } from "./limits.ts";
import { createMetrics } from "./metrics.ts";
import { createRequestStats } from "./request-stats.ts";
import { createHttpServer } from "./server.ts";

export interface TestDaemonOptions {
	/** None by default: what is written then comes from the test alone. */
	readonly roles?: readonly Role[];
	readonly tokens?: readonly TokenGrant[];
	readonly oidc?: OidcConfig;
	readonly webRoot?: string;
	readonly environment?: Config["environment"];
	readonly limits?: Partial<Limits>;
	readonly trustProxy?: readonly string[];
	/** UTC by default. */
	readonly timeZone?: string;
	/** The store as the API sees it. */
	readonly store?: (store: ApiDeps["store"]) => ApiDeps["store"];
	readonly status?: (status: PipelineStatus) => PipelineStatus;
}

/** A folder with a built console of two files, deleted with the scope. */
export async function temporaryConsole(): Promise<AsyncDisposable & { readonly path: string }> {
	const path = await mkdtemp(join(tmpdir(), "orderdeck-web-"));
	await mkdir(join(path, "assets"));
	await writeFile(join(path, "index.html"), "<!doctype html><head><title>Console</title></head>");
	await writeFile(join(path, "assets", "app-1a2b3c.js"), "export {};");
	return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

export interface TestDaemon extends AsyncDisposable {
	/** Without a slash at the end. */
	readonly url: string;
	readonly work: UnitOfWork;
	/** The log as its writer has it. */
	readonly log: EventLog;
	readonly lag: LagSampler;
	readonly stock: StockSampler;
	readonly logLines: readonly string[];
	/** Stops the server and its hub, not the store, and starts them again; returns the URL. */
	restart(): Promise<string>;
}

const SETTINGS = { dispatchMs: 0, deliverMs: 0, restockDelayMs: 0, baseCurrency: "USD" };

export async function startTestDaemon(options: TestDaemonOptions = {}): Promise<TestDaemon> {
	const dir = await mkdtemp(join(tmpdir(), "orderdeck-http-"));
	const backend = createSqliteBackend({ dir });
	const ledger = openLedger(dir);
	const gateway = createSimulatedGateway({ clock: systemClock, ledger, latencyMs: 0, declineRate: 0 });
	const roles = await runRoles(
		{
			roles: options.roles ?? [],
			settings: SETTINGS,
			producer: { topic: "orders", rate: 0, seed: 1 },
			timeZone: options.timeZone ?? "UTC",
			retentionMs: 3_600_000,
			version: "1.2.3",
			instance: "test",
		},
		{ ...backend, gateway, clock: systemClock, report: () => undefined },
	);
	const reader = createSqliteReader({ dir });
	const store = options.store?.(reader.store) ?? reader.store;
	const pipeline = {
		execute: roles.execute,
		recordRefusal: roles.recordRefusal,
		status: () => options.status?.(roles.status()) ?? roles.status(),
	};
	const logLines: string[] = [];
	const daemonLog = createDaemonLog(createLogger("debug", { write: (line: string) => void logLines.push(line) }));
	const settings = createGroupSettings({ store, clock: systemClock });
	const own = async () => pipeline.status().services.map((status) => ({ ...status, seen_at: status.started_at, restarts: null }));
	const lag = createLagSampler({ ...LAG_DEFAULTS, settings, services: own, log: reader.log, clock: systemClock, daemonLog });
	await lag.sample();
	const stock = createStockSampler({ store, clock: systemClock, daemonLog });

	const listen = async (port: number) => {
		const requests = createRequestStats({ clock: systemClock, instance: "test", version: "1.2.3" });
		const services = createServices({ store, pipeline, apiService: requests.service, clock: systemClock });
		const hub = createHub({ log: reader.log, store, services, lag, stock, clock: systemClock, daemonLog, baseCurrency: "USD" });
		const server = await createHttpServer({
			config: {
				host: "127.0.0.1",
				tokens: options.tokens ?? [],
				oidc: options.oidc,
				trustProxy: options.trustProxy,
				environment: options.environment ?? { name: undefined, kind: undefined },
				keepAliveSeconds: 65,
			},
			api: createApi({
				log: reader.log,
				store,
				pipeline,
				clock: systemClock,
				lag,
				hub,
				services,
				stock,
				baseCurrency: "USD",
				timeZone: options.timeZone ?? "UTC",
				settings: SETTINGS,
			}),
			log: reader.log,
			store,
			pipeline,
			metrics: createMetrics({ pipeline, api: { clock: systemClock, store, lag, hub, stock, requests, baseCurrency: "USD" } }),
			clock: systemClock,
			daemonLog,
			requests,
			webRoot: options.webRoot ?? join(dir, "no-console"),
			version: "1.2.3",
			limits: { ...LIMITS, ...options.limits },
		});
		const url = await server.listen({ host: "127.0.0.1", port });
		return { hub, server, url };
	};
	let running = await listen(0);
	const stop = async () => {
		await running.server.close();
		await running.hub[Symbol.asyncDispose]();
	};

	return {
		get url() {
			return running.url;
		},
		work: backend.work,
		log: backend.log,
		lag,
		stock,
		logLines,
		async restart() {
			const port = Number(new URL(running.url).port);
			await stop();
			running = await listen(port);
			return running.url;
		},
		async [Symbol.asyncDispose]() {
			await stop();
			await lag[Symbol.asyncDispose]();
			await roles[Symbol.asyncDispose]();
			reader[Symbol.dispose]();
			await ledger[Symbol.asyncDispose]();
			await backend[Symbol.asyncDispose]();
			await rm(dir, { recursive: true, force: true });
		},
	};
}
