/** CloudWatch's embedded metric format: log lines that CloudWatch Logs turns into metrics, so that a task needs only the permission to log. */
import type { OutOfStock, StockStatus } from "@orderdeck/contracts/inventory/entities";
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import type { LagStatus } from "@orderdeck/contracts/lag/words";
import type { Role } from "@orderdeck/contracts/topics";
import type { GroupRates } from "./cloudwatch-roles.ts";

const NAMESPACE = "Orderdeck";

export interface CloudWatchInput {
	/** The dimension `Project`. */
	readonly project: string;
	/** Ms since the epoch. */
	readonly at: number;
	readonly groups: readonly Pick<GroupLag, "group" | "status" | "lag" | "lag_seconds">[];
	readonly rates: ReadonlyMap<string, GroupRates>;
	/** Records in each group's dead-letter topic since its creation. */
	readonly deadLetters: ReadonlyMap<string, number>;
	/** Seconds for which the oldest dead letter of each group has been waiting; undefined while the store is unavailable. */
	readonly oldestLetters: ReadonlyMap<string, number> | undefined;
	/** Instances of each role that are not ready. */
	readonly notReady: ReadonlyMap<Role, number>;
	/** Orders counted since the beginning; undefined while the store is unavailable. */
	readonly orders: number | undefined;
	/** Undefined before the first sample. */
	readonly stock: { readonly products: StockStatus["products"]; readonly orders: Pick<OutOfStock, "state"> } | undefined;
	/** Of this process's API: the 99th percentile of the last 30 to 60 seconds. */
	readonly loopDelaySeconds: number;
}

type Unit = "Count" | "Count/Second" | "Seconds";
type Metrics = Readonly<Record<string, readonly [value: number | null | undefined, unit: Unit]>>;

const STATUSES = {
	ConsumerGroupLate: "LATE",
	ConsumerGroupStalled: "STALLED",
	ConsumerGroupStopped: "STOPPED",
	ConsumerGroupRewound: "REWOUND",
	ConsumerGroupLost: "LOST",
	ConsumerGroupPaused: "PAUSED",
} as const satisfies Record<string, LagStatus>;

/** The objects to print: one per group and role with a known figure, one for the project. Unknown figures are omitted. */
export function cloudWatchLines(input: CloudWatchInput): object[] {
	const { project, at } = input;
	return [
		...input.groups.map((group) => lineOf(at, { Project: project, Group: group.group }, groupMetrics(group, input))),
		...[...input.notReady].map(([role, count]) => lineOf(at, { Project: project, Role: role }, { PipelineNotReady: [count, "Count"] })),
		lineOf(at, { Project: project }, projectMetrics(input)),
	].filter((line) => line !== undefined);
}

function groupMetrics({ group, status, lag, lag_seconds }: CloudWatchInput["groups"][number], input: CloudWatchInput): Metrics {
	const { rates, deadLetters, oldestLetters } = input;
	const { batches, retries } = rates.get(group) ?? {};
	return {
		ConsumerGroupLag: [lag, "Count"],
		ConsumerGroupLagSeconds: [lag_seconds, "Seconds"],
		...statusMetrics(status),
		ConsumerGroupBatchesPerSecond: [batches, "Count/Second"],
		ConsumerGroupRetriesPerSecond: [retries, "Count/Second"],
		DeadLetterRecords: [deadLetters.get(group), "Count"],
		DeadLetterOldestSeconds: [oldestLetters && (oldestLetters.get(group) ?? 0), "Seconds"],
	};
}

function statusMetrics(status: LagStatus): Metrics {
	if (status === "UNKNOWN") return {};
	return Object.fromEntries(Object.entries(STATUSES).map(([name, wanted]) => [name, [Number(status === wanted), "Count"]]));
}

function projectMetrics({ orders, stock, loopDelaySeconds }: CloudWatchInput): Metrics {
	const rate = stock?.orders.state ?? "unknown";
	return {
		OrdersReceived: [orders, "Count"],
		OutOfStockRateHigh: [rate === "unknown" ? undefined : Number(rate === "high"), "Count"],
		ProductsOut: [stock?.products?.out, "Count"],
		ProductsLow: [stock?.products?.low, "Count"],
		EventLoopDelaySeconds: [loopDelaySeconds, "Seconds"],
	};
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
