/** A consumer group that an operator has paused, as a whole or in some of its partitions. Pure. */
import type { GroupPause, MemberPause } from "@orderdeck/contracts/lag/entities";
import type { ServiceStatus } from "@orderdeck/contracts/services/entities";
import type { GroupSettings } from "./lag-status/group-settings.ts";

/** The partitions of these topics and numbers; null: of all. */
export type PauseScope = Pick<GroupPause, "topics" | "partitions">;

export const WHOLE_GROUP: PauseScope = { topics: null, partitions: null };

export function isWholeGroup({ topics, partitions }: PauseScope): boolean {
	return topics === null && partitions === null;
}

/** Whether the partition is one of those. */
export function covers({ topics, partitions }: PauseScope, place: { readonly topic: string; readonly partition: number }): boolean {
	return (topics === null || topics.includes(place.topic)) && (partitions === null || partitions.includes(place.partition));
}

/** The pause that holds at `now`, ms since the epoch: one whose time is over holds no more, whether or not anybody has recorded its end. */
export function pauseAt({ paused }: Pick<GroupSettings, "paused">, now: number): GroupPause | undefined {
	return paused === undefined || paused === null || isOver(paused, now) ? undefined : paused;
}

export function isOver({ until }: Pick<GroupPause, "until">, now: number): boolean {
	return until !== null && Date.parse(until) <= now;
}

/**
 * What each member has done about the pause: those that the log lists and those whose processes report. A member that the log lists and that
 * reports nothing is not ours, or cannot be reached.
 */
export function membersOf(
	group: string,
	pause: GroupPause,
	{ listed, services }: { readonly listed: readonly string[]; readonly services: readonly ServiceStatus[] },
): MemberPause[] {
	const reported = new Map(services.map((status) => [memberName(group, status.instance), status]));
	// A process that has stopped, and that the log no longer lists, applies nothing.
	const running = [...reported].filter(([, { state }]) => state !== "stopped").map(([member]) => member);
	return [...new Set([...listed, ...running])].toSorted().map((member) => {
		const status = reported.get(member);
		if (status === undefined || status.state === "stopped") return { member, state: "unreachable" };
		return { member, state: status.pause?.at === pause.at && status.pause.applied ? "applied" : "asked" };
	});
}

/** The name of a process as a member of the group. */
export function memberName(group: string, instance: string): string {
	return `${group}-${instance}`;
}
