/** Prints the metrics of the deployment for CloudWatch. Scaling, alarms and the dashboard use them: see infra/terraform. */
import type { ServiceStatus } from "@orderdeck/contracts/services/entities";
import { deadLetterTopic, type Role } from "@orderdeck/contracts/topics";
import { withDeadline } from "@orderdeck/core/async/deadline";
import type { Clock } from "@orderdeck/core/ports/clock";
import { StoreError } from "@orderdeck/core/ports/errors";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import type { AnalyticsQueries } from "@orderdeck/core/ports/queries/analytics";
import type { LetterQueries } from "@orderdeck/core/ports/queries/letters";
import { type CloudWatchInput, cloudWatchLines } from "./cloudwatch-lines.ts";
import { groupRates, notReadyInstances } from "./cloudwatch-roles.ts";
import { oldestAges } from "./http/letter-families.ts";
import type { Services } from "./live/services.ts";
import type { StockSampler } from "./live/stock-sampler.ts";
import type { DaemonLog } from "./logging.ts";
import type { LoopDelay } from "./pipeline/loop-delay.ts";
import type { PipelineStatus } from "./pipeline/pipeline.ts";

const EVERY_MS = 30_000;
/** A broker that is silent is unavailable long before its own timeouts: an alarm needs every turn. */
const READ_TIMEOUT_MS = 5_000;

export interface CloudWatchDeps {
	readonly project: string;
	readonly lag: { latest(): Pick<CloudWatchInput, "groups"> | undefined };
	readonly stock: Pick<StockSampler, "latest">;
	readonly services: Services;
	readonly pipeline: { status(): Pick<PipelineStatus, "ready"> };
	readonly loopDelay: { read(): Pick<LoopDelay, "p99"> };
	readonly log: Pick<EventLog, "bounds" | "topics">;
	readonly store: Pick<AnalyticsQueries, "aggregates"> & Pick<LetterQueries, "letterGroups">;
	readonly clock: Clock;
	readonly daemonLog: Pick<DaemonLog, "cloudWatchFailed">;
	/** Takes a line without its end. */
	readonly print: (line: string) => void;
}

/** Prints the metrics every 30 seconds until disposed. While log or store is unavailable it prints what it knows. */
export function startCloudWatch(deps: CloudWatchDeps): AsyncDisposable {
	const stop = new AbortController();
	const running = run(deps, stop.signal);
	return {
		async [Symbol.asyncDispose]() {
			stop.abort();
			await running;
		},
	};
}

async function run(deps: CloudWatchDeps, signal: AbortSignal): Promise<void> {
	let before: readonly ServiceStatus[] = [];
	for (;;) {
		await deps.clock.sleep(EVERY_MS, signal);
		if (signal.aborted) return;
		const services = await deps.services();
		const input = { ...(await inputOf(deps, services)), rates: groupRates(before, services) };
		for (const line of cloudWatchLines(input)) deps.print(JSON.stringify(line));
		before = services;
	}
}

async function inputOf(deps: CloudWatchDeps, services: readonly ServiceStatus[]): Promise<Omit<CloudWatchInput, "rates">> {
	const { project, lag, stock, log, store, clock, pipeline, loopDelay, daemonLog } = deps;
	const groups = lag.latest()?.groups ?? [];
	const known = async <T>(what: string, look: () => Promise<T>): Promise<T | undefined> => {
		try {
			return await withDeadline(look(), READ_TIMEOUT_MS, () => {
				throw new StoreError("UNAVAILABLE", `${what}: no response within ${READ_TIMEOUT_MS} ms`);
			});
		} catch (error) {
			daemonLog.cloudWatchFailed(error);
			return undefined;
		}
	};
	const names = groups.map(({ group }) => group);
	const [deadLetters, orders, waiting] = await Promise.all([
		known("dead-letter topics in Kafka", () => countLetters(log, names)),
		known("order counts in the store", async () => (await store.aggregates()).reduce((sum, { orders }) => sum + orders, 0)),
		known("waiting dead letters in the store", () => store.letterGroups("WAITING")),
	]);
	const at = clock.now();
	const isReady = pipeline.status().ready && deadLetters !== undefined && orders !== undefined && waiting !== undefined;
	return {
		project,
		at,
		groups,
		deadLetters: deadLetters ?? new Map(),
		oldestLetters: waiting && oldestAges(waiting, at),
		// What the other processes report is in the store: without it, only this one is known.
		notReady: new Map<Role, number>([...(orders === undefined ? [] : notReadyInstances(services, at)), ["api", isReady ? 0 : 1]]),
		orders,
		stock: stock.latest()?.status,
		loopDelaySeconds: loopDelay.read().p99,
	};
}

async function countLetters(log: CloudWatchDeps["log"], groups: readonly string[]): Promise<ReadonlyMap<string, number>> {
	const there = new Set((await log.topics()).map(({ topic }) => topic));
	const counted = groups.filter((group) => there.has(deadLetterTopic(group)));
	const bounds = await log.bounds(counted.map(deadLetterTopic));
	const countOf = (group: string) => bounds.reduce((sum, { topic, end }) => (topic === deadLetterTopic(group) ? sum + end : sum), 0);
	return new Map(counted.map((group) => [group, countOf(group)]));
}
