/** Pause and resume a consumer group. The stored record is what its members obey, in whichever process they run. */
import { AppError, invalidInput } from "@orderdeck/contracts/errors";
import { instantOf } from "@orderdeck/contracts/instant";
import type { GroupPause } from "@orderdeck/contracts/lag/entities";
import type { lagCommands } from "@orderdeck/contracts/lag/requests";
import { isOver, pauseAt } from "../domain/group-pause.ts";
import { isoOf } from "../domain/instant.ts";
import type { GroupSettings } from "../domain/lag-status/group-settings.ts";
import { isPending } from "../domain/offset-reset.ts";
import { put } from "../ports/documents.ts";
import type { EventLog } from "../ports/event-log.ts";
import { type Attempt, type Decision, unchanged } from "./decision.ts";
import { loadSettings } from "./group-record.ts";
import type { HandlersOf } from "./handler.ts";

type PauseCommands = Pick<typeof lagCommands, "pauseGroup" | "resumeGroup" | "endPause">;

export const pauseHandlers: HandlersOf<PauseCommands> = {
	async pauseGroup(context, input, attempt) {
		const { group, reason, topics = null, partitions = null } = input;
		const { read, settings } = await loadSettings(context, group);
		const known = pauseAt(settings, attempt.at);
		if (known !== undefined && known.by !== attempt.actor.name) throw pausedByOther(group, known);
		const until = input.until == null ? null : laterInstant(input.until, attempt.at);
		await checkScope(context.log, input);
		const paused: GroupPause = { by: attempt.actor.name, at: isoOf(attempt.at), reason, until, topics, partitions };
		return {
			decides: [put("groups", group, read, { ...settings, paused })],
			audit: { before: { paused: known ?? null }, after: { paused } },
			outcome: () => ({ output: { group, paused }, writes: [] }),
		};
	},

	async resumeGroup(context, { group }, attempt) {
		const { read, settings } = await loadSettings(context, group);
		const { paused, ended, reset } = settings;
		if (reset !== undefined && isPending(reset, attempt.at)) {
			throw new AppError("GROUP_ACTIVE", `A reset of ${group} by ${reset.by} is in progress; try again in a moment.`);
		}
		if (paused == null) {
			// An earlier try of this request has resumed it.
			if (attempt.resumed && ended?.request === attempt.id) return resumed(group, ended.pause, []);
			throw new AppError("GROUP_NOT_PAUSED", `${group} is not paused.`);
		}
		const { name, role } = attempt.actor;
		if (paused.by !== name && role !== "admin" && !isOver(paused, attempt.at)) throw pausedByOther(group, paused);
		return resumed(group, paused, [put("groups", group, read, withoutPause(settings, paused, attempt))]);
	},

	async endPause(context, { group, at }, attempt) {
		const { read, settings } = await loadSettings(context, group);
		const { paused } = settings;
		if (paused == null || paused.at !== at || !isOver(paused, attempt.at)) return unchanged({ group, paused: null });
		return {
			decides: [put("groups", group, read, withoutPause(settings, paused, attempt))],
			audit: { before: { paused }, after: { paused: null } },
			outcome: () => ({ output: { group, paused: null }, writes: [] }),
		};
	},
};

function resumed(group: string, was: GroupPause, decides: NonNullable<Decision<unknown>["decides"]>) {
	return {
		decides,
		audit: { before: { paused: was }, after: { paused: null } },
		outcome: () => ({ output: { group, paused: null, was }, writes: [] }),
	};
}

function withoutPause(settings: GroupSettings, pause: GroupPause, { id }: Attempt): GroupSettings {
	return { ...settings, paused: null, ended: { pause, request: id } };
}

function pausedByOther(group: string, { by, at, until, reason }: GroupPause): AppError {
	const end = until === null ? "until resumed" : `until ${until}`;
	return new AppError("PAUSED_BY_OTHER", `${group} was paused by ${by} at ${at}, ${end}: ${reason}`);
}

function laterInstant(iso: string, now: number): string {
	const at = instantOf(iso);
	if (!(at > now)) throw invalidInput(["until"], `must be later than ${isoOf(now)}`);
	return isoOf(at);
}

/** The topics and partitions must be the group's own: a pause of others would pause nothing. */
async function checkScope(
	log: EventLog,
	{ group, topics, partitions }: { group: string; topics?: string[] | null | undefined; partitions?: number[] | null | undefined },
): Promise<void> {
	if (topics == null && partitions == null) return;
	const own = await log.groupOffsets(group);
	const ownTopics = [...new Set(own.map(({ topic }) => topic))];
	const unknown = topics?.find((topic) => !ownTopics.includes(topic));
	if (unknown !== undefined) throw invalidInput(["topics"], `${group} does not read ${unknown}; accepted: ${ownTopics.join(", ")}`);
	const missing = partitions?.find(
		(number) => !own.some(({ topic, partition }) => partition === number && (topics?.includes(topic) ?? true)),
	);
	if (missing !== undefined) throw invalidInput(["partitions"], `${group} reads no partition ${missing} there`);
}
