/** The log's half of a unit of work: the records, then the commit. */

import { StaleCommit } from "../../../ports/errors.ts";
import type { NewRecord, Position } from "../../../ports/event-log.ts";
import type { Commit, LogWork } from "../../../ports/unit-of-work.ts";
import type { GroupAdmin } from "../admin/groups.ts";
import { wasDelivered } from "../consumer/assignment.ts";
import type { LocalMember, Members } from "../consumer/members.ts";
import type { Appender } from "./appender.ts";

export interface LogWorkDeps {
	readonly appender: Pick<Appender, "append">;
	readonly members: Members;
	readonly groups: Pick<GroupAdmin, "commitForNobody">;
}

export function createLogWork({ appender, members, groups }: LogWorkDeps): LogWork {
	/** The member that holds each position; undefined for a group that nobody reads here. Throws StaleCommit. */
	function holders({ group, offsets }: Commit): Map<LocalMember | undefined, Position[]> {
		const local = members.of(group);
		return Map.groupBy(offsets, (position) => {
			const holder = local.find(({ assignment }) => assignment.holds(position));
			const stands = holder?.assignment.stands(position) ?? (local.length === 0 && !wasDelivered(position));
			if (!stands) throw new StaleCommit(group, position);
			return holder;
		});
	}

	return {
		check(commit) {
			holders(commit);
		},
		async apply({ records, commit }: { readonly records: readonly NewRecord[]; readonly commit?: Commit | undefined }) {
			if (commit !== undefined) holders(commit);
			const places = await appender.append(records);
			if (commit === undefined) return places;
			for (const [member, positions] of holders(commit)) {
				await (member === undefined ? groups.commitForNobody(commit.group, positions) : member.commit(positions));
			}
			return places;
		},
	};
}
