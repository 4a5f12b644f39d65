/** One life of a kafkajs consumer: from connecting until it is told to stop, or crashes. What comes after is not its business. */
import type { Consumer, EachBatchPayload } from "kafkajs";
import { withDeadline } from "../../../async/deadline.ts";
import { StoreError } from "../../../ports/errors.ts";
import { createClient, type KafkaContext } from "../client/connection.ts";
import { coPartitioned } from "./assigner.ts";

export interface SessionOptions {
	readonly group: string;
	readonly topics: readonly string[];
	/** The client id: Kafka shows it beside the partitions. */
	readonly member: string;
}

/** The group has been dealt out anew: what this member got. */
export interface Joined {
	readonly memberId: string;
	/** Topic → partitions. */
	readonly assigned: Readonly<Record<string, readonly number[]>>;
	/** How many partitions a topic has, as far as the group knows. */
	partitionsOf(topic: string): number;
}

export interface SessionHandlers {
	joined(joined: Joined): void;
	/** Never throws but what `heartbeat` threw: some errors thrown in a handler end a kafkajs consumer for good (#1443). */
	fetched(payload: EachBatchPayload): Promise<void>;
}

/** Resolves once `signal` has aborted and the group is left; rejects with what kafkajs crashed of. */
export async function runSession(
	context: KafkaContext,
	{ group, topics, member, ...handlers }: SessionOptions & SessionHandlers,
	signal: AbortSignal,
): Promise<void> {
	const { settings } = context;
	let partitionsOf = (_topic: string): number => 0;
	const consumer = createClient(context, member).consumer({
		groupId: group,
		partitionAssigners: [
			(config) => {
				partitionsOf = (topic) => config.cluster.findTopicPartitionMetadata(topic).length;
				return coPartitioned(config);
			},
		],
		sessionTimeout: settings.sessionTimeoutMs,
		rebalanceTimeout: settings.rebalanceTimeoutMs,
		heartbeatInterval: settings.heartbeatMs,
		maxWaitTimeInMs: settings.maxWaitMs,
		maxBytesPerPartition: settings.maxBytesPerPartition,
		allowAutoTopicCreation: false,
		// kafkajs' own restart loses its place on some errors and never comes on others: a crash is for us to mend.
		retry: { initialRetryTime: 200, maxRetryTime: 2_000, retries: 5, restartOnFailure: async () => false },
	});
	consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberId, memberAssignment } }) =>
		handlers.joined({ memberId, assigned: memberAssignment, partitionsOf }),
	);
	const end = endOf(consumer, settings.silenceMs, signal);
	let step: Promise<void> = consumer.connect();
	try {
		await Promise.race([end.promise, step]);
		if (signal.aborted) return;
		step = consumer.subscribe({ topics: [...topics], fromBeginning: true });
		await Promise.race([end.promise, step]);
		if (signal.aborted) return;
		step = consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: handlers.fetched });
		await Promise.race([end.promise, step.then(() => end.promise)]);
	} finally {
		end.forget();
		await close(consumer, step, context);
	}
}

/** When a session ends: resolves with the signal, rejects with a crash, or when the consumer is heard of no more. */
function endOf(consumer: Consumer, silenceMs: number, signal: AbortSignal): { promise: Promise<void>; forget(): void } {
	const { promise, resolve, reject } = Promise.withResolvers<void>();
	// It may be rejected while nobody looks.
	promise.catch(() => undefined);
	const stop = () => resolve();
	if (signal.aborted) stop();
	signal.addEventListener("abort", stop, { once: true });
	let heard = performance.now();
	const { CRASH, FETCH, HEARTBEAT, GROUP_JOIN, CONNECT } = consumer.events;
	for (const event of [FETCH, HEARTBEAT, GROUP_JOIN, CONNECT] as const) {
		consumer.on(event, () => {
			heard = performance.now();
		});
	}
	consumer.on(CRASH, ({ payload }) => reject(payload.error));
	const watch = setInterval(() => {
		if (performance.now() - heard > silenceMs)
			reject(new StoreError("UNAVAILABLE", `the consumer was not heard of for ${silenceMs / 1000} s`));
	}, silenceMs / 10);
	watch.unref();
	return {
		promise,
		forget() {
			clearInterval(watch);
			signal.removeEventListener("abort", stop);
		},
	};
}

/** A disconnect before `run` has resolved is lost (#1639), so it comes after `step`; but nobody waits longer than the deadline for it. */
async function close(consumer: Consumer, step: Promise<void>, { settings, report }: KafkaContext): Promise<void> {
	const gone = step
		.catch(() => undefined)
		.then(() => consumer.disconnect())
		.catch((error: unknown) => report({ level: "warn", message: `a consumer could not be disconnected: ${error}` }));
	await withDeadline(gone, settings.closeMs, () => undefined);
}
