/** Why a consumer stalls, as far as the processes of its role report it. */
import type { ServiceStatus } from "@orderdeck/contracts/services/entities";
import { GROUPS } from "@orderdeck/contracts/topics";

export interface StalledPartition {
	readonly group: string;
	readonly topic: string;
	readonly partition: number;
	/** The first offset that is not committed. */
	readonly position: number;
}

/** `services`: those of the group's role. */
export function stallReason(
	{ group, topic, partition, position }: StalledPartition,
	services: readonly Pick<ServiceStatus, "state" | "last_error">[],
): string {
	const retrying = services.find(({ state }) => state === "backing-off");
	if (retrying !== undefined) {
		return `retrying ${topic}/${partition}@${position}${retrying.last_error === null ? "" : `: ${retrying.last_error}`}`;
	}
	return group === GROUPS.payments && services.some(({ state }) => state === "running") ? "waiting for the gateway" : "unknown";
}
