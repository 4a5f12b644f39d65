/**
 * The one consumer loop. Whatever the step: read a batch, let it decide, apply writes, events and offsets, go on. What fails is
 * retried here; what cannot be handled goes to the group's dead letters, so that the partition moves on; what is merely away is
 * waited for.
 */
import type { PlacedEvent } from "../domain/order-view.ts";
import type { Clock } from "../ports/clock.ts";
import { CasMismatch, GatewayTimeout, StaleCommit, StoreError } from "../ports/errors.ts";
import type { Batch, EventLog, GroupConsumer, LogRecord, NewRecord } from "../ports/event-log.ts";
import type { Commit, UnitOfWork } from "../ports/unit-of-work.ts";
import { decodeRecord, encodeEvent } from "../wire/codec.ts";
import { cutLetter, deadLetter } from "../wire/dead-letter.ts";
import { Tail, TailLost } from "./pending-commit.ts";
import { type Effects, NO_EFFECTS, type Step, type StepDeps } from "./step.ts";

/** What the runtime tells the outside. Called often: implementations are quick and do not throw. */
export interface RuntimeObserver {
	retried(group: string, error: unknown, attempt: number, waitMs: number): void;
	deadLettered(group: string, record: LogRecord, reason: string): void;
	/** A batch is durable. `seconds`: from its delivery to its commit. */
	handled(group: string, records: number, seconds: number): void;
}

export interface RunStepOptions {
	readonly log: EventLog;
	readonly work: UnitOfWork;
	readonly deps: StepDeps;
	readonly observer: RuntimeObserver;
	readonly member: string;
	readonly maxRecords: number;
	/** How long to wait after a batch that was not full, so that the next one is worth its transaction; ms. */
	readonly lingerMs: number;
	/**
	 * How many times as long as the batch took to wait at least, if it was not full: under load the step then leaves the thread to the
	 * others, and its batches grow.
	 */
	readonly restRatio?: number;
	/** Tries of a batch, and then of each of its records, before a record that fails is a dead letter. */
	readonly attempts: number;
}

export type StepState = "running" | "paused" | "backing-off" | "stopped";

export interface RunningStep {
	readonly group: string;
	readonly state: () => StepState;
	pause(): void;
	resume(): void;
	/** Resolves when the loop has ended after `signal` was aborted; rejects when it could not go on. */
	readonly done: Promise<void>;
}

const TICK_MS = 100;
const MAX_BACKOFF_MS = 5_000;
/** A batch that waited for a store that was away took long, and leaves the others no less room than one that worked. */
const MAX_REST_MS = 5_000;

/** Starts the step as a member of its group, until `signal` aborts: then the batch in hand is finished, or left uncommitted. */
export function runStep(step: Step, options: RunStepOptions, signal: AbortSignal): RunningStep {
	const consumer = options.log.consumer({ group: step.group, topics: step.topics, maxRecords: options.maxRecords, member: options.member });
	const loop = new StepLoop(step, options, consumer, signal);
	return {
		group: step.group,
		state: () => (signal.aborted ? "stopped" : loop.backingOff ? "backing-off" : consumer.paused ? "paused" : "running"),
		pause: () => consumer.pause(),
		resume: () => consumer.resume(),
		done: loop.run(),
	};
}

