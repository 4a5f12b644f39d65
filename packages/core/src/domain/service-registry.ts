/**
 * What the processes of a deployment know of each other: one record a role, in which every process that runs it leaves a beat. Pure. An
 * instance that has gone silent is told as stopped for a while, then forgotten.
 */
import type { ServiceStatus } from "@orderdeck/contracts/services/entities";
import { isoOf } from "./instant.ts";

/** What a process says of a role that it runs; the rest follows from the record. */
export type OwnStatus = Omit<ServiceStatus, "seen_at" | "restarts">;

export interface Beat {
	readonly status: OwnStatus;
	/** When it was left, ms since the epoch by the clock of that process. */
	readonly at: number;
	/** When the process left its first. */
	readonly began: number;
}

export interface RoleRecord {
	/** By instance. */
	readonly beats: Readonly<Record<string, Beat>>;
	/** When processes began to run the role, ms, of the last day; without those that ended as they should. */
	readonly starts: readonly number[];
}

/** How often a process leaves a beat, ms. */
export const BEAT_MS = 5_000;
/** An instance without a beat for so long has stopped, or cannot reach the store. */
export const SILENT_MS = 4 * BEAT_MS;
const FORGOTTEN_MS = 10 * 60_000;
const DAY_MS = 86_400_000;
/** A role that starts again and again is seen to do so by fewer. */
const STARTS_KEPT = 500;

/** The record with the process's beat, and without what is too old to tell. */
export function beat(record: RoleRecord | undefined, status: OwnStatus, now: number): RoleRecord {
	const known = record?.beats[status.instance];
	const began = known?.status.started_at === status.started_at ? known.began : now;
	const kept = Object.entries(record?.beats ?? {}).filter(([, { at }]) => at > now - FORGOTTEN_MS);
	const starts = [...(record?.starts ?? []), ...(began === now ? [now] : [])].filter((at) => at > now - DAY_MS);
	return { beats: { ...Object.fromEntries(kept), [status.instance]: { status, at: now, began } }, starts: starts.slice(-STARTS_KEPT) };
}

/** The record once the process has ended as it should. */
export function leave({ beats, starts }: RoleRecord, instance: string): RoleRecord {
	const { [instance]: left, ...others } = beats;
	const place = left === undefined ? -1 : starts.indexOf(left.began);
	return { beats: others, starts: place < 0 ? starts : starts.toSpliced(place, 1) };
}

/** The record where the store belongs to one process: whoever else has left a beat is gone. */
export function alone({ beats, starts }: RoleRecord, instance: string): RoleRecord {
	const own = beats[instance];
	return { beats: own === undefined ? {} : { [instance]: own }, starts };
}

/**
 * How each instance of the role is, by instance. `restarts`: starts of the last day beyond those of the instances that are here; one that has
 * gone silent is here until another has started since.
 */
export function servicesOf({ beats, starts }: RoleRecord, now: number): readonly ServiceStatus[] {
	const isSilent = ({ at }: Beat) => at <= now - SILENT_MS;
	const told = Object.values(beats).filter(({ at }) => at > now - FORGOTTEN_MS);
	const recent = starts.filter((at) => at > now - DAY_MS);
	const replaced = told.filter((each) => isSilent(each) && recent.some((at) => at > each.at));
	const restarts = Math.max(0, recent.length - (told.length - replaced.length));
	return told
		.map((each): ServiceStatus => {
			const { status, at } = each;
			const state = isSilent(each) ? { state: "stopped" as const, per_second: 0 } : {};
			return { ...status, ...state, seen_at: isoOf(at), restarts };
		})
		.toSorted((a, b) => (a.instance < b.instance ? -1 : 1));
}
