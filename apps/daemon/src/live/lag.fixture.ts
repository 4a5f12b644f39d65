/** For tests: lag as the API has it, and what a sampler needs beside its log and its clock. */
import type { GroupLag, PartitionLag } from "@orderdeck/contracts/lag/entities";
import { NO_SETTINGS } from "@orderdeck/core/domain/lag-status/group-settings";
import { nothingWaits } from "@orderdeck/core/domain/waiting";
import type { LagSamplerDeps } from "./lag-sampler.ts";

const FIGURES = {
	lag_seconds: null,
	consume_rate: null,
	produce_rate: null,
	trend: null,
	eta: { kind: "unknown" },
	status: "OK",
	reason: null,
	tags: [],
	lost: 0,
} as const satisfies Partial<GroupLag & PartitionLag>;

export function partitionLagOf(partition: number, more: Partial<PartitionLag> = {}): PartitionLag {
	return { ...FIGURES, tags: [], topic: "orders", partition, committed: null, end: 0, lag: 0, owner: null, ...more };
}

export function groupLagOf(group: string, more: Partial<GroupLag> = {}): GroupLag {
	return {
		...FIGURES,
		tags: [],
		group,
		paused: null,
		restorable: null,
		lag: null,
		objective: { seconds: 30, cycle_seconds: null, shorter_than_cycle: false, version: 0 },
		incident: null,
		watched_since: "2024-01-15T10:00:00.000Z",
		waiting: nothingWaits("USD"),
		members: [],
		sampled_at: "2024-01-15T10:30:00.000Z",
		partitions: [],
		...more,
	};
}

export const LAG_DEFAULTS: Pick<LagSamplerDeps, "services" | "settings" | "objectiveSeconds" | "retentionSeconds" | "baseCurrency"> = {
	services: async () => [],
	settings: async () => () => NO_SETTINGS,
	objectiveSeconds: 30,
	retentionSeconds: 604_800,
	baseCurrency: "USD",
};
