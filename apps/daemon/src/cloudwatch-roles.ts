/** Readiness and retries of the roles of a deployment, from what their processes have reported. Pure. */
import type { ServiceStatus } from "@orderdeck/contracts/services/entities";
import { GROUPS, ROLES, type Role } from "@orderdeck/contracts/topics";
import { SILENT_MS } from "@orderdeck/core/domain/service-registry";

type Reported = Pick<ServiceStatus, "role" | "instance" | "state" | "seen_at">;

/**
 * How many instances of each role but the API are not ready. A role without an instance counts as one: a process reports nothing as long as it
 * waits for a dependency to start.
 */
export function notReadyInstances(services: readonly Reported[], now: number): ReadonlyMap<Role, number> {
	const alive = services.filter(({ seen_at }) => now - Date.parse(seen_at) < SILENT_MS);
	return new Map(
		ROLES.filter((role) => role !== "api").map((role) => {
			const instances = alive.filter((each) => each.role === role);
			const waiting = instances.filter(({ state }) => state === "backing-off" || state === "stopped");
			return [role, instances.length === 0 ? 1 : waiting.length];
		}),
	);
}

type Counted = Pick<ServiceStatus, "role" | "instance" | "seen_at" | "batches" | "retries">;

/** Per second. */
export interface GroupRates {
	readonly batches: number;
	readonly retries: number;
}

/** The rates of each group between two readings. A group is absent as long as no instance of it has counted in both. */
export function groupRates(before: readonly Counted[], now: readonly Counted[]): ReadonlyMap<string, GroupRates> {
	return new Map(
		Object.entries(GROUPS).flatMap(([role, group]) => {
			const rates = now.filter((each) => each.role === role).flatMap((each) => ratesOf(before.find(isSame(each)), each) ?? []);
			return rates.length === 0 ? [] : [[group, rates.reduce(sum)]];
		}),
	);
}

function isSame({ role, instance }: Counted): (other: Counted) => boolean {
	return (other) => other.role === role && other.instance === instance;
}

function ratesOf(before: Counted | undefined, now: Counted): GroupRates | undefined {
	if (before?.batches === undefined || now.batches === undefined) return undefined;
	const seconds = (Date.parse(now.seen_at) - Date.parse(before.seen_at)) / 1000;
	if (seconds <= 0) return undefined;
	return { batches: (now.batches - before.batches) / seconds, retries: (now.retries - before.retries) / seconds };
}

function sum(left: GroupRates, right: GroupRates): GroupRates {
	return { batches: left.batches + right.batches, retries: left.retries + right.retries };
}
