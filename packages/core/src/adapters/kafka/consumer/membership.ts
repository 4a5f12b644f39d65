/** A member of a group, through all sessions of kafkajs: starts the next one after a crash, and keeps the assignment. */
import { setTimeout as sleep } from "node:timers/promises";
import { backoffMs } from "../../../async/backoff.ts";
import { createBell } from "../../../async/bell.ts";
import { covers, type PauseScope } from "../../../domain/group-pause.ts";
import { partitionOf } from "../../../domain/murmur2.ts";
import type { UnreadableRecord } from "../../../ports/errors.ts";
import type { Batch, ConsumerOptions, Delivery, Generation, Position, TopicPartition } from "../../../ports/event-log.ts";
import type { KafkaContext } from "../client/connection.ts";
import type { CommitOnce, FetchedBatch } from "../client/each-batch.ts";
import { type KafkaFailure, kafkaFailure } from "../client/failures.ts";
import { Assignment } from "./assignment.ts";
import { type Committer, commit } from "./commit.ts";
import type { FetchWatch } from "./fetch-watch.ts";
import type { LocalMember } from "./members.ts";
import { type Joined, runSession } from "./session.ts";
import { UnreadablePartitions } from "./unreadable-partitions.ts";

const OWNS_NOTHING: Generation = { owns: () => false };
const RESTART = { baseMs: 100, maxMs: 5_000 };

export class Membership implements LocalMember, Committer {
	readonly group: string;
	readonly name: string;
	readonly assignment = new Assignment();
	/** Rings when there may be something to deliver, or `problem` has changed. */
	readonly changed = createBell();
	/** Why nothing can be delivered now. */
	problem: KafkaFailure | undefined;
	commitOnce: CommitOnce | undefined;
	readonly #context: KafkaContext;
	readonly #topics: readonly string[];
	readonly #closing = new AbortController();
	/** Rings when records were delivered, or the session ends. */
	readonly #taken = createBell();
	readonly #unreadable: UnreadablePartitions;
	#failures = 0;
	#session = new AbortController();
	#ended: Promise<unknown> = Promise.resolve();
	#suspended: PromiseWithResolvers<void> | undefined;
	#generation: Generation = OWNS_NOTHING;
	/** The last generation that began. */
	#joining: Generation = OWNS_NOTHING;
	#paused: PauseScope | undefined;
	/** Each starts the fetches of a paused partition again. */
	#unfetched: (() => void)[] = [];

	constructor(context: KafkaContext, { group, topics, member }: ConsumerOptions) {
		this.#context = context;
		this.#unreadable = new UnreadablePartitions(group, context);
		this.#topics = topics;
		this.group = group;
		this.name = member;
	}

	get closed(): boolean {
		return this.#closing.signal.aborted;
	}

	get unreadable(): readonly UnreadableRecord[] {
		return this.#unreadable.all;
	}

	close(): void {
		this.#closing.abort();
		this.#suspended?.resolve();
		this.changed.ring();
		this.#taken.ring();
	}

	get paused(): PauseScope | undefined {
		return this.#paused;
	}

