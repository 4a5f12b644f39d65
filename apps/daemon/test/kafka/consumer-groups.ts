/** What Kafka's own `kafka-consumer-groups` prints. */
import { z } from "zod";
import type { Control } from "./control.ts";

/** One line of it. `committed` and `lag` are undefined where it prints "-": the group has no commit there. */
export interface GroupRow {
	readonly topic: string;
	readonly partition: number;
	readonly committed: number | undefined;
	readonly end: number;
	readonly lag: number | undefined;
	/** The client id of the member that reads the partition. */
	readonly owner: string | undefined;
}

const maybe = z.string().transform((text) => (text === "-" ? undefined : text));
const maybeNumber = z.union([z.literal("-").transform(() => undefined), z.coerce.number().int()]);
const lineSchema = z.object({
	GROUP: z.string(),
	TOPIC: z.string(),
	PARTITION: z.coerce.number().int(),
	"CURRENT-OFFSET": maybeNumber,
	"LOG-END-OFFSET": z.coerce.number().int(),
	LAG: maybeNumber,
	"CLIENT-ID": maybe,
});

/** Every partition that the tool lists of the group, by topic and partition; none for a group it does not know. */
export async function describeGroup(control: Control, group: string): Promise<readonly GroupRow[]> {
	return parseGroups((await control.tool("consumer-groups", ["--describe", "--group", group])).stdout).get(group) ?? [];
}

/** The same of every group, with one start of the tool. */
export async function describeGroups(control: Control): Promise<ReadonlyMap<string, readonly GroupRow[]>> {
	return parseGroups((await control.tool("consumer-groups", ["--describe", "--all-groups"])).stdout);
}

/** Resets the group's offsets with the tool, to the earliest, the latest or others: the group must have no members. */
export async function resetGroup(control: Control, group: string, ...how: readonly string[]): Promise<void> {
	const { stdout, code } = await control.tool("consumer-groups", ["--group", group, "--reset-offsets", "--execute", ...how]);
	// It ends with 0 when it refuses a group that has members, too.
	if (code !== 0 || stdout.includes("Error:")) throw new Error(stdout);
}

/** Reads the tool's tables, one for each group, by their headings: releases differ in their columns. */
export function parseGroups(printed: string): ReadonlyMap<string, readonly GroupRow[]> {
	const rows = new Map<string, GroupRow[]>();
	let heading: readonly string[] = [];
	for (const cells of printed.split("\n").map((line) => line.trim().split(/ +/))) {
		if (cells[0] === "GROUP") heading = cells;
		else if (heading.length > 0 && cells.length >= heading.length) {
			const { GROUP, ...line } = lineSchema.parse(Object.fromEntries(heading.map((name, index) => [name, cells[index]])));
			rows.set(GROUP, [...(rows.get(GROUP) ?? []), rowOf(line)]);
		}
	}
	for (const group of rows.values()) group.sort((a, b) => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition));
	return rows;
}

function rowOf(line: Omit<z.infer<typeof lineSchema>, "GROUP">): GroupRow {
	return {
		topic: line.TOPIC,
		partition: line.PARTITION,
		committed: line["CURRENT-OFFSET"],
		end: line["LOG-END-OFFSET"],
		lag: line.LAG,
		owner: line["CLIENT-ID"],
	};
}
