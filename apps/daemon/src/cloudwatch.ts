/**
 * CloudWatch's embedded metric format: log lines that CloudWatch Logs turns into metrics, so that a task needs only the permission to log.
 * Scaling and alarms use them: see infra/terraform.
 */
import type { OutOfStock } from "@orderdeck/contracts/inventory/entities";
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { deadLetterTopic } from "@orderdeck/contracts/topics";
import type { Clock } from "@orderdeck/core/ports/clock";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import type { AnalyticsQueries } from "@orderdeck/core/ports/queries/analytics";
import type { LagSampler } from "./live/lag-sampler.ts";
import type { StockSampler } from "./live/stock-sampler.ts";
import type { DaemonLog } from "./logging.ts";

const NAMESPACE = "Orderdeck";
const EVERY_MS = 30_000;

export interface CloudWatchInput {
	/** The dimension `Project`. */
	readonly project: string;
	/** Ms since the epoch. */
	readonly at: number;
	readonly groups: readonly Pick<GroupLag, "group" | "status" | "lag" | "lag_seconds">[];
	/** Records in each group's dead-letter topic since its creation. */
	readonly deadLetters: ReadonlyMap<string, number>;
	/** Orders counted since the beginning; undefined while the store is unavailable. */
	readonly orders: number | undefined;
	readonly outOfStock: OutOfStock["state"];
}

type Unit = "Count" | "Seconds";
type Metrics = Readonly<Record<string, readonly [value: number | null | undefined, unit: Unit]>>;

/** The objects to print: one per group with a known figure, one for the orders. Unknown figures are omitted. */
export function cloudWatchLines({ project, at, groups, deadLetters, orders, outOfStock }: CloudWatchInput): object[] {
	const perGroup = groups.map(({ group, status, lag, lag_seconds }) =>
		lineOf(
			at,
			{ Project: project, Group: group },
			{
				ConsumerGroupLag: [lag, "Count"],
				ConsumerGroupLagSeconds: [lag_seconds, "Seconds"],
				ConsumerGroupStalled: [isStatus(status, "STALLED"), "Count"],
				ConsumerGroupStopped: [isStatus(status, "STOPPED"), "Count"],
				DeadLetterRecords: [deadLetters.get(group), "Count"],
			},
		),
	);
	const high = outOfStock === "unknown" ? undefined : Number(outOfStock === "high");
	const ofProject = lineOf(at, { Project: project }, { OrdersReceived: [orders, "Count"], OutOfStockRateHigh: [high, "Count"] });
	return [...perGroup, ofProject].filter((line) => line !== undefined);
}

/** 1 or 0; undefined while the status is unknown. */
function isStatus(status: GroupLag["status"], wanted: GroupLag["status"]): number | undefined {
	if (status === "UNKNOWN") return undefined;
	return status === wanted ? 1 : 0;
}

function lineOf(at: number, dimensions: Readonly<Record<string, string>>, metrics: Metrics): object | undefined {
	const known = Object.entries(metrics).filter(([, [value]]) => typeof value === "number");
	if (known.length === 0) return undefined;
	const named = known.map(([Name, [, Unit]]) => ({ Name, Unit }));
	const described = { Namespace: NAMESPACE, Dimensions: [Object.keys(dimensions)], Metrics: named };
	return {
		_aws: { Timestamp: at, CloudWatchMetrics: [described] },
		...dimensions,
		...Object.fromEntries(known.map(([name, [value]]) => [name, value])),
	};
}

export interface CloudWatchDeps {
	readonly project: string;
	readonly lag: Pick<LagSampler, "latest">;
	readonly stock: Pick<StockSampler, "latest">;
	readonly log: Pick<EventLog, "bounds" | "topics">;
	readonly store: Pick<AnalyticsQueries, "aggregates">;
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
	for (;;) {
		await deps.clock.sleep(EVERY_MS, signal);
		if (signal.aborted) return;
		for (const line of cloudWatchLines(await inputOf(deps))) deps.print(JSON.stringify(line));
	}
}

async function inputOf({ project, lag, stock, log, store, clock, daemonLog }: CloudWatchDeps): Promise<CloudWatchInput> {
	const groups = lag.latest()?.groups ?? [];
	const known = async <T>(look: () => Promise<T>): Promise<T | undefined> => {
		try {
			return await look();
		} catch (error) {
			daemonLog.cloudWatchFailed(error);
			return undefined;
		}
	};
	const names = groups.map(({ group }) => group);
	const deadLetters = (await known(() => countLetters(log, names))) ?? new Map<string, number>();
	const orders = await known(async () => (await store.aggregates()).reduce((sum, { orders }) => sum + orders, 0));
	const outOfStock = stock.latest()?.status.orders.state ?? "unknown";
	return { project, at: clock.now(), groups, deadLetters, orders, outOfStock };
}

async function countLetters(log: CloudWatchDeps["log"], groups: readonly string[]): Promise<ReadonlyMap<string, number>> {
	const there = new Set((await log.topics()).map(({ topic }) => topic));
	const counted = groups.filter((group) => there.has(deadLetterTopic(group)));
	const bounds = await log.bounds(counted.map(deadLetterTopic));
	const countOf = (group: string) => bounds.reduce((sum, { topic, end }) => (topic === deadLetterTopic(group) ? sum + end : sum), 0);
	return new Map(counted.map((group) => [group, countOf(group)]));
}
