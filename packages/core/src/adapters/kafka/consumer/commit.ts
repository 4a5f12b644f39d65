/** Commits of a member, through the rebalances of its group. */
import type { Bell } from "../../../async/bell.ts";
import { StaleCommit } from "../../../ports/errors.ts";
import type { Delivery, Position } from "../../../ports/event-log.ts";
import type { KafkaContext } from "../client/connection.ts";
import type { CommitOnce } from "../client/each-batch.ts";
import { isFenced } from "../client/failure-facts.ts";
import { kafkaFailure } from "../client/failures.ts";
import { withRequestTimeout } from "../client/request-timeout.ts";
import type { Assignment } from "./assignment.ts";

const RETRY_MS = 500;

/** The member that commits. */
export interface Committer {
	readonly group: string;
	readonly assignment: Assignment;
	/** Of the current session; undefined before its first fetch. */
	readonly commitOnce: CommitOnce | undefined;
	readonly closed: boolean;
	/** Rings when the assignment has changed. */
	readonly changed: Bell;
	rejoin(why: string): void;
}

/**
 * During a rebalance the broker refuses commits: the partitions that stay are committed after it. If the member treated that as a reset, a
 * group whose members come and go would do its work again and again. Throws StaleCommit, KafkaFailure.
 */
export async function commit(
	{ options, settings }: KafkaContext,
	member: Committer,
	{ positions, delivery }: { readonly positions: readonly Position[]; readonly delivery: Delivery },
): Promise<void> {
	const doing = `committing for ${member.group}`;
	const deadline = performance.now() + settings.commitMs;
	for (;;) {
		const { commitOnce } = member;
		const stale = positions.find((position) => !member.assignment.stands(position, delivery));
		if (stale !== undefined || commitOnce === undefined) throw new StaleCommit(member.group, stale ?? (positions[0] as Position));
		try {
			await withRequestTimeout(settings.silenceMs, doing, commitOnce(positions));
			member.assignment.markCommitted(positions);
			return;
		} catch (error) {
			const failure = kafkaFailure(error, { doing, brokers: options.brokers });
			if (failure.code !== "UNAVAILABLE" || member.closed) throw failure;
			if (performance.now() > deadline) {
				// Without a new membership nothing would ever be committed, and everything be processed again and again.
				if (isFenced(error)) member.rejoin("may no longer commit");
				throw failure;
			}
		}
		await member.changed.waitFor(RETRY_MS);
	}
}