class StepLoop {
	backingOff = false;
	readonly #step: Step;
	readonly #options: RunStepOptions;
	readonly #consumer: GroupConsumer;
	readonly #signal: AbortSignal;
	/** What was written stays; its records are delivered again, find that, and announce it. */
	readonly #tail = new Tail(async (error, lost) => {
		if (!(error instanceof StaleCommit)) await this.#backOff(error, lost);
		this.#consumer.rewind();
	});

	constructor(step: Step, options: RunStepOptions, consumer: GroupConsumer, signal: AbortSignal) {
		this.#step = step;
		this.#options = options;
		this.#consumer = consumer;
		this.#signal = signal;
	}

	async run(): Promise<void> {
		await using _leaveGroup = this.#consumer;
		await Promise.all([this.#consume(), this.#tick()]);
	}

	async #consume(): Promise<void> {
		while (await this.#consumeNext());
		await this.#tail.durable;
	}

	/** False once the loop shall end. A full batch's tail is left to itself while the next batch is decided. */
	async #consumeNext(): Promise<boolean> {
		const batch = await this.#patiently(() => this.#consumer.next(this.#signal));
		if (batch === undefined || this.#signal.aborted) return false;
		const from = this.#clock.now();
		const outcome = await this.#deliver(batch);
		if (outcome === "stopped") return false;
		const { lingerMs, maxRecords, restRatio = 0 } = this.#options;
		const durable = this.#tail.durable.then((kept) => {
			const tookMs = this.#clock.now() - from;
			if (kept && outcome === "done") this.#options.observer.handled(this.#step.group, batch.records.length, tookMs / 1000);
			return tookMs;
		});
		const waitMs = batch.records.length < maxRecords ? Math.max(lingerMs, Math.min((await durable) * restRatio, MAX_REST_MS)) : 0;
		await (waitMs > 0 ? this.#clock.sleep(waitMs, this.#signal) : yieldToOthers());
		return true;
	}

	async #deliver(batch: Batch): Promise<Exclude<Outcome, "failed">> {
		const outcome = await this.#attempt(batch, false);
		if (outcome !== "failed") return outcome;
		// Something in the batch cannot be handled: one record at a time shows which.
		for (const record of batch.records) {
			const offsets = [{ topic: record.topic, partition: record.partition, offset: record.offset + 1 }];
			const alone = await this.#attempt({ records: [record], offsets, delivery: batch.delivery }, true);
			// With `bury` nothing is "failed".
			if (alone !== "done" && alone !== "failed") return alone;
		}
		return "done";
	}

	/** Tries until it is done, has failed too often, or the loop is to stop. With `bury`, a record that fails is a dead letter, and done. */
	async #attempt(batch: Batch, bury: boolean): Promise<Outcome> {
		let failures = 0;
		let last: unknown;
		for (let attempt = 1; ; attempt += 1) {
			try {
				if (failures < this.#options.attempts) await this.#apply(batch);
				else if (bury) await this.#bury(batch, last, failures);
				else return "failed";
				this.backingOff = false;
				return "done";
			} catch (error) {
				if (this.#signal.aborted) return "stopped";
				if (error instanceof StaleCommit || error instanceof TailLost) {
					this.#consumer.rewind();
					return "rewound";
				}
				if (!isPassing(error)) {
					failures += 1;
					last = error;
				}
				await this.#backOff(error, attempt);
			}
		}
	}

	async #apply(batch: Batch): Promise<void> {
		const { placed, dead } = this.#sort(batch.records);
		const decided = placed.length > 0 ? await deciding(() => this.#step.handle(placed, this.#options.deps)) : NO_EFFECTS;
		if (decided.next !== undefined) await this.#tail.settled();
		const effects = await this.#applyPhases(decided);
		const events = effects.events.map(encodeEvent);
		await this.#finish({ writes: effects.writes, records: events, commit: this.#commitOf(batch), dead });
	}

	/** Resolves once the writes are durable; the rest is the tail then. Rejects when they could not be made so. */
	async #finish(part: LastPart): Promise<void> {
		await this.#tail.settled();
		await this.#tail.begin(async (written) => {
			await this.#commit(part, written);
			for (const { record, reason } of part.dead) this.#options.observer.deadLettered(this.#step.group, record, reason);
		});
	}

	/** A letter that is too large for the log is cut: it must not hold up its partition. */
	async #commit({ writes, records, commit, dead }: LastPart, written: () => void): Promise<void> {
		const letters = dead.map(({ letter }) => letter);
		try {
			await this.#options.work.apply({ writes, records: [...records, ...letters], commit }, written);
		} catch (error) {
			if (letters.length === 0 || !(error instanceof Error && "code" in error && error.code === "RECORD_TOO_LARGE")) throw error;
			await this.#options.work.apply({ writes, records: [...records, ...letters.map(cutLetter)], commit }, written);
		}
	}

	/** Makes all but the last part durable; answers the last. */
	async #applyPhases(first: Effects): Promise<Effects> {
		let effects = first;
		while (effects.next !== undefined) {
			if (effects.writes.length > 0 || effects.events.length > 0) {
				await this.#options.work.apply({ writes: effects.writes, records: effects.events.map(encodeEvent) });
			}
			effects = await deciding(effects.next);
		}
		return effects;
	}

	#sort(records: readonly LogRecord[]): { placed: PlacedEvent[]; dead: DeadRecord[] } {
		const placed: PlacedEvent[] = [];
		const dead: DeadRecord[] = [];
		for (const record of records) {
			const decoded = decodeRecord(record);
			if (decoded.kind === "event") placed.push(decoded.placed);
			else if (decoded.kind === "poison") dead.push({ record, reason: decoded.reason, letter: this.#letter(record, decoded.reason, 1) });
		}
		return { placed, dead };
	}

	/** Puts the records aside and commits past them. */
	async #bury(batch: Batch, error: unknown, attempts: number): Promise<void> {
		const reason = error instanceof Error ? error.message : String(error);
		const dead = batch.records.map((record) => ({ record, reason, letter: this.#letter(record, reason.slice(0, 1000), attempts) }));
		await this.#finish({ writes: [], records: [], commit: this.#commitOf(batch), dead });
	}

	#commitOf({ offsets, delivery }: Batch): Commit {
		return { group: this.#step.group, offsets, delivery };
	}

	#letter(record: LogRecord, error: string, attempts: number): NewRecord {
		return deadLetter(record, { group: this.#step.group, error, attempts, at: this.#clock.now() });
	}

	async #tick(): Promise<void> {
		const { tick } = this.#step;
		if (tick === undefined) return;
		while (!this.#signal.aborted) {
			const effects = await this.#patiently(() => this.#applyTick(tick));
			// More may be due than one tick takes: only an empty one is followed by a rest.
			await (effects === true ? yieldToOthers() : this.#clock.sleep(TICK_MS, this.#signal));
		}
	}

	/** True when something was due. */
	async #applyTick(tick: NonNullable<Step["tick"]>): Promise<boolean> {
		if (this.#consumer.paused) return false;
		const effects = await this.#applyPhases(await tick(this.#options.deps, (key) => this.#consumer.owns(key)));
		if (effects.writes.length === 0 && effects.events.length === 0) return false;
		await this.#options.work.apply({ writes: effects.writes, records: effects.events.map(encodeEvent) });
		return true;
	}

	/** Tries again for as long as it takes; undefined once the loop is to stop. */
	async #patiently<T>(act: () => Promise<T>): Promise<T | undefined> {
		for (let attempt = 1; !this.#signal.aborted; attempt += 1) {
			try {
				const result = await act();
				this.backingOff = false;
				return result;
			} catch (error) {
				if (this.#signal.aborted) return undefined;
				await this.#backOff(error, attempt);
			}
		}
		return undefined;
	}

	async #backOff(error: unknown, attempt: number): Promise<void> {
		// A lost compare-and-swap is somebody else's success: decide again at once, with a little scatter when it goes on.
		const conflict = error instanceof CasMismatch;
		const ceiling = Math.min(MAX_BACKOFF_MS, (conflict ? 1 : 50) * 2 ** Math.min(attempt, 12));
		const waitMs = conflict && attempt <= 2 ? 0 : ceiling * (0.5 + this.#clock.random() / 2);
		this.backingOff = !conflict;
		this.#options.observer.retried(this.#step.group, error, attempt, waitMs);
		await this.#clock.sleep(waitMs, this.#signal);
	}

	get #clock(): Clock {
		return this.#options.deps.clock;
	}
}

interface LastPart {
	readonly writes: Effects["writes"];
	readonly records: readonly NewRecord[];
	readonly commit: Commit;
	readonly dead: readonly DeadRecord[];
}

interface DeadRecord {
	readonly record: LogRecord;
	readonly reason: string;
	readonly letter: NewRecord;
}

/** "done": the writes are durable, and the tail is under way or done. */
type Outcome = "done" | "failed" | "stopped" | "rewound";

/** The step itself failed, on these records: the one kind of failure that makes a record a dead letter. */
class HandlerFailure extends Error {
	override readonly name = "HandlerFailure";
	readonly code = "HANDLER_FAILED";
	constructor(cause: unknown) {
		super(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause), { cause });
	}
}

async function deciding(decide: () => Promise<Effects>): Promise<Effects> {
	try {
		return await decide();
	} catch (cause) {
		// A read that lost its store or a gateway that is away says nothing about the records.
		if (cause instanceof CasMismatch || cause instanceof StoreError || cause instanceof GatewayTimeout) throw cause;
		throw new HandlerFailure(cause);
	}
}

/** All but a failing handler passes by itself, or by deciding again: a full disk is no reason to put a record aside. */
function isPassing(error: unknown): boolean {
	return !(error instanceof HandlerFailure);
}

/** Lets timers and messages have their turn between batches: awaiting a settled promise does not. */
function yieldToOthers(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
