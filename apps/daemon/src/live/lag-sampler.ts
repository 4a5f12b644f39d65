/**
 * Samples consumer lag once a second on the daemon's own clock: committed offsets first, then ends, so that lag is never negative by
 * the order of reading. The status is decided in domain/lag.ts.
 */
import type { GroupLag, LagPoint, Waiting } from "@orderdeck/contracts/lag/entities";
import { LAG_STATUSES } from "@orderdeck/contracts/lag/entities";
import { addSample, createLagWindow, groupLag, type LagSample, type LagWindow } from "@orderdeck/core/domain/lag";
import { NOTHING_WAITS } from "@orderdeck/core/domain/waiting";
import type { Clock } from "@orderdeck/core/ports/clock";
import { UnreadableRecord } from "@orderdeck/core/ports/errors";
import type { EventLog, GroupOffset, Position, TopicPartition } from "@orderdeck/core/ports/event-log";
import type { DaemonLog } from "../logging.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import { scanWaiting, type Unread } from "./waiting-scan.ts";

export interface LagSnapshot {
	/** Ms since the epoch. */
	readonly at: number;
	/** Worst first. */
	readonly groups: readonly GroupLag[];
}

export interface LagSampler extends AsyncDisposable {
	/** Samples immediately, then every second until disposed. Does not wait for the first sample, which may have much to read. */
	start(): void;
	/** One sample. While the log is unavailable it is `unknown`, and the failure is logged. */
	sample(): Promise<void>;
	latest(): LagSnapshot | undefined;
	/** The last five minutes by group, oldest first. */
	history(): Readonly<Record<string, readonly LagPoint[]>>;
}

export interface LagSamplerDeps {
	readonly log: EventLog;
	readonly pipeline: Pick<Pipeline, "status">;
	readonly clock: Clock;
	readonly daemonLog: Pick<DaemonLog, "lagFailed">;
}

const EVERY_MS = 1_000;
const POINTS_KEPT = 300;
/** A truncated scan is not repeated sooner: it costs as much each time and has the same result, "at least". */
const CUT_SCAN_MS = 5_000;

interface GroupState {
	readonly windows: Map<string, { window: LagWindow; owner: string | undefined }>;
	points: readonly LagPoint[];
	waiting: { readonly at: number; readonly value: Waiting };
}

