/**
 * Consumer lag of partitions and groups, from samples of our own clock. Pure. A partition's lag is `none` (the group never committed there),
 * `unknown` (it could not be read) or a number, never negative; nothing is extrapolated.
 */
import type { Eta, GroupLag, LagValue, Objective, PartitionLag, Paused, Waiting } from "@orderdeck/contracts/lag/entities";
import { type LagStatus, type LagTag, severityOf } from "@orderdeck/contracts/lag/words";
import { covers, isWholeGroup } from "./group-pause.ts";
import { isoOf } from "./instant.ts";
import { cycleSeconds, isCycleKnown } from "./lag-status/commit-cycle.ts";
import { type Acknowledgement, incidentAfter, type OpenIncident, reportIncident } from "./lag-status/incident.ts";
import { isAtRisk, isRebalancing, isUnknown, type PartitionState, statusAt } from "./lag-status/partition.ts";
import { ageOf, type KnownSample, knownAge, readableLag } from "./lag-status/sample.ts";
import { isFlapping, SHOWN_OK, type ShownStatus, showStatus } from "./lag-status/shown-status.ts";
import { etaOf, NO_PACE, paceOf } from "./lag-status/trend.ts";
import type { OffsetResetRecord } from "./offset-reset.ts";

export interface PartitionInput {
	readonly topic: string;
	readonly partition: number;
	readonly state: PartitionState;
	readonly owner: string | undefined;
	/** Of a consumer that stalls. */
	readonly reason: string;
}

export interface Situation {
	/** Ms since the epoch. */
	readonly at: number;
	/** Null while nothing of the group is paused. */
	readonly paused: Paused | null;
	readonly objectiveSeconds: number;
	/** How long the log keeps records. */
	readonly retentionSeconds: number;
}

export function partitionLag({ topic, partition, state, owner, reason }: PartitionInput, situation: Situation): PartitionLag {
	const { at, objectiveSeconds, retentionSeconds } = situation;
	const current = isUnknown(state, at) ? undefined : state.last;
	const status = statusAt(state, at, isPaused(situation, { topic, partition }));
	const pace = current === undefined ? NO_PACE : paceOf(state.points, state.cycle);
	const records = current === undefined ? undefined : readableLag(current);
	const tags: readonly [LagTag, boolean][] = [
		["AT RISK", isAtRisk(state, retentionSeconds)],
		["rebalancing", isRebalancing(state)],
		["flapping", isFlapping(state.shown)],
	];
	return {
		topic,
		partition,
		committed: current?.committed ?? null,
		end: state.last?.end ?? 0,
		lag: lagOf(current),
		lag_seconds: current === undefined ? null : (knownAge(current) ?? null),
		...pace,
		eta: etaOf(records, current === undefined ? 0 : ageOf(current), pace, objectiveSeconds),
		status,
		reason: status === "STALLED" ? reason : null,
		tags: tags.flatMap(([tag, applies]) => (applies ? [tag] : [])),
		lost: state.lost,
		owner: owner ?? null,
	};
}

/** What a group remembers beyond its partitions. */
export interface GroupState {
	readonly shown: ShownStatus;
	readonly incident: OpenIncident | undefined;
	/** When it was sampled first, ms. */
	readonly firstSampleAt: number;
}

export function newGroup(at: number): GroupState {
	return { shown: SHOWN_OK, incident: undefined, firstSampleAt: at };
}

export interface GroupInput extends Situation {
	readonly group: string;
	readonly partitions: readonly PartitionInput[];
	readonly members: readonly string[];
	readonly waiting: Waiting;
	readonly acknowledged: Acknowledgement | undefined;
	/** The offsets from before an operator's reset: that a partition goes back from there is expected, and no incident. */
	readonly resetFrom?: OffsetResetRecord["before"] | undefined;
	/** How often operators have set the objective. */
	readonly objectiveVersion?: number | undefined;
	/** The reset that can be undone. */
	readonly restorable?: GroupLag["restorable"];
}

/** Partitions hold a better status back themselves; a group does so in addition only while it flaps. */
const GROUP_HOLD = { calm: 0, flapping: 300 };

