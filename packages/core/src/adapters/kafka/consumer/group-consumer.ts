/**
 * The port's consumer: pulls from a member's assignment. kafkajs pushes: what it fetches goes into the assignment, and while the buffer is
 * full kafkajs waits in its handler, where it keeps sending heartbeats. So a step may take longer than the session timeout, and only the step
 * commits.
 */
import { withDeadline } from "../../../async/deadline.ts";
import { WHOLE_GROUP } from "../../../domain/group-pause.ts";
import type { ConsumerOptions, GroupConsumer } from "../../../ports/event-log.ts";
import type { KafkaContext } from "../client/connection.ts";
import { decodedBatches } from "../client/decoded-batches.ts";
import { createFetchWatch } from "./fetch-watch.ts";
import type { Members } from "./members.ts";
import { Membership } from "./membership.ts";

export interface GroupConsumerDeps {
	readonly members: Members;
	/** Reads the log independently of the member's own connection. */
	readonly log: Parameters<typeof createFetchWatch>[1];
}

export function createGroupConsumer(context: KafkaContext, options: ConsumerOptions, { members, log }: GroupConsumerDeps): GroupConsumer {
	const membership = new Membership(context, options);
	members.add(options.group, membership);
	const leaveTopics = decodedBatches.join(options.topics);
	const running = membership.run();
	const watching = membership.watch(createFetchWatch(options.group, log));
	return {
		group: options.group,
		async next(signal) {
			while (!signal.aborted && !membership.closed) {
				const batch = membership.take(options.maxRecords);
				if (batch !== undefined) return batch;
				if (membership.problem !== undefined) throw membership.problem;
				await membership.changed.wait(signal);
			}
			return undefined;
		},
		rewind() {
			membership.assignment.rewind();
			membership.changed.ring();
		},
		pause: (scope = WHOLE_GROUP) => membership.pause(scope),
		resume: () => membership.pause(undefined),
		get paused() {
			return membership.paused;
		},
		leave: () => membership.suspend(),
		rejoin: () => membership.resume(),
		get generation() {
			return membership.generation;
		},
		get unreadable() {
			return membership.unreadable;
		},
		async [Symbol.asyncDispose]() {
			membership.close();
			members.remove(options.group, membership);
			leaveTopics();
			await running;
			// A last check may wait for brokers that are unavailable.
			await withDeadline(watching, context.settings.closeMs, () => undefined);
		},
	};
}
