/** The daemon's lag compared with that of Kafka's own tool. */
import type { GroupLag, PartitionLag } from "@orderdeck/contracts/lag/entities";
import { lagSchema } from "@orderdeck/contracts/lag/requests";
import { until } from "../daemon.ts";
import { describeGroups, type GroupRow } from "./consumer-groups.ts";
import type { Control } from "./control.ts";

/** What the tool printed of a group, and the daemon's samples before and after it. */
export interface LagComparison {
	readonly before: GroupLag;
	readonly rows: readonly GroupRow[];
	readonly after: GroupLag;
}

/** Reads the daemon's lag, then the tool's, then the daemon's once its samples have reached what the tool printed. `url`: where the daemon listens. */
export async function compareLags(url: string, control: Control, groups: readonly string[]): Promise<readonly LagComparison[]> {
	const before = await lagsOf(url, groups);
	const rows = await describeGroups(control);
	let after = before;
	const reached = (lag: GroupLag) => (rows.get(lag.group) ?? []).every((row) => hasReached(partitionIn(lag, row), row));
	// A daemon that is short of time samples late, and reports its previous sample meanwhile. If it never gets there, the caller shows where.
	await until("the daemon's samples have reached what the tool printed", async () => {
		after = await lagsOf(url, groups);
		return after.every(reached);
	}).catch(() => undefined);
	return groups.map((group) => ({ before: lagIn(before, group), rows: rows.get(group) ?? [], after: lagIn(after, group) }));
}

function hasReached(part: PartitionLag | undefined, { committed = 0, end }: GroupRow): boolean {
	return part !== undefined && (part.committed ?? 0) >= committed && part.end >= end;
}

/**
 * The differences, empty when there are none. Offsets and ends only grow while a group drains, so the tool's must lie between the daemon's two
 * samples; when it is idle these are the same, and the tool's must equal them. Not valid while offsets are reset.
 */
export function disagreements({ before, rows, after }: LagComparison): readonly string[] {
	const listed = new Set(rows.map(nameOf));
	const unlisted = [...before.partitions, ...after.partitions].filter((part) => !listed.has(nameOf(part)) && typeof part.lag === "number");
	return [
		...rows.flatMap((row) => rowDisagreements(row, partitionIn(before, row), partitionIn(after, row))),
		...unlisted.map((part) => `${nameOf(part)}: the daemon reports lag ${part.lag}, the tool does not list it`),
		...[...before.partitions, ...after.partitions]
			.filter((part) => !isDifference(part))
			.map((part) => `${nameOf(part)}: lag ${part.lag} is not ${part.end} − ${part.committed}`),
	];
}

function rowDisagreements(row: GroupRow, before: PartitionLag | undefined, after: PartitionLag | undefined): readonly string[] {
	if (before === undefined || after === undefined) return [`${nameOf(row)}: the tool lists it, the daemon does not`];
	const wrong: string[] = [];
	if (row.committed === undefined ? before.committed !== null : !between(row.committed, before.committed, after.committed)) {
		wrong.push(
			`${nameOf(row)}: committed ${row.committed ?? "nothing"} by the tool, ${before.committed} to ${after.committed} by the daemon`,
		);
	}
	if (!between(row.end, before.end, after.end)) {
		wrong.push(`${nameOf(row)}: ends at ${row.end} by the tool, at ${before.end} to ${after.end} by the daemon`);
	}
	return wrong;
}

/** A group that has not committed yet is before any offset. */
function between(value: number, from: number | null, to: number | null): boolean {
	return (from === null || from <= value) && to !== null && value <= to;
}

function isDifference({ lag, committed, end }: PartitionLag): boolean {
	if (lag === "unknown") return true;
	return lag === (committed === null ? "none" : Math.max(0, end - committed));
}

function partitionIn(lag: GroupLag, { topic, partition }: GroupRow): PartitionLag | undefined {
	return lag.partitions.find((part) => part.topic === topic && part.partition === partition);
}

function nameOf({ topic, partition }: { topic: string; partition: number }): string {
	return `${topic}/${partition}`;
}

async function lagsOf(url: string, groups: readonly string[]): Promise<readonly GroupLag[]> {
	const response = await fetch(`${url}/api/lag`);
	const { groups: known } = lagSchema.parse(await response.json());
	return groups.map((group) => lagIn(known, group));
}

function lagIn(lags: readonly GroupLag[], group: string): GroupLag {
	const found = lags.find((lag) => lag.group === group);
	if (found === undefined) throw new Error(`the daemon does not know ${group}`);
	return found;
}
