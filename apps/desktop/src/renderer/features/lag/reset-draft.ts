/** What a reset is being composed of: its scope and its target, as they are entered. Pure. */
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import type { ResetTarget } from "@orderdeck/contracts/lag/offsets";
import { numberIn } from "../../format/number-text.ts";

export const TARGET_KINDS = ["earliest", "latest", "time", "shift", "offsets", "copy_from", "skip"] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

export const TARGET_WORDS: Record<TargetKind, string> = {
	earliest: "Earliest: all retained records",
	latest: "Latest: only new records",
	time: "Time",
	shift: "Shift by a number of offsets",
	offsets: "Explicit offsets",
	copy_from: "Offsets of another group",
	skip: "Skip one record",
};

export interface ResetDraft {
	/** `orders/0`: the partitions that are moved. */
	readonly places: ReadonlySet<string>;
	readonly kind: TargetKind;
	/** As typed: UTC, `2026-01-15T14:32:10`. */
	readonly time: string;
	readonly shift: string;
	/** By place, as typed. */
	readonly offsets: Readonly<Record<string, string>>;
	readonly copyFrom: string;
}

export function placeOf({ topic, partition }: { readonly topic: string; readonly partition: number }): string {
	return `${topic}/${partition}`;
}

/** All partitions that the operator may move: those that are paused, or all of a group without members. */
export function newDraft({ partitions }: Pick<GroupLag, "partitions">, now: number): ResetDraft {
	return {
		places: new Set(partitions.map(placeOf)),
		kind: "time",
		time: typedTime(now - 3_600_000),
		shift: "-100",
		offsets: {},
		copyFrom: "",
	};
}

/** A time in ms since the epoch as it is typed: `2026-01-15T14:32:10`, in UTC. */
export function typedTime(at: number): string {
	return new Date(at).toISOString().slice(0, 19);
}

/** Ms since the epoch; NaN where it is no time. */
export function epochOfTyped(time: string): number {
	return Date.parse(`${time}Z`);
}

export interface ResetRequest {
	readonly to: ResetTarget;
	readonly topics?: string[];
	readonly partitions?: number[];
}

/** The requests that move exactly the chosen places; undefined while the target is not complete. Their partitions need not be the same in each topic. */
export function requestOf(draft: ResetDraft, { partitions }: Pick<GroupLag, "partitions">): ResetRequest | undefined {
	const to = targetOf(draft, partitions);
	if (to === undefined || draft.places.size === 0) return undefined;
	if (typeof to === "object" && "offsets" in to) return { to };
	const chosen = partitions.filter((each) => draft.places.has(placeOf(each)));
	if (chosen.length === partitions.length) return { to };
	const topics = [...new Set(chosen.map(({ topic }) => topic))];
	const numbers = [...new Set(chosen.map(({ partition }) => partition))];
	const selected = partitions.filter(({ topic, partition }) => topics.includes(topic) && numbers.includes(partition));
	return selected.length === chosen.length ? { to, topics, partitions: numbers } : undefined;
}

function targetOf(
	{ kind, time, shift, offsets, copyFrom, places }: ResetDraft,
	partitions: GroupLag["partitions"],
): ResetTarget | undefined {
	switch (kind) {
		case "earliest":
		case "latest":
			return kind;
		case "skip":
			return { skip: 1 };
		case "time":
			return Number.isNaN(epochOfTyped(time)) ? undefined : { time: new Date(epochOfTyped(time)).toISOString() };
		case "shift":
			return Number.isInteger(numberIn(shift)) ? { shift: numberIn(shift) } : undefined;
		case "copy_from":
			return copyFrom === "" ? undefined : { copy_from: copyFrom };
		case "offsets": {
			const wanted = partitions.flatMap((each) => {
				const typed = offsets[placeOf(each)] ?? String(each.committed ?? "");
				const offset = numberIn(typed);
				if (!places.has(placeOf(each))) return [];
				return [{ topic: each.topic, partition: each.partition, offset }];
			});
			return wanted.every(({ offset }) => Number.isInteger(offset) && offset >= 0) ? { offsets: wanted } : undefined;
		}
	}
}

/** `all 12 partitions`, `orders, 2 of 6`. */
export function scopeWords({ places }: Pick<ResetDraft, "places">, { partitions }: Pick<GroupLag, "partitions">): string {
	if (places.size === partitions.length) return `all ${partitions.length}`;
	return `${places.size} of ${partitions.length}`;
}

/** `time 14:32:10`. */
export function targetWords({ kind, time, shift, copyFrom }: ResetDraft): string {
	switch (kind) {
		case "time":
			return `time ${time.slice(11)}`;
		case "shift":
			return `shift ${shift}`;
		case "copy_from":
			return copyFrom === "" ? "another group" : copyFrom;
		case "offsets":
			return "explicit";
		case "skip":
			return "skip one";
		default:
			return kind;
	}
}

/** The committed offsets that have moved since the preview. */
export function movedSince(
	{ partitions }: Pick<GroupLag, "partitions">,
	expected: readonly { readonly topic: string; readonly partition: number; readonly offset: number | null }[],
): string | undefined {
	const moved = expected.filter((each) => {
		const known = partitions.find((partition) => placeOf(partition) === placeOf(each));
		return known !== undefined && known.committed !== each.offset;
	});
	return moved.length === 0 ? undefined : `${moved.map(placeOf).join(", ")} moved since`;
}
