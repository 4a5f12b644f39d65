/** The log's half of a unit of work: the records, then the commit. */
import { StaleCommit } from "../../../ports/errors.ts";
import type { NewRecord, Position } from "../../../ports/event-log.ts";
import type { Commit, LogWork } from "../../../ports/unit-of-work.ts";
import type { LocalMember, Members } from "../consumer/members.ts";
import type { Appender } from "./appender.ts";

export interface LogWorkDeps {
	readonly appender: Pick<Appender, "append">;
	readonly members: Members;
}

export function createLogWork({ appender, members }: LogWorkDeps): LogWork {
	/** The member that each position was delivered to, and that still holds it. Throws StaleCommit. */
	function holders({ group, offsets, delivery }: Commit): Map<LocalMember, Position[]> {
		return Map.groupBy(offsets, (position) => {
			const holder = members.of(group).find(({ assignment }) => assignment.stands(position, delivery));
			if (holder === undefined) throw new StaleCommit(group, position);
			return holder;
		});
	}

	return {
		check(commit) {
			holders(commit);
		},
		async apply({ records, commit }: { readonly records: readonly NewRecord[]; readonly commit?: Commit | undefined }) {
			if (commit !== undefined) holders(commit);
			const appended = await appender.append(records);
			if (commit === undefined) return appended;
			for (const [member, positions] of holders(commit)) await member.commit(positions, commit.delivery);
			return appended;
		},
	};
}