/** The group is as bad as its worst partition; sums hold what is a number. */
export function groupLag(known: GroupState, input: GroupInput): { readonly lag: GroupLag; readonly state: GroupState } {
	const { group, partitions, members, waiting, at } = input;
	const parts = partitions.map((each) => partitionLag(each, input));
	const shown = showOfGroup(known.shown, input);
	const status = statusOfGroup(parts, shown, input);
	const isExpected = status === "REWOUND" && isRewoundByReset(input);
	const state = { ...known, shown, incident: isExpected ? known.incident : incidentAfter(known.incident, status, at) };
	const leading = parts.toSorted(worstFirst)[0];
	const slowest = parts.toSorted(slowestFirst)[0];
	const isIdle = members.length === 0 && parts.length > 0 && parts.every(({ lag }) => lag === 0);
	const lag: GroupLag = {
		group,
		paused: input.paused,
		restorable: input.restorable ?? null,
		lag: sum(parts.map((part) => (typeof part.lag === "number" ? part.lag : null))),
		lag_seconds: greatest(parts.map((part) => part.lag_seconds)),
		consume_rate: sum(parts.map((part) => part.consume_rate)),
		produce_rate: sum(parts.map((part) => part.produce_rate)),
		trend: slowest?.trend ?? null,
		eta: slowest?.eta ?? { kind: "unknown" },
		status,
		reason: status === "STALLED" ? (leading?.reason ?? "unknown") : null,
		tags: tagsOf(parts, isFlapping(shown), isIdle),
		lost: parts.reduce((total, part) => total + part.lost, 0),
		objective: objectiveOf(input),
		incident: reportIncident(group, state.incident, { ...known, ...input }),
		watched_since: isoOf(known.firstSampleAt),
		waiting,
		members: [...members],
		sampled_at: isoOf(at),
		partitions: parts,
	};
	return { lag, state };
}

/** Worst status first, then the latest. */
export function worstFirst(a: Pick<GroupLag, "status" | "lag_seconds">, b: Pick<GroupLag, "status" | "lag_seconds">): number {
	return severityOf(b.status) - severityOf(a.status) || (b.lag_seconds ?? 0) - (a.lag_seconds ?? 0);
}

/** What is paused does not count. */
function showOfGroup(shown: ShownStatus, input: GroupInput): ShownStatus {
	const { partitions, at } = input;
	const readable = partitions.filter((each) => !isUnknown(each.state, at) && !isPaused(input, each));
	if (readable.length === 0) return shown;
	const worst = readable.reduce<LagStatus>((found, { state }) => worseOf(found, state.shown.status), "OK");
	return showStatus(shown, worst, at, GROUP_HOLD);
}

function statusOfGroup(parts: readonly PartitionLag[], shown: ShownStatus, { paused, partitions, at }: GroupInput): LagStatus {
	const worst = parts.reduce<LagStatus>((found, part) => worseOf(found, part.status), "OK");
	const isWhollyPaused = paused !== null && isWholeGroup(paused);
	const isHidden = worst === "LOST" || isWhollyPaused || (parts.length > 0 && partitions.every(({ state }) => isUnknown(state, at)));
	return isHidden ? worst : worseOf(worst, shown.status);
}

function isRewoundByReset({ partitions, resetFrom = [] }: GroupInput): boolean {
	return partitions.every(({ topic, partition, state: { rewoundFrom } }) => {
		const from = resetFrom.find((each) => each.topic === topic && each.partition === partition)?.offset ?? -1;
		return rewoundFrom === undefined || from >= rewoundFrom;
	});
}

function isPaused({ paused }: Situation, place: { readonly topic: string; readonly partition: number }): boolean {
	return paused !== null && covers(paused, place);
}

function worseOf(a: LagStatus, b: LagStatus): LagStatus {
	return severityOf(a) > severityOf(b) ? a : b;
}

function tagsOf(parts: readonly PartitionLag[], flaps: boolean, isIdle: boolean): LagTag[] {
	const tags = new Set<LagTag>(parts.flatMap((part) => part.tags));
	if (flaps) tags.add("flapping");
	if (isIdle) tags.add("no consumers");
	return [...tags];
}

/** The cycle of the slowest partition. */
function objectiveOf({ partitions, objectiveSeconds: seconds, objectiveVersion: version = 0 }: GroupInput): Objective {
	const cycle_seconds = greatest(partitions.map(({ state: { cycle } }) => (isCycleKnown(cycle) ? cycleSeconds(cycle) : null)));
	return { seconds, cycle_seconds, shorter_than_cycle: seconds < (cycle_seconds ?? 0), version };
}

function lagOf(sample: KnownSample | undefined): LagValue {
	if (sample === undefined) return "unknown";
	return sample.committed === undefined ? "none" : readableLag(sample);
}

const ETA_RANK: Record<Eta["kind"], number> = { unknown: 0, "keeping-up": 1, draining: 2, "not-draining": 3 };

/** A group is drained when its slowest partition is; unknown only when all are. */
function slowestFirst(a: PartitionLag, b: PartitionLag): number {
	const [of, than] = [a.eta, b.eta];
	const bothDrain = of.kind === "draining" && than.kind === "draining" ? than.seconds - of.seconds : 0;
	return ETA_RANK[than.kind] - ETA_RANK[of.kind] || bothDrain || (b.lag_seconds ?? 0) - (a.lag_seconds ?? 0);
}

function greatest(values: readonly (number | null)[]): number | null {
	return values.reduce<number | null>((most, value) => (value === null ? most : Math.max(most ?? 0, value)), null);
}

function sum(values: readonly (number | null)[]): number | null {
	const known = values.filter((value) => value !== null);
	return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}
