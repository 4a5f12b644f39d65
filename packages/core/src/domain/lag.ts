/**
 * Consumer lag from samples of our own clock. Pure. A partition's lag is `none` (the group never committed there), `unknown` (it could
 * not be read) or a number, never negative; nothing is extrapolated.
 */
import type { Eta, GroupLag, LagStatus, LagValue, PartitionLag, Waiting } from "@orderdeck/contracts/lag/entities";
import { LAG_STATUSES } from "@orderdeck/contracts/lag/entities";
import { isoOf } from "./instant.ts";
import { type Circumstances, type KnownSample, knownOf, statusOf, TRIVIAL_SECONDS, unreadIn, WINDOW_SAMPLES } from "./lag-status.ts";

/** One sample of a partition: committed was read before `end`. `at` in ms since the epoch. */
export type LagSample = KnownSample | { readonly kind: "unknown"; readonly at: number };

/** The last samples of one partition, oldest first. */
export interface LagWindow {
	readonly topic: string;
	readonly partition: number;
	readonly samples: readonly LagSample[];
}

export function createLagWindow(topic: string, partition: number): LagWindow {
	return { topic, partition, samples: [] };
}

/** The window with this sample, without the one that has become too old. */
export function addSample(window: LagWindow, sample: LagSample): LagWindow {
	return { ...window, samples: [...window.samples, sample].slice(-WINDOW_SAMPLES) };
}

export interface PartitionOptions extends Circumstances {
	readonly owner: string | undefined;
}

export function partitionLag(window: LagWindow, options: PartitionOptions): PartitionLag {
	const last = window.samples.at(-1);
	const known = knownOf(window.samples);
	const current = last?.kind === "known" ? last : undefined;
	const lag = lagOf(current);
	const lag_seconds = current === undefined ? null : secondsOf(current);
	const rates = ratesOf(known);
	const status = statusOf(known, options);
	return {
		topic: window.topic,
		partition: window.partition,
		committed: current?.committed ?? null,
		end: known.at(-1)?.end ?? 0,
		lag,
		lag_seconds,
		...rates,
		status,
		eta: STANDING.has(status) ? standingEta(lag) : etaOf(lag, lag_seconds, rates),
		owner: options.owner ?? null,
	};
}

export interface GroupInput {
	readonly group: string;
	readonly partitions: readonly { readonly window: LagWindow; readonly owner: string | undefined }[];
	readonly members: readonly string[];
	readonly paused: boolean;
	readonly waiting: Waiting;
	/** When the sample was taken, ms since the epoch. */
	readonly at: number;
}

/** The group is as bad as its worst partition; sums hold what is a number. */
export function groupLag({ group, partitions, members, paused, waiting, at }: GroupInput): GroupLag {
	// Where owners are not reported (by the log, or during a rebalance), members count as owners of all.
	const ownersKnown = members.length === 0 || partitions.some(({ owner }) => owner !== undefined);
	const parts = partitions.map(({ window, owner }) =>
		partitionLag(window, { owner, paused, abandoned: ownersKnown && owner === undefined }),
	);
	return {
		group,
		status: worstStatus(parts),
		paused,
		lag: sum(parts.map((part) => (typeof part.lag === "number" ? part.lag : null))),
		lag_seconds: parts.reduce<number | null>(
			(worst, part) => (part.lag_seconds === null ? worst : Math.max(worst ?? 0, part.lag_seconds)),
			null,
		),
		consume_rate: sum(parts.map((part) => part.consume_rate)),
		produce_rate: sum(parts.map((part) => part.produce_rate)),
		eta: worstEta(parts.map((part) => part.eta)),
		waiting,
		members: [...members],
		sampled_at: isoOf(at),
		partitions: parts,
	};
}

function lagOf(sample: KnownSample | undefined): LagValue {
	if (sample === undefined) return "unknown";
	if (sample.committed === undefined) return "none";
	return Math.max(0, sample.end - sample.committed);
}

/** The age of the first unread record; 0 when there is none; null when its time could not be read. */
function secondsOf(sample: KnownSample): number | null {
	if (!unreadIn(sample)) return sample.committed === undefined && sample.end > 0 ? null : 0;
	return sample.firstUnreadAt === undefined ? null : Math.max(0, sample.at - sample.firstUnreadAt) / 1000;
}

type Rates = Pick<PartitionLag, "consume_rate" | "produce_rate">;

/** Records a second over the window. Commits that went back restart the count. */
function ratesOf(known: readonly KnownSample[]): Rates {
	const committed = known.flatMap(({ at, committed: value }) => (value === undefined ? [] : [{ at, value }]));
	return { consume_rate: slope(committed), produce_rate: slope(known.map(({ at, end: value }) => ({ at, value }))) };
}

function slope(points: readonly { readonly at: number; readonly value: number }[]): number | null {
	const lastFall = points.findLastIndex(({ value }, index) => value < (points[index - 1]?.value ?? 0));
	const rising = points.slice(Math.max(0, lastFall));
	const first = rising[0];
	const last = rising.at(-1);
	if (first === undefined || last === undefined || last.at <= first.at) return null;
	return ((last.value - first.value) / (last.at - first.at)) * 1000;
}

const STANDING: ReadonlySet<PartitionLag["status"]> = new Set(["STALL", "STOP"]);

/** A consumer that stands still does not drain, however young the lag is and whatever its rates were. */
function standingEta(lag: LagValue): Eta {
	return typeof lag === "number" && lag > 0 ? { kind: "not-draining" } : { kind: "unknown" };
}

function etaOf(lag: LagValue, seconds: number | null, { consume_rate, produce_rate }: Rates): Eta {
	if (typeof lag !== "number") return { kind: "unknown" };
	if (lag === 0 || (seconds !== null && seconds < TRIVIAL_SECONDS)) return { kind: "steady" };
	if (consume_rate === null || produce_rate === null) return { kind: "unknown" };
	const drain = consume_rate - produce_rate;
	return drain > 0 ? { kind: "draining", seconds: lag / drain } : { kind: "not-draining" };
}

const ETA_RANK = { unknown: 0, steady: 1, draining: 2, "not-draining": 3 } as const;

/** The latest of what is known; unknown when nothing is. */
function worstEta(etas: readonly Eta[]): Eta {
	return etas.reduce<Eta>((worst, eta) => (isLater(eta, worst) ? eta : worst), { kind: "unknown" });
}

function isLater(a: Eta, b: Eta): boolean {
	if (a.kind === "draining" && b.kind === "draining") return a.seconds > b.seconds;
	return ETA_RANK[a.kind] > ETA_RANK[b.kind];
}

function worstStatus(parts: readonly PartitionLag[]): LagStatus {
	return LAG_STATUSES[Math.max(0, ...parts.map((part) => LAG_STATUSES.indexOf(part.status)))] ?? "OK";
}

function sum(values: readonly (number | null)[]): number | null {
	const known = values.filter((value) => value !== null);
	return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}
