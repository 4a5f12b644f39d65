/** One look at every group's offsets, the logs' ends and the first record that each has not consumed. */
import type { KnownSample, LagSample, Membership } from "@orderdeck/core/domain/lag-status/sample";
import { UnreadableRecord } from "@orderdeck/core/ports/errors";
import type { EventLog, GroupOffset, Position, TopicPartition } from "@orderdeck/core/ports/event-log";
import type { Unread } from "./waiting-scan.ts";

/** A partition of a group at one moment, and what of it has to be read to know what waits. */
export interface SeenPartition extends TopicPartition {
	readonly owner: string | undefined;
	readonly sample: LagSample;
	readonly unread: Unread;
}

export interface Seen {
	readonly at: number;
	/** `unknown`: what concerns this group could not be read. */
	readonly groups: ReadonlyMap<string, readonly SeenPartition[] | "unknown">;
}

export interface LookParts {
	readonly log: Pick<EventLog, "groups" | "groupOffsets" | "bounds" | "read">;
	readonly now: () => number;
	/** A group or a partition could not be read, and others can. */
	readonly onUnreadable: (error: unknown) => void;
}

/** Committed offsets first, then ends, so that lag is never negative by the order of reading. Throws StoreError while the log is unavailable. */
export async function look({ log, now, onUnreadable }: LookParts): Promise<Seen> {
	const offsets = new Map<string, readonly GroupOffset[] | "unknown">();
	for (const group of await log.groups()) offsets.set(group, await orUnknown(log.groupOffsets(group), onUnreadable));
	const topics = new Set([...offsets.values()].flatMap((parts) => (parts === "unknown" ? [] : parts.map(({ topic }) => topic))));
	const bounds = new Map((await log.bounds([...topics])).map((bound) => [partitionKey(bound), bound]));
	const at = now();
	const firstFrom = createFirstReader(log, onUnreadable);
	const see = async (part: GroupOffset): Promise<SeenPartition> => {
		const { topic, partition, committed, owner } = part;
		const bound = bounds.get(partitionKey(part));
		const { earliest, end } = bound ?? { earliest: 0, end: 0 };
		const from = committed ?? earliest;
		const first = end > from ? await firstFrom({ topic, partition, offset: from }) : undefined;
		const sample: LagSample =
			bound === undefined || first === "unknown"
				? { kind: "unknown", at }
				: { kind: "known", at, committed, earliest, end, unread: first, members: membershipOf(part) };
		// Where nothing can be read, nothing waits.
		const offset = first === undefined || first === "unknown" ? end : first.offset;
		return { topic, partition, owner, sample, unread: { topic, partition, offset, end } };
	};
	const groups = new Map<string, readonly SeenPartition[] | "unknown">();
	for (const [group, parts] of offsets) {
		const seen: SeenPartition[] = [];
		if (parts !== "unknown") for (const part of parts) seen.push(await see(part));
		groups.set(group, parts === "unknown" ? parts : seen);
	}
	return { at, groups };
}

async function orUnknown<T>(read: Promise<T>, onUnreadable: LookParts["onUnreadable"]): Promise<T | "unknown"> {
	try {
		return await read;
	} catch (error) {
		onUnreadable(error);
		return "unknown";
	}
}

export function partitionKey({ topic, partition }: TopicPartition): string {
	return `${topic}:${partition}`;
}

function membershipOf({ owner, ownership }: GroupOffset): Membership {
	if (owner !== undefined) return "present";
	return ownership === "known" ? "absent" : ownership;
}

type First = KnownSample["unread"] | "unknown";

/** The first record at or after an offset; undefined where there is none. Groups with the same position share one read. */
function createFirstReader(log: Pick<EventLog, "read">, onUnreadable: LookParts["onUnreadable"]) {
	const known = new Map<string, First>();
	return async (position: Position): Promise<First> => {
		const key = `${partitionKey(position)}:${position.offset}`;
		if (known.has(key)) return known.get(key);
		const first = await orUnknown(readFirst(log, position), onUnreadable);
		known.set(key, first);
		return first;
	};
}

/** Also of records that cannot be decoded: they are not skipped, so they are lag. */
async function readFirst(log: Pick<EventLog, "read">, position: Position): Promise<KnownSample["unread"]> {
	try {
		return (await log.read(position, 1))[0];
	} catch (error) {
		if (!(error instanceof UnreadableRecord)) throw error;
		return { offset: error.position.offset, timestamp: error.timestamp };
	}
}
