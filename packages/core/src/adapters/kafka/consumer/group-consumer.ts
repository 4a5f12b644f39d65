/**
 * A member of a group, as something to pull from. kafkajs pushes: what it fetches goes into the member's assignment, and while enough waits
 * there kafkajs is held up inside its handler, where it keeps sending heartbeats. So a step may take longer than the session timeout, and
 * nothing is committed but what the step commits.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { EachBatchPayload, Offsets } from "kafkajs";
import { backoffMs } from "../../../async/backoff.ts";
import { createBell } from "../../../async/bell.ts";
import { withDeadline } from "../../../async/deadline.ts";
import { partitionOf } from "../../../domain/murmur2.ts";
import { StaleCommit } from "../../../ports/errors.ts";
import type { ConsumerOptions, Delivery, GroupConsumer, Position } from "../../../ports/event-log.ts";
import type { KafkaContext } from "../client/connection.ts";
import { errorTypes, type KafkaFailure, kafkaFailure } from "../client/failures.ts";
import { toLogRecord } from "../client/records.ts";
import { withRequestTimeout } from "../client/request-timeout.ts";
import { Assignment } from "./assignment.ts";
import { createFetchWatch, type FetchWatch } from "./fetch-watch.ts";
import type { LocalMember, Members } from "./members.ts";
import { type Joined, runSession } from "./session.ts";

export interface GroupConsumerDeps {
	readonly members: Members;
	/** Tells what there is, by another way than the member's own. */
	readonly log: Parameters<typeof createFetchWatch>[1];
}

const RESTART = { baseMs: 100, maxMs: 5_000 };
/** How long a commit waits for a rebalance to end, or for the coordinator to come back: less than a daemon that stops has time. */
const COMMIT_MS = 6_000;
const COMMIT_PAUSE_MS = 500;
/**
 * The group has gone on without the member, or elsewhere. kafkajs learns of it by its heartbeats, within seconds; not from a commit of ours,
 * and not while the machine's clock is behind where it was, when it sends none. Nothing would ever be committed, and all be done again and
 * again.
 */
const OUTDATED = new Set(["UNKNOWN_MEMBER_ID", "ILLEGAL_GENERATION", "NOT_COORDINATOR_FOR_GROUP"]);

export function createGroupConsumer(context: KafkaContext, options: ConsumerOptions, { members, log }: GroupConsumerDeps): GroupConsumer {
	const core = new ConsumerCore(context, options);
	members.add(options.group, core);
	const running = core.run();
	const watching = core.watch(createFetchWatch(options.group, log));
	let paused = false;
	return {
		group: options.group,
		async next(signal) {
			while (!signal.aborted && !core.closed) {
				const batch = paused ? undefined : core.take(options.maxRecords);
				if (batch !== undefined) return batch;
				if (core.problem !== undefined) throw core.problem;
				await core.changed.wait(signal);
			}
			return undefined;
		},
		rewind() {
			core.assignment.rewind();
			core.changed.ring();
		},
		pause() {
			paused = true;
		},
		resume() {
			paused = false;
			core.changed.ring();
		},
		get paused() {
			return paused;
		},
		owns: (key) => core.owns(key),
		async [Symbol.asyncDispose]() {
			core.close();
			members.remove(options.group, core);
			await running;
			// A last look may wait for brokers that are unavailable.
			await withDeadline(watching, context.settings.closeMs, () => undefined);
		},
	};
}

/** What lives through crashes of the kafkajs consumer, and starts it again. */
class ConsumerCore implements LocalMember {
	readonly name: string;
	readonly assignment = new Assignment();
	/** Rings when there may be something new to deliver, or to tell. */
	readonly changed = createBell();
	/** Why nothing can be delivered now. */
	problem: KafkaFailure | undefined;
	readonly #context: KafkaContext;
	readonly #options: ConsumerOptions;
	readonly #closing = new AbortController();
	readonly #taken = createBell();
	#failures = 0;
	#session = new AbortController();
	#held: PromiseWithResolvers<void> | undefined;
	#left: Promise<unknown> = Promise.resolve();
	/** kafkajs' way to commit once, without its retries, in the generation of the call. */
	#commitNow: ((offsets: Offsets) => Promise<void>) | undefined;

	#partitionsOf: Joined["partitionsOf"] = () => 0;

	constructor(context: KafkaContext, options: ConsumerOptions) {
		this.#context = context;
		this.#options = options;
		this.name = options.member;
	}

	get closed(): boolean {
		return this.#closing.signal.aborted;
	}

	close(): void {
		this.#closing.abort();
		this.#held?.resolve();
		this.changed.ring();
		this.#taken.ring();
	}

	take(max: number) {
		const batch = this.assignment.take(max);
		if (batch !== undefined) this.#taken.ring();
		return batch;
	}

	owns(key: string): boolean {
		const [topic = ""] = this.#options.topics;
		const partitions = this.#partitionsOf(topic);
		return partitions > 0 && this.assignment.holds({ topic, partition: partitionOf(Buffer.from(key), partitions) });
	}

