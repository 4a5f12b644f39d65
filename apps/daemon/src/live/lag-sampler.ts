/**
 * Samples consumer lag once a second on the daemon's own clock: committed offsets first, then ends, so that lag is never negative by
 * the order of reading. The status is decided in domain/lag.ts.
 */
import type { GroupLag, LagPoint, Waiting } from "@orderdeck/contracts/lag/entities";
import { LAG_STATUSES } from "@orderdeck/contracts/lag/entities";
import { addSample, createLagWindow, groupLag, type LagSample, type LagWindow } from "@orderdeck/core/domain/lag";
import { NOTHING_WAITS } from "@orderdeck/core/domain/waiting";
import type { Clock } from "@orderdeck/core/ports/clock";
import type { EventLog, GroupOffset, TopicPartition } from "@orderdeck/core/ports/event-log";
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
		for (const group of groups) committed.set(group, await log.groupOffsets(group));
		const topics = [...new Set([...committed.values()].flat().map(({ topic }) => topic))];
		const bounds = new Map((await log.bounds(topics)).map((bound) => [partitionKey(bound), bound]));
		const at = clock.now();
		const firstRead = createFirstReader(log);
		// Applied once everything could be read: a sample is of one moment, or unknown.
		const taken: (() => void)[] = [];
		for (const [group, offsets] of committed) {
			const state = stateOf(group);
			const unread: Unread[] = [];
			for (const { topic, partition, committed: next, owner } of offsets) {
				const bound = bounds.get(partitionKey({ topic, partition }));
				const from = next ?? bound?.earliest ?? 0;
				const end = bound?.end ?? 0;
				const firstUnreadAt = end > from ? await firstRead(topic, partition, from) : undefined;
				const sample: LagSample =
					bound === undefined ? { kind: "unknown", at } : { kind: "known", at, committed: next, end, firstUnreadAt };
				taken.push(() => addTo(state, { topic, partition }, sample, owner));
				unread.push({ topic, partition, offset: from, end });
			}
			if (!state.waiting.value.at_least || at - state.waiting.at >= CUT_SCAN_MS) {
				const waiting = { at, value: await scanWaiting(log, unread) };
				taken.push(() => {
					state.waiting = waiting;
				});
			}
		}
		for (const take of taken) take();
		return at;
	};

	const markUnknown = (at: number) => {
		for (const state of states.values()) {
			for (const { window, owner } of state.windows.values()) addTo(state, window, { kind: "unknown", at }, owner);
		}
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
			markUnknown(at);
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

/** The log's timestamp of the first record at or after an offset. Groups with the same position share one read. */
function createFirstReader(log: Pick<EventLog, "read">) {
	const known = new Map<string, number | undefined>();
	return async (topic: string, partition: number, offset: number): Promise<number | undefined> => {
		const key = `${topic}:${partition}:${offset}`;
		if (!known.has(key)) known.set(key, (await log.read({ topic, partition, offset }, 1))[0]?.timestamp);
		return known.get(key);
	};
}

function worstFirst(a: GroupLag, b: GroupLag): number {
	const rank = LAG_STATUSES.indexOf(b.status) - LAG_STATUSES.indexOf(a.status);
	if (rank !== 0) return rank;
	return (b.lag_seconds ?? 0) - (a.lag_seconds ?? 0) || (a.group < b.group ? -1 : 1);
}