export function createLagSampler({ log, pipeline, clock, daemonLog }: LagSamplerDeps): LagSampler {
	const states = new Map<string, GroupState>();
	const stop = new AbortController();
	let snapshot: LagSnapshot | undefined;
	let loop: Promise<void> | undefined;

	const stateOf = (group: string): GroupState => {
		const known = states.get(group) ?? { windows: new Map(), points: [], waiting: { at: 0, value: NOTHING_WAITS } };
		states.set(group, known);
		return known;
	};

	const look = async () => {
		const groups = await log.groups();
		const committed = new Map<string, readonly GroupOffset[]>();
		const unknown: string[] = [];
		for (const group of groups) {
			try {
				committed.set(group, await log.groupOffsets(group));
			} catch (error) {
				daemonLog.lagFailed(error);
				unknown.push(group);
			}
		}
		const topics = [...new Set([...committed.values()].flat().map(({ topic }) => topic))];
		const bounds = new Map((await log.bounds(topics)).map((bound) => [partitionKey(bound), bound]));
		const at = clock.now();
		const firstRead = createFirstReader(log, daemonLog);
		// Applied once everything could be read: a sample is of one moment, or unknown.
		const taken: (() => void)[] = [];
		for (const [group, offsets] of committed) {
			const state = stateOf(group);
			const unread: Unread[] = [];
			for (const { topic, partition, committed: next, owner } of offsets) {
				const bound = bounds.get(partitionKey({ topic, partition }));
				const from = next ?? bound?.earliest ?? 0;
				const first = bound !== undefined && bound.end > from ? await firstRead(topic, partition, from) : NOTHING_UNREAD;
				// Markers and gaps before the end are not lag: where no record can be read, the group is at the end.
				const end = Math.min(bound?.end ?? 0, first === NOTHING_UNREAD ? from : Number.POSITIVE_INFINITY);
				const sample: LagSample =
					bound === undefined || first === "unknown"
						? { kind: "unknown", at }
						: { kind: "known", at, committed: next, end, firstUnreadAt: first.at };
				taken.push(() => addTo(state, { topic, partition }, sample, owner));
				if (sample.kind === "known") unread.push({ topic, partition, offset: from, end });
			}
			if (!state.waiting.value.at_least || at - state.waiting.at >= CUT_SCAN_MS) {
				const waiting = { at, value: await scanWaiting(log, unread) };
				taken.push(() => {
					state.waiting = waiting;
				});
			}
		}
		for (const take of taken) take();
		for (const group of unknown) markUnknown(stateOf(group), at);
		return at;
	};

	const markUnknown = (state: GroupState, at: number) => {
		for (const { window, owner } of state.windows.values()) addTo(state, window, { kind: "unknown", at }, owner);
	};

	const conclude = (at: number) => {
		const paused = new Set(pipeline.status().groups.flatMap(({ group, paused }) => (paused ? [group] : [])));
		const groups = [...states].map(([group, { windows, waiting }]) => {
			const partitions = [...windows.values()];
			const members = [...new Set(partitions.flatMap(({ owner }) => owner ?? []))].toSorted();
			return groupLag({ group, partitions, members, paused: paused.has(group), waiting: waiting.value, at });
		});
		for (const { group, lag, lag_seconds } of groups) {
			const state = stateOf(group);
			state.points = [...state.points, { at, lag, lag_seconds }].slice(-POINTS_KEPT);
		}
		snapshot = { at, groups: groups.toSorted(worstFirst) };
	};

	const sample = async () => {
		try {
			conclude(await look());
		} catch (error) {
			daemonLog.lagFailed(error);
			const at = clock.now();
			for (const state of states.values()) markUnknown(state, at);
			conclude(at);
		}
	};

	const run = async () => {
		while (!stop.signal.aborted) {
			await sample();
			await clock.sleep(EVERY_MS, stop.signal);
		}
	};

	return {
		sample,
		latest: () => snapshot,
		history: () => Object.fromEntries([...states].map(([group, { points }]) => [group, points])),
		start() {
			loop ??= run();
		},
		async [Symbol.asyncDispose]() {
			stop.abort();
			await loop;
		},
	};
}

function addTo({ windows }: GroupState, partition: TopicPartition, sample: LagSample, owner: string | undefined): void {
	const known = windows.get(partitionKey(partition))?.window ?? createLagWindow(partition.topic, partition.partition);
	windows.set(partitionKey(partition), { window: addSample(known, sample), owner });
}

function partitionKey({ topic, partition }: TopicPartition): string {
	return `${topic}:${partition}`;
}

/** The first record that a group can read: when the log accepted it, undefined where that is not known. */
interface FirstUnread {
	readonly at: number | undefined;
}
const NOTHING_UNREAD: FirstUnread = { at: undefined };

/** Of the first record at or after an offset; `unknown` where that partition cannot be read now. Groups with the same position share one read. */
function createFirstReader(log: Pick<EventLog, "read">, daemonLog: LagSamplerDeps["daemonLog"]) {
	const known = new Map<string, FirstUnread | "unknown">();
	const read = async (position: Position): Promise<FirstUnread | "unknown"> => {
		try {
			const [first] = await log.read(position, 1);
			return first === undefined ? NOTHING_UNREAD : { at: first.timestamp };
		} catch (error) {
			if (error instanceof UnreadableRecord) return { at: error.timestamp };
			daemonLog.lagFailed(error);
			return "unknown";
		}
	};
	return async (topic: string, partition: number, offset: number): Promise<FirstUnread | "unknown"> => {
		const key = `${topic}:${partition}:${offset}`;
		const found = known.get(key) ?? (await read({ topic, partition, offset }));
		known.set(key, found);
		return found;
	};
}

function worstFirst(a: GroupLag, b: GroupLag): number {
	const rank = LAG_STATUSES.indexOf(b.status) - LAG_STATUSES.indexOf(a.status);
	if (rank !== 0) return rank;
	return (b.lag_seconds ?? 0) - (a.lag_seconds ?? 0) || (a.group < b.group ? -1 : 1);
}
