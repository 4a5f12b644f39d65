/** The members of groups that run in this process: commits and resets reach them directly. */
import type { Delivery, Position } from "../../../ports/event-log.ts";
import type { Assignment } from "./assignment.ts";

export interface LocalMember {
	/** Its name on screen, and its client id. */
	readonly name: string;
	readonly assignment: Assignment;
	/** Throws StaleCommit when the delivery no longer stands, KafkaFailure. */
	commit(positions: readonly Position[], delivery: Delivery): Promise<void>;
	/** Leaves the group, and with it all that was delivered; resolves when it has left. */
	suspend(): Promise<void>;
	/** Joins again, from what is committed. */
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
