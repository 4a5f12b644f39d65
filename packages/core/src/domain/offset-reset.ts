/** Moving a group's committed offsets: from targets to moves, and what a move means for the group's orders. Pure. */
import type { RestorableReset } from "@orderdeck/contracts/lag/entities";
import type { OffsetMove } from "@orderdeck/contracts/lag/offsets";
import { GROUPS } from "@orderdeck/contracts/topics";
import { isoOf } from "./instant.ts";

interface Place {
	readonly topic: string;
	readonly partition: number;
}

/** A partition of the group and what the log holds of it. */
export interface MovablePartition extends Place {
	/** Undefined where the group never committed: it would begin at `earliest`. */
	readonly committed: number | undefined;
	readonly earliest: number;
	readonly end: number;
}

export interface Target {
	/** May lie outside of what the log holds. */
	readonly offset: number;
	/** Of a time: the record found. `timestamp` in ms since the epoch. */
	readonly found?: { readonly offset: number; readonly at: string } | undefined;
}

/** The move to the target, or to the offset nearest to it that the log holds. */
export function moveTo({ topic, partition, committed, earliest, end }: MovablePartition, { offset, found }: Target): OffsetMove {
	const to = Math.min(Math.max(offset, earliest), end);
	const from = Math.max(committed ?? earliest, earliest);
	return {
		topic,
		partition,
		from: committed ?? null,
		to,
		records: Math.abs(to - from),
		move: to < from ? "again" : to > from ? "skips" : "stays",
		clamped: to !== offset,
		found: found ?? null,
	};
}

/** The offsets that the move passes: those that are read again, or those that are never read. */
export function passedBy({ topic, partition, to, records, move }: OffsetMove): {
	topic: string;
	partition: number;
	offset: number;
	end: number;
} {
	return move === "again" ? { topic, partition, offset: to, end: to + records } : { topic, partition, offset: to - records, end: to };
}

/** A reset that an operator has requested, or that was made. */
export interface OffsetResetRecord {
	/** Identifies the request. */
	readonly id: string;
	readonly by: string;
	readonly at: string;
	readonly reason: string;
	readonly positions: readonly (Place & { readonly offset: number })[];
	/** What was committed before; null: nothing. */
	readonly before: readonly (Place & { readonly offset: number | null })[];
	/** Why the log did not accept it; absent while it is not known, null once it has. */
	readonly failure?: string | null;
}

/** For so long members stay out of the group for a reset that nobody completes, ms. */
export const RESET_MS = 60_000;
/** For so long the offsets from before a reset can be restored, ms. */
export const RESTORE_MS = 86_400_000;

export function isPending({ at, failure }: OffsetResetRecord, now: number): boolean {
	return failure === undefined && now - Date.parse(at) < RESET_MS;
}

/** The reset, where the log has accepted it and its offsets from before can be restored at `now`; null where they cannot. */
export function restorableOf(reset: OffsetResetRecord | undefined, now: number): RestorableReset | null {
	if (reset?.failure !== null || now - Date.parse(reset.at) > RESTORE_MS) return null;
	const { by, at, reason, before, positions } = reset;
	return {
		by,
		at,
		reason,
		until: isoOf(Date.parse(at) + RESTORE_MS),
		partitions: positions.map(({ topic, partition, offset: after }) => {
			const from = before.find((each) => each.topic === topic && each.partition === partition);
			return { topic, partition, before: from?.offset ?? null, after };
		}),
	};
}

const EFFECTS: ReadonlyMap<string, readonly [done: string, never: string]> = new Map([
	[GROUPS.payments, ["charged", "charged"]],
	[GROUPS.inventory, ["reserved", "reserved"]],
	[GROUPS.shipping, ["prepared for shipping", "shipped"]],
	[GROUPS.fraud, ["checked for fraud", "checked for fraud"]],
	[GROUPS.analytics, ["counted", "counted"]],
]);

/** What the group does with an order, as in `would never be charged`. */
export function effectOf(group: string): { readonly done: string; readonly never: string } {
	const [done, never] = EFFECTS.get(group) ?? ["processed", "processed"];
	return { done, never };
}

export interface Concerned {
	readonly orders: number;
	readonly already_done: number | null;
	readonly at_least: boolean;
}

/** What a reset will do and will not do, a sentence each. */
export function resetInWords(group: string, { replays, never }: { readonly replays: Concerned; readonly never: Concerned }): string[] {
	const { done, never: missing } = effectOf(group);
	const words: string[] = [];
	if (never.orders > 0) {
		const before = never.already_done === null ? "" : ` ${never.already_done} of them were ${done} before.`;
		words.push(`${counted(never)} would never be ${missing}: ${group} skips records that it has not read.${before}`);
	}
	if (replays.orders > 0) {
		const applied = replays.already_done;
		const rest = applied === null ? "" : ` ${replays.orders - applied} of them were not ${done} so far.`;
		words.push(
			applied === replays.orders
				? `${counted(replays)} are read again. All of them are ${done} already: no effect, nothing is applied twice.`
				: `${counted(replays)} are read again. What was applied is not applied twice.${rest}`,
		);
	}
	return words.length === 0 ? ["No orders are affected."] : words;
}

function counted({ orders, at_least }: Concerned): string {
	return `${at_least ? "At least " : ""}${orders} ${orders === 1 ? "order" : "orders"}`;
}