	/** Undefined resumes. What is fetched of paused partitions stays in the buffer, so their fetches stop; heartbeats go on. */
	pause(scope: PauseScope | undefined): void {
		this.#paused = scope;
		for (const fetchAgain of this.#unfetched.splice(0)) fetchAgain();
		// Another object: what a step knew of the keys that it owns has changed.
		this.#generation = { ...this.#generation };
		this.changed.ring();
		this.#taken.ring();
	}

	take(max: number): Batch | undefined {
		const batch = this.assignment.take(max, (place) => !this.#isPaused(place));
		if (batch !== undefined) this.#taken.ring();
		return batch;
	}

	/** Owns nothing until the numbers of partitions are known: then another one begins. */
	get generation(): Generation {
		return this.#generation;
	}

	commit(positions: readonly Position[], delivery: Delivery): Promise<void> {
		return commit(this.#context, this, { positions, delivery });
	}

	/** Keeps a session running until closed. Never rejects. */
	async run(): Promise<void> {
		while (!this.closed) {
			await this.#suspended?.promise;
			if (this.closed) return;
			this.#session = new AbortController();
			const session = this.#runSession();
			this.#ended = session;
			const failure = await session;
			if (failure === undefined || this.closed) continue;
			this.#failures += 1;
			await this.#sleep(backoffMs(this.#failures, RESTART, Math.random), true);
		}
	}

	/** Rejoins the group when records of the assignment are not fetched. Ends when closed; never rejects. */
	async watch(watch: FetchWatch): Promise<void> {
		for (;;) {
			await this.#sleep(this.#context.settings.watchMs, false);
			if (this.closed) return;
			const missed = await this.#check(watch);
			if (missed === undefined || this.closed) continue;
			watch.reset();
			this.rejoin(`is assigned ${missed.topic}/${missed.partition} and does not fetch offset ${missed.offset}`);
		}
	}

	rejoin(why: string): void {
		this.#warn(`${why}: it rejoins the group`);
		this.#endSession();
	}

	async suspend(): Promise<void> {
		this.#suspended ??= Promise.withResolvers<void>();
		this.#endSession();
		await this.#ended;
	}

	resume(): void {
		this.#suspended?.resolve();
		this.#suspended = undefined;
	}

	/** Nothing is missed while the buffer is full, or while Kafka is unavailable: then the session itself fails. */
	async #check(watch: FetchWatch): Promise<Position | undefined> {
		try {
			if (!this.#isFull()) return await watch.check(this.assignment.partitions.filter((place) => !this.#isPaused(place)));
		} catch (error) {
			this.#warn(`its fetches could not be checked: ${error}`);
		}
		watch.reset();
		return undefined;
	}

	/** Resolves with the reason when the session has failed. */
	async #runSession(): Promise<KafkaFailure | undefined> {
		const session = this.#session;
		const signal = AbortSignal.any([this.#closing.signal, session.signal]);
		// A consumer that took too long to close may still call these when the next one is running.
		const handlers = {
			joined: (joined: Joined) => {
				if (!signal.aborted) this.#joined(joined);
			},
			fetched: async (batch: FetchedBatch) => {
				if (!signal.aborted) await this.#fetched(batch);
			},
		};
		try {
			await runSession(this.#context, { group: this.group, topics: this.#topics, member: this.name, ...handlers }, signal);
			return undefined;
		} catch (error) {
			return this.#failed(error);
		} finally {
			session.abort();
			this.assignment.end();
			this.#unreadable.retain(this.assignment);
			this.commitOnce = undefined;
			this.changed.ring();
		}
	}

	#failed(error: unknown): KafkaFailure {
		const failure = kafkaFailure(error, { doing: `consuming as ${this.group}`, brokers: this.#context.options.brokers });
		// The topic may still be created: its readers wait for it, as in the embedded log.
		this.problem = failure.code === "UNKNOWN_TOPIC" ? undefined : failure;
		this.#warn(failure.message);
		return failure;
	}

	#joined({ memberId, assigned, partitions }: Joined): void {
		this.problem = undefined;
		this.#failures = 0;
		const joining: Generation = { ...OWNS_NOTHING };
		this.#generation = joining;
		this.#joining = joining;
		void partitions.then((counts) => {
			if (this.#joining === joining) this.#generation = { owns: (key) => this.#owns(key, counts) };
		});
		this.assignment.join(memberId, assigned);
		this.#unreadable.retain(this.assignment);
		this.changed.ring();
	}

	#owns(key: string, counts: ReadonlyMap<string, number>): boolean {
		const [topic = ""] = this.#topics;
		const partitions = counts.get(topic) ?? 0;
		if (partitions === 0) return false;
		const place = { topic, partition: partitionOf(Buffer.from(key), partitions) };
		return this.assignment.has(place) && !this.#isPaused(place);
	}

	async #fetched(batch: FetchedBatch): Promise<void> {
		this.commitOnce = batch.commitOnce;
		if (!this.assignment.accept(batch)) {
			const { topic, partition, records } = batch;
			const message = `${topic}/${partition} is shorter than ${this.group} has read: it is read again from ${records[0]?.offset}`;
			this.#context.report({ level: "error", message });
		}
		batch.resolve();
		this.#unreadable.accept(batch);
		if (this.#isPaused(batch)) this.#unfetched.push(batch.pause());
		this.changed.ring();
		while (this.#isFull() && batch.isRunning() && !this.closed && !this.#session.signal.aborted) {
			await this.#taken.waitFor(this.#context.settings.heartbeatMs / 2);
			await batch.heartbeat();
		}
	}

	/** Paused partitions hold up no others: each keeps what one fetch returned. */
	#isFull(): boolean {
		const { bufferedRecords, bufferedBytes } = this.#context.settings;
		const { waiting, waitingBytes } = this.#paused === undefined ? this.assignment : this.assignment.waitingIn((at) => !this.#isPaused(at));
		return waiting >= bufferedRecords || waitingBytes >= bufferedBytes;
	}

	#isPaused(place: TopicPartition): boolean {
		return this.#paused !== undefined && covers(this.#paused, place);
	}

	#endSession(): void {
		this.#session.abort();
		this.#taken.ring();
	}

	/** Ends early when closed. `ref`: keeps the process alive. */
	async #sleep(ms: number, ref: boolean): Promise<void> {
		await sleep(ms, undefined, { signal: this.#closing.signal, ref }).catch(() => undefined);
	}

	#warn(message: string): void {
		this.#context.report({ level: "warn", message: `${this.group} (${this.name}): ${message}` });
	}
}
