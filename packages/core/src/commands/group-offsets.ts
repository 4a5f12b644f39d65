/**
 * Reset the offsets of a consumer group, and restore them. The command commits the request to the group's record, with what was committed
 * before; the daemon then moves the offsets in the log, while the members are out of the group where the log requires it.
 */
import { AppError } from "@orderdeck/contracts/errors";
import type { CommittedOffset, OffsetMove, offsetCommands } from "@orderdeck/contracts/lag/offsets";
import { covers, pauseAt } from "../domain/group-pause.ts";
import { isoOf } from "../domain/instant.ts";
import type { GroupSettings } from "../domain/lag-status/group-settings.ts";
import { isPending, moveTo, type OffsetResetRecord, RESTORE_MS } from "../domain/offset-reset.ts";
import { put } from "../ports/documents.ts";
import { type Attempt, unchanged } from "./decision.ts";
import { loadSettings } from "./group-record.ts";
import type { HandlersOf } from "./handler.ts";
import { keyOf, movesOf, partitionsOf } from "./offset-moves.ts";

export const offsetHandlers: HandlersOf<typeof offsetCommands> = {
	async resetOffsets(context, input, attempt) {
		const loaded = await loadSettings(context, input.group);
		const earlier = earlierTry(input.group, loaded.settings, attempt);
		if (earlier !== undefined) return accepted({ ...earlier, group: input.group, decides: [] });
		const { moves, owners } = await movesOf(context.log, input);
		const request = { ...input, moves, owners };
		refuse(request, loaded.settings, attempt.at);
		return begin(request, { ...loaded }, attempt);
	},

	async restoreOffsets(context, input, attempt) {
		const loaded = await loadSettings(context, input.group);
		const earlier = earlierTry(input.group, loaded.settings, attempt);
		if (earlier !== undefined) return accepted({ ...earlier, group: input.group, decides: [] });
		const { reset } = loaded.settings;
		if (reset === undefined || attempt.at - Date.parse(reset.at) > RESTORE_MS) {
			throw new AppError("NOT_FOUND", `No offsets of ${input.group} were reset within 24 hours.`);
		}
		const { all, owners } = await partitionsOf(context.log, input.group);
		const before = new Map(reset.before.map((each) => [keyOf(each), each.offset]));
		// A group that has never committed begins at the earliest record: there is no way back to that but the same place.
		const moves = all.flatMap((each) => {
			const offset = before.get(keyOf(each));
			return offset === undefined ? [] : [moveTo(each, { offset: offset ?? each.earliest })];
		});
		const request = { ...input, moves, owners };
		refuse(request, loaded.settings, attempt.at);
		return begin(request, { ...loaded }, attempt);
	},

	async endReset(context, { group, reset_id, failure }) {
		const { read, settings } = await loadSettings(context, group);
		const { reset } = settings;
		const output = { group, reset_id };
		if (reset?.id !== reset_id || reset.failure !== undefined) return unchanged(output);
		return {
			decides: [put("groups", group, read, { ...settings, reset: { ...reset, failure } })],
			...(failure === null ? {} : { audit: failed(reset, failure) }),
			outcome: () => ({ output, writes: [] }),
		};
	},
};

function failed({ id, positions }: OffsetResetRecord, failure: string) {
	return { before: { reset_id: id, offsets: positions }, after: { failure } };
}

interface ResetRequest {
	readonly group: string;
	readonly reason: string;
	readonly moves: readonly OffsetMove[];
	readonly owners: ReadonlyMap<string, string>;
	readonly expected?: readonly CommittedOffset[] | undefined;
}

/** Throws GROUP_ACTIVE, CHANGED_MEANWHILE. */
function refuse({ group, moves, owners, expected = [] }: ResetRequest, settings: GroupSettings, now: number): void {
	const active = whyActive(group, settings, { moves, owners, now });
	if (active !== undefined) throw new AppError("GROUP_ACTIVE", active);
	const before = new Map(expected.map((each) => [keyOf(each), each.offset]));
	const moved = moves.filter((move) => before.has(keyOf(move)) && before.get(keyOf(move)) !== move.from);
	if (moved.length === 0) return;
	const places = moved.map((move) => `${keyOf(move)} from ${before.get(keyOf(move)) ?? "none"} to ${move.from ?? "none"}`);
	throw new AppError("CHANGED_MEANWHILE", `Offsets of ${group} have moved since the preview: ${places.join(", ")}.`);
}

/** Why the offsets of the group may not be moved now; undefined where they may. */
export function whyActive(
	group: string,
	settings: GroupSettings,
	{ moves, owners, now }: Pick<ResetRequest, "moves" | "owners"> & { readonly now: number },
): string | undefined {
	if (settings.reset !== undefined && isPending(settings.reset, now)) {
		return `A reset of ${group} by ${settings.reset.by} is in progress; try again in a moment.`;
	}
	const pause = pauseAt(settings, now);
	const active = moves.find((move) => owners.has(keyOf(move)) && !(pause !== undefined && covers(pause, move)));
	if (active === undefined) return undefined;
	return `${keyOf(active)} is read by ${owners.get(keyOf(active))}: pause ${group} before its offsets are reset.`;
}

type Loaded = Awaited<ReturnType<typeof loadSettings>>;

function begin({ group, reason, moves }: ResetRequest, { read, settings }: Loaded, { id, at, actor }: Attempt) {
	const reset: OffsetResetRecord = {
		id,
		by: actor.name,
		at: isoOf(at),
		reason,
		positions: moves.map(({ topic, partition, to }) => ({ topic, partition, offset: to })),
		before: moves.map(({ topic, partition, from }) => ({ topic, partition, offset: from })),
	};
	return accepted({ group, reset, moves, decides: [put("groups", group, read, { ...settings, reset })] });
}

interface Accepted {
	readonly group: string;
	readonly reset: OffsetResetRecord;
	readonly moves: readonly OffsetMove[];
	readonly decides: readonly ReturnType<typeof put>[];
}

function accepted({ group, reset, moves, decides }: Accepted) {
	const { id, before, positions } = reset;
	return {
		decides,
		audit: { before: { offsets: before }, after: { offsets: positions } },
		outcome: () => ({ output: { group, reset_id: id, partitions: [...moves] }, writes: [] }),
	};
}

/** What an earlier try of the same request has committed: its moves, by what it recorded. */
function earlierTry(group: string, { reset }: GroupSettings, { id, resumed }: Attempt) {
	if (!resumed || reset?.id !== id) return undefined;
	const before = new Map(reset.before.map((each) => [keyOf(each), each.offset]));
	const moves = reset.positions.map(({ topic, partition, offset: to }): OffsetMove => {
		const from = before.get(keyOf({ topic, partition })) ?? null;
		const records = Math.abs(to - (from ?? to));
		const move = from === null || to === from ? "stays" : to < from ? "again" : "skips";
		return { topic, partition, from, to, records, move, clamped: false, found: null };
	});
	return { group, reset, moves };
}
