/** What Kafka's own `kafka-consumer-groups` says of a group. */
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
	TOPIC: z.string(),
	PARTITION: z.coerce.number().int(),
	"CURRENT-OFFSET": maybeNumber,
	"LOG-END-OFFSET": z.coerce.number().int(),
	LAG: maybeNumber,
	"CLIENT-ID": maybe,
});

/** Every partition that the tool knows of the group, by topic and partition; none for a group it does not know. */
export async function describeGroup(control: Control, group: string): Promise<readonly GroupRow[]> {
	return parseGroup((await control.tool("consumer-groups", ["--describe", "--group", group])).stdout);
}

/** Starts the group over at the earliest or latest offsets, or elsewhere, with the tool: the group must have no members. */
export async function resetGroup(control: Control, group: string, ...how: readonly string[]): Promise<void> {
	const { stdout, code } = await control.tool("consumer-groups", ["--group", group, "--reset-offsets", "--execute", ...how]);
	// It ends with 0 when it refuses a group that has members, too.
	if (code !== 0 || stdout.includes("Error:")) throw new Error(stdout);
}

/** Reads the tool's table by its heading: releases differ in their columns. */
export function parseGroup(printed: string): readonly GroupRow[] {
	const lines = printed.split("\n").map((line) => line.trim().split(/ +/));
	const at = lines.findIndex(([first]) => first === "GROUP");
	const heading = lines[at];
	if (heading === undefined) return [];
	return lines
		.slice(at + 1)
		.filter((cells) => cells.length >= heading.length)
		.map((cells) => lineSchema.parse(Object.fromEntries(heading.map((name, index) => [name, cells[index]]))))
		.map((line) => ({
			topic: line.TOPIC,
			partition: line.PARTITION,
			committed: line["CURRENT-OFFSET"],
			end: line["LOG-END-OFFSET"],
			lag: line.LAG,
			owner: line["CLIENT-ID"],
		}))
		.toSorted((a, b) => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition));
}
