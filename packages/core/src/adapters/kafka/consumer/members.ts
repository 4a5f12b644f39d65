/** The members of groups that run in this process: for commits and offset resets. */
import type { Delivery, Position } from "../../../ports/event-log.ts";
import type { Assignment } from "./assignment.ts";

export interface LocalMember {
	/** Shown on screen; also the client id. */
	readonly name: string;
	readonly assignment: Assignment;
	/** Throws StaleCommit when the delivery no longer counts, KafkaFailure. */
	commit(positions: readonly Position[], delivery: Delivery): Promise<void>;
	/** Leaves the group and drops what was delivered; resolves when it has left. */
	suspend(): Promise<void>;
	/** Rejoins the group, from what is committed. */
	resume(): void;
}

export interface Members {
	add(group: string, member: LocalMember): void;
	remove(group: string, member: LocalMember): void;
	of(group: string): readonly LocalMember[];
}

export function createMembers(): Members {
	const groups = new Map<string, Set<LocalMember>>();
	return {
		add(group, member) {
			const members = groups.get(group) ?? new Set();
			groups.set(group, members.add(member));
		},
		remove(group, member) {
			groups.get(group)?.delete(member);
		},
		of: (group) => [...(groups.get(group) ?? [])],
	};
}
