/** The daemon's lag beside that of Kafka's own tool. */
import type { GroupLag, PartitionLag } from "@orderdeck/contracts/lag/entities";
import { lagSchema } from "@orderdeck/contracts/lag/requests";
import { until } from "../daemon.ts";
import { describeGroup, type GroupRow } from "./consumer-groups.ts";
import type { Control } from "./control.ts";

/** The tool's answer, and the daemon's samples before and after it. */
export interface LagComparison {
	readonly before: GroupLag;
	readonly rows: readonly GroupRow[];
	readonly after: GroupLag;
}

/** Asks the daemon, then the tool, then the daemon again once it has begun and ended a new sample. `url`: where the daemon listens. */
export async function compareLag(url: string, control: Control, group: string): Promise<LagComparison> {
	const before = await groupLagOf(url, group);
	const rows = await describeGroup(control, group);
	// The sample that is under way may have read its offsets before the tool did: the one after it has not.
	const underWay = await groupLagAfter(url, group, Date.now());
	return { before, rows, after: await groupLagAfter(url, group, Date.parse(underWay.sampled_at)) };
}

/**
 * What does not agree, in words. Offsets and ends only grow while a group drains, so the tool's must lie between the daemon's two samples;
 * at rest these are the same, and the tool's must equal them. Not for a time in which offsets are reset.
 */
export function disagreements({ before, rows, after }: LagComparison): readonly string[] {
	const listed = new Set(rows.map(nameOf));
	const unlisted = [...before.partitions, ...after.partitions].filter((part) => !listed.has(nameOf(part)) && typeof part.lag === "number");
	return [
		...rows.flatMap((row) => rowDisagreements(row, partitionIn(before, row), partitionIn(after, row))),
		...unlisted.map((part) => `${nameOf(part)}: the daemon says lag ${part.lag}, the tool does not list it`),
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

async function groupLagAfter(url: string, group: string, time: number): Promise<GroupLag> {
	let lag = await groupLagOf(url, group);
	await until("the daemon has sampled again", async () => {
		lag = await groupLagOf(url, group);
		return Date.parse(lag.sampled_at) > time;
	});
	return lag;
}

async function groupLagOf(url: string, group: string): Promise<GroupLag> {
	const response = await fetch(`${url}/api/lag`);
	const found = lagSchema.parse(await response.json()).groups.find((one) => one.group === group);
	if (found === undefined) throw new Error(`the daemon does not know ${group}`);
	return found;
}
