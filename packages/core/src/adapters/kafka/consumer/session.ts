/** One life of a kafkajs consumer: from connecting until it is stopped, or crashes. Restarting is up to the caller. */
import type { Consumer } from "kafkajs";
import { withDeadline } from "../../../async/deadline.ts";
import { StoreError } from "../../../ports/errors.ts";
import { createClient, type KafkaContext } from "../client/connection.ts";
import { type FetchedBatch, toFetchedBatch } from "../client/each-batch.ts";
import type { Cluster } from "../client/kafkajs-internals.ts";
import { coPartitioned } from "./assigner.ts";

export interface SessionOptions {
	readonly group: string;
	readonly topics: readonly string[];
	/** The client id: Kafka shows it beside the partitions. */
	readonly member: string;
}

/** A rebalance has ended: the assignment of this member. */
export interface Joined {
	readonly memberId: string;
	/** Topic → partitions. */
	readonly assigned: Readonly<Record<string, readonly number[]>>;
	/**
	 * Topic → how many partitions it has, read after the assignment, so that all members count the same. Never rejects. They are not counted
	 * again in this generation: members would notice added partitions at different times.
	 */
	readonly partitions: Promise<ReadonlyMap<string, number>>;
}

export interface SessionHandlers {
	joined(joined: Joined): void;
	/** Rejects only with what `heartbeat` rejected: some errors thrown in a handler end a kafkajs consumer for good (#1443). */
	fetched(batch: FetchedBatch): Promise<void>;
}

/** Resolves once `signal` has aborted and the member has left the group; rejects with the error that kafkajs crashed with. */
export async function runSession(
	context: KafkaContext,
	{ group, topics, member, ...handlers }: SessionOptions & SessionHandlers,
	signal: AbortSignal,
): Promise<void> {
	const { settings } = context;
	let cluster: Pick<Cluster, "findTopicPartitionMetadata" | "refreshMetadata"> | undefined;
	const consumer = createClient(context, member).consumer({
		groupId: group,
		partitionAssigners: [
			(config) => {
				// More than kafkajs' types show of it.
				cluster = config.cluster as unknown as Cluster;
				return coPartitioned(config);
			},
		],
		sessionTimeout: settings.sessionTimeoutMs,
		rebalanceTimeout: settings.rebalanceTimeoutMs,
		heartbeatInterval: settings.heartbeatMs,
		maxWaitTimeInMs: settings.maxWaitMs,
		maxBytesPerPartition: settings.maxBytesPerPartition,
		metadataMaxAge: settings.metadataMs,
		allowAutoTopicCreation: false,
		// kafkajs' own restart loses its position after some errors and does not happen after others: the caller restarts.
		retry: { initialRetryTime: 200, maxRetryTime: 2_000, retries: 5, restartOnFailure: async () => false },
	});
	consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberId, memberAssignment } }) =>
		handlers.joined({ memberId, assigned: memberAssignment, partitions: countPartitions(cluster, topics) }),
	);
	const end = endOf(consumer, settings.silenceMs, signal);
	const started = start(consumer, topics, handlers, end);
	started.catch(end.fail);
	try {
		await end.reached;
	} finally {
		end.dispose();
		await close(consumer, started, context);
	}
}

/** See Joined. */
export async function countPartitions(
	cluster: Pick<Cluster, "findTopicPartitionMetadata" | "refreshMetadata"> | undefined,
	topics: readonly string[],
): Promise<ReadonlyMap<string, number>> {
	// If it fails, what the member joined with is the best that is known.
	await cluster?.refreshMetadata().catch(() => undefined);
	const count = (topic: string): number => {
		try {
			return cluster?.findTopicPartitionMetadata(topic).length ?? 0;
		} catch {
			// kafkajs has no metadata once it is disconnected: the member has left meanwhile, and owns nothing.
			return 0;
		}
	};
	return new Map(topics.map((topic) => [topic, count(topic)]));
}

/** Connects, subscribes and runs, unless the session ends between the steps. */
async function start(consumer: Consumer, topics: readonly string[], { fetched }: SessionHandlers, end: SessionEnd): Promise<void> {
	await consumer.connect();
	if (end.isReached()) return;
	await consumer.subscribe({ topics: [...topics], fromBeginning: true });
	if (end.isReached()) return;
	await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: (payload) => fetched(toFetchedBatch(payload)) });
}

interface SessionEnd {
	/** Resolves when the signal aborts; rejects after a crash, or when the consumer emits no event for too long. */
	readonly reached: Promise<void>;
	isReached(): boolean;
	fail(error: unknown): void;
	dispose(): void;
}

function endOf(consumer: Consumer, silenceMs: number, signal: AbortSignal): SessionEnd {
	const { promise, resolve, reject } = Promise.withResolvers<void>();
	let reached = false;
	const settle = (act: () => void): void => {
		reached = true;
		act();
	};
	const stop = () => settle(resolve);
	const fail = (error: unknown) => settle(() => reject(error));
	if (signal.aborted) stop();
	signal.addEventListener("abort", stop, { once: true });
	let lastEventAt = performance.now();
	const { CRASH, FETCH, HEARTBEAT, GROUP_JOIN, CONNECT } = consumer.events;
	for (const event of [FETCH, HEARTBEAT, GROUP_JOIN, CONNECT] as const) {
		consumer.on(event, () => {
			lastEventAt = performance.now();
		});
	}
	consumer.on(CRASH, ({ payload }) => fail(payload.error));
	const watch = setInterval(() => {
		if (performance.now() - lastEventAt > silenceMs)
			fail(new StoreError("UNAVAILABLE", `the consumer emitted no event for ${silenceMs / 1000} s`));
	}, silenceMs / 10);
	watch.unref();
	return {
		reached: promise,
		isReached: () => reached,
		fail,
		dispose() {
			clearInterval(watch);
			signal.removeEventListener("abort", stop);
		},
	};
}

/** kafkajs loses a disconnect before `run` has resolved (#1639), so it comes after `started`; the wait for both is bounded. */
async function close(consumer: Consumer, started: Promise<void>, { settings, report }: KafkaContext): Promise<void> {
	const disconnected = started
		.catch(() => undefined)
		.then(() => consumer.disconnect())
		.catch((error: unknown) => report({ level: "warn", message: `a consumer could not be disconnected: ${error}` }));
	await withDeadline(disconnected, settings.closeMs, () => undefined);
}
