/**
 * The registry of a deployment's processes: one record per role, to which every process that runs the role writes a beat. Pure. An
 * instance without beats is reported as stopped for a while, then removed.
 */
import type { ServiceStatus } from "@orderdeck/contracts/services/entities";
import { isoOf } from "./instant.ts";

/** What a process reports of a role that it runs; the rest follows from the record. */
export type OwnStatus = Omit<ServiceStatus, "seen_at" | "restarts">;

export interface Beat {
	readonly status: OwnStatus;
	/** When it was written, ms since the epoch by the clock of that process. */
	readonly at: number;
	/** When the process wrote its first. */
	readonly began: number;
}

export interface RoleRecord {
	/** By instance. */
	readonly beats: Readonly<Record<string, Beat>>;
	/** When processes began to run the role, ms, in the last day; without those that shut down cleanly. */
	readonly starts: readonly number[];
}

/** How often a process writes a beat, ms. */
export const BEAT_MS = 5_000;
/** An instance without a beat for so long has stopped, or cannot reach the store. */
export const SILENT_MS = 4 * BEAT_MS;
const FORGOTTEN_MS = 10 * 60_000;
const DAY_MS = 86_400_000;
/** Enough to show that a role restarts again and again. */
const STARTS_KEPT = 500;

/** The record with the process's beat, and without what has expired. */
export function beat(record: RoleRecord | undefined, status: OwnStatus, now: number): RoleRecord {
	const known = record?.beats[status.instance];
	const began = known?.status.started_at === status.started_at ? known.began : now;
	const kept = Object.entries(record?.beats ?? {}).filter(([, { at }]) => at > now - FORGOTTEN_MS);
	const starts = [...(record?.starts ?? []), ...(began === now ? [now] : [])].filter((at) => at > now - DAY_MS);
	return { beats: { ...Object.fromEntries(kept), [status.instance]: { status, at: now, began } }, starts: starts.slice(-STARTS_KEPT) };
}

/** The record after a clean shutdown of the process. */
export function deregister({ beats, starts }: RoleRecord, instance: string): RoleRecord {
	const { [instance]: left, ...others } = beats;
	const place = left === undefined ? -1 : starts.indexOf(left.began);
	return { beats: others, starts: place < 0 ? starts : starts.toSpliced(place, 1) };
}

/** The record where the store belongs to one process: beats of others are of processes that have ended. */
export function withoutOthers({ beats, starts }: RoleRecord, instance: string): RoleRecord {
	const own = beats[instance];
	return { beats: own === undefined ? {} : { [instance]: own }, starts };
}

/**
 * How each instance of the role is, by instance. `restarts`: starts in the last day beyond those of the listed instances; a silent
 * one counts as listed until another has started since.
 */
export function servicesOf({ beats, starts }: RoleRecord, now: number): readonly ServiceStatus[] {
	const isSilent = ({ at }: Beat) => at <= now - SILENT_MS;
	const listed = Object.values(beats).filter(({ at }) => at > now - FORGOTTEN_MS);
	const recent = starts.filter((at) => at > now - DAY_MS);
	const replaced = listed.filter((each) => isSilent(each) && recent.some((at) => at > each.at));
	const restarts = Math.max(0, recent.length - (listed.length - replaced.length));
	return listed
		.map((each): ServiceStatus => {
			const { status, at } = each;
			const state = isSilent(each) ? { state: "stopped" as const, per_second: 0 } : {};
			return { ...status, ...state, seen_at: isoOf(at), restarts };
		})
		.toSorted((a, b) => (a.instance < b.instance ? -1 : 1));
}