	/** Keeps a session running until closed. Never rejects. */
	async run(): Promise<void> {
		while (!this.closed) {
			await this.#held?.promise;
			if (this.closed) return;
			this.#session = new AbortController();
			const session = this.#runOnce();
			this.#left = session;
			const failure = await session;
			if (failure === undefined || this.closed) continue;
			this.#failures += 1;
			await sleep(backoffMs(this.#failures, RESTART, Math.random), undefined, { signal: this.#closing.signal }).catch(() => undefined);
		}
	}

	/** Starts the session anew when it is not given what there is. Ends when closed; never rejects. */
	async watch(watch: FetchWatch): Promise<void> {
		for (;;) {
			await sleep(this.#context.settings.watchMs, undefined, { signal: this.#closing.signal, ref: false }).catch(() => undefined);
			if (this.closed) return;
			const lost = await this.#look(watch);
			if (lost === undefined || this.closed) continue;
			watch.forget();
			this.#joinAnew(`holds ${lost.topic}/${lost.partition} and is not given offset ${lost.offset}`);
		}
	}

	#joinAnew(why: string): void {
		this.#context.report({ level: "warn", message: `${this.#options.group} (${this.name}) ${why}: it joins anew` });
		this.#session.abort();
		this.#taken.ring();
	}

	/** Nothing is missing while enough is here, or while Kafka is away: then the session itself says so. */
	async #look(watch: FetchWatch): Promise<Position | undefined> {
		try {
			if (!this.#isFull()) return await watch.look(this.assignment.held);
		} catch (error) {
			this.#context.report({ level: "warn", message: `${this.#options.group} (${this.name}) could not be watched: ${error}` });
		}
		watch.forget();
		return undefined;
	}

	/** Answers why it ended, when it was not told to. */
	async #runOnce(): Promise<KafkaFailure | undefined> {
		const { group, topics, member } = this.#options;
		const session = this.#session;
		const signal = AbortSignal.any([this.#closing.signal, session.signal]);
		// A consumer that took too long to end may still be heard of when the next one is there.
		const handlers = {
			joined: (joined: Joined) => {
				if (!signal.aborted) this.#joined(joined);
			},
			fetched: async (payload: EachBatchPayload) => {
				if (!signal.aborted) await this.#fetched(payload);
			},
		};
		try {
			await runSession(this.#context, { group, topics, member, ...handlers }, signal);
			return undefined;
		} catch (error) {
			return this.#failed(kafkaFailure(error, { doing: `consuming as ${group}`, brokers: this.#context.options.brokers }));
		} finally {
			session.abort();
			this.assignment.end();
			this.#commitNow = undefined;
			this.changed.ring();
		}
	}

	#failed(failure: KafkaFailure): KafkaFailure {
		// A topic may come yet: whoever reads it waits, as where the log is embedded.
		this.problem = failure.code === "UNKNOWN_TOPIC" ? undefined : failure;
		this.#context.report({ level: "warn", message: `${this.#options.group} (${this.name}): ${failure.message}` });
		return failure;
	}

	#joined({ memberId, assigned, partitionsOf }: Joined): void {
		this.problem = undefined;
		this.#failures = 0;
		this.#partitionsOf = partitionsOf;
		this.assignment.join(memberId, assigned);
		this.changed.ring();
	}

	async #fetched({ batch, resolveOffset, heartbeat, isRunning, commitOffsetsIfNecessary }: EachBatchPayload): Promise<void> {
		this.#commitNow = commitOffsetsIfNecessary;
		const { topic, partition, messages, highWatermark } = batch;
		const records = messages.map((message) => toLogRecord({ topic, partition }, message));
		if (!this.assignment.accept({ topic, partition, records, end: Number(highWatermark) })) {
			const message = `${topic}/${partition} is shorter than ${this.#options.group} has read: it is read again from ${records[0]?.offset}`;
			this.#context.report({ level: "error", message });
		}
		const last = messages.at(-1);
		if (last !== undefined) resolveOffset(last.offset);
		this.changed.ring();
		while (this.#isFull() && isRunning() && !this.closed && !this.#session.signal.aborted) {
			await this.#taken.waitFor(this.#context.settings.heartbeatMs / 2);
			await heartbeat();
		}
	}

	#isFull(): boolean {
		const { bufferedRecords, bufferedBytes } = this.#context.settings;
		return this.assignment.waiting >= bufferedRecords || this.assignment.waitingBytes >= bufferedBytes;
	}

	/**
	 * In the midst of a rebalance the broker refuses: what this member keeps is committed when it is over. If it took that for a reset, a group
	 * whose members come and go would do its work again and again.
	 */
	async commit(positions: readonly Position[], delivery: Delivery): Promise<void> {
		const { silenceMs } = this.#context.settings;
		const doing = `committing for ${this.#options.group}`;
		const deadline = performance.now() + COMMIT_MS;
		for (;;) {
			const commitNow = this.#commitNow;
			const stale = positions.find((position) => !this.assignment.stands(position, delivery));
			if (stale !== undefined || commitNow === undefined) throw new StaleCommit(this.#options.group, stale ?? (positions[0] as Position));
			try {
				await withRequestTimeout(silenceMs, doing, commitNow(offsetsOf(positions)));
				this.assignment.markCommitted(positions);
				return;
			} catch (error) {
				const failure = kafkaFailure(error, { doing, brokers: this.#context.options.brokers });
				if (failure.code !== "UNAVAILABLE" || this.closed) throw failure;
				if (performance.now() > deadline) {
					if ([...errorTypes(error)].some((type) => OUTDATED.has(type))) this.#joinAnew("may not commit any more");
					throw failure;
				}
			}
			await this.changed.waitFor(COMMIT_PAUSE_MS);
		}
	}

	async suspend(): Promise<void> {
		this.#held ??= Promise.withResolvers<void>();
		this.#session.abort();
		this.#taken.ring();
		await this.#left;
	}

	resume(): void {
		this.#held?.resolve();
		this.#held = undefined;
	}
}

function offsetsOf(positions: readonly Position[]): Offsets {
	const byTopic = Map.groupBy(positions, ({ topic }) => topic);
	return {
		topics: [...byTopic].map(([topic, of]) => ({
			topic,
			partitions: of.map(({ partition, offset }) => ({ partition, offset: String(offset) })),
		})),
	};
}
