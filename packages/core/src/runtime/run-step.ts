/**
 * The one consumer loop, the same for every step: read a batch, let the step decide, apply its writes and events, commit its offsets. Failures
 * are retried; a record that cannot be handled is sent to the group's dead letters, so that its partition moves on; an unavailable store or
 * log is waited for.
 */
import { isWholeGroup, type PauseScope } from "../domain/group-pause.ts";
import type { Clock } from "../ports/clock.ts";
import type { GroupConsumer } from "../ports/event-log.ts";
import { BatchHandler } from "./batch-handler.ts";
import { applyPart, applyParts, isEmpty } from "./effects.ts";
import { PausedMeanwhile } from "./paused-meanwhile.ts";
import { Retries } from "./retries.ts";
import type { RunStepOptions } from "./run-options.ts";
import type { Step } from "./step.ts";

export type StepState = "running" | "paused" | "backing-off" | "stopped";

export interface RunningStep {
	readonly group: string;
	readonly state: () => StepState;
	/** The partitions that cannot be read on, as sentences, while the others continue; undefined where there are none. */
	readonly unreadable: () => string | undefined;
	/** Instead of an earlier pause. What is in progress is finished, or left where it fails or has a part that was not begun. */
	pause(scope: PauseScope): void;
	resume(): void;
	/** True once nothing is in progress any more that was begun before the pause; false while nothing is paused. */
	readonly pauseApplied: () => boolean;
	/** As GroupConsumer. */
	leave(): Promise<void>;
	rejoin(): void;
	/**
	 * Resolves when the loop has ended after `signal` was aborted. Rejects with AppendRefused when the log refuses a dead letter, or what a
	 * tick publishes, for good.
	 */
	readonly done: Promise<void>;
}

const TICK_MS = 100;
/** A batch that waited for an unavailable store took long: the rest after it is bounded. */
const MAX_REST_MS = 5_000;

/** Starts the step as a member of its group, until `signal` aborts: then the current batch is finished, or left uncommitted. */
export function runStep(step: Step, options: RunStepOptions, signal: AbortSignal): RunningStep {
	const consumer = options.log.consumer({ group: step.group, topics: step.topics, maxRecords: options.maxRecords, member: options.member });
	const failed = new AbortController();
	const ended = AbortSignal.any([signal, failed.signal]);
	const loop = new StepLoop(step, options, consumer, ended);
	if (options.paused !== undefined) loop.pause(options.paused);
	return {
		group: step.group,
		state: () => (ended.aborted ? "stopped" : loop.backingOff ? "backing-off" : isPausedWhole(consumer) ? "paused" : "running"),
		unreadable: () => consumer.unreadable.map(({ message }) => message).join("; ") || undefined,
		pause: (scope) => loop.pause(scope),
		resume: () => loop.resume(),
		pauseApplied: () => loop.pauseApplied,
		leave: () => consumer.leave(),
		rejoin: () => consumer.rejoin(),
		done: loop.run(() => failed.abort()),
	};
}

class StepLoop {
	readonly #step: Step;
	readonly #options: RunStepOptions;
	readonly #consumer: GroupConsumer;
	readonly #signal: AbortSignal;
	readonly #retries: Retries;
	/** Of their own: a tick that succeeds while the log is unavailable must not hide that the consumer backs off. */
	readonly #tickRetries: Retries;
	readonly #batches: BatchHandler;
	/** Batches and ticks that have begun. */
	readonly #inProgress = new Set<Promise<unknown>>();
	/** The last pause; another object for each. */
	#pause: { applied: boolean } | undefined;

	constructor(step: Step, options: RunStepOptions, consumer: GroupConsumer, signal: AbortSignal) {
		this.#step = step;
		this.#options = options;
		this.#consumer = consumer;
		this.#signal = signal;
		const { observer, deps } = options;
		const onRetry = (error: unknown, attempt: number, waitMs: number) => observer.retried(step.group, error, attempt, waitMs);
		this.#retries = new Retries({ clock: deps.clock, onRetry }, signal);
		this.#tickRetries = new Retries({ clock: deps.clock, onRetry }, signal);
		this.#batches = new BatchHandler({ step, options, consumer, retries: this.#retries, signal });
	}

	get pauseApplied(): boolean {
		return this.#pause?.applied ?? false;
	}

	pause(scope: PauseScope): void {
		this.#consumer.pause(scope);
		const pause = { applied: false };
		this.#pause = pause;
		this.#retries.interrupt();
		this.#tickRetries.interrupt();
		void Promise.allSettled([...this.#inProgress])
			.then(() => this.#batches.durable)
			.then(() => {
				pause.applied = true;
			});
	}

	resume(): void {
		this.#pause = undefined;
		this.#consumer.resume();
	}

	get backingOff(): boolean {
		return this.#retries.backingOff || this.#tickRetries.backingOff;
	}

	/** Runs both loops to their end; when one fails, `stop` ends the other. */
	async run(stop: () => void): Promise<void> {
		await using _deregister = this.#consumer;
		const loops = [this.#consume(), this.#tick()].map((loop) =>
			loop.catch((error: unknown) => {
				this.#options.observer.failed(this.#step.group, error);
				stop();
				throw error;
			}),
		);
		await Promise.allSettled(loops);
		await Promise.all(loops);
	}

	async #consume(): Promise<void> {
		while (await this.#consumeNext());
		await this.#batches.durable;
	}

	/** False when the loop must end. The commit of a full batch is pending while the next batch is decided. */
	async #consumeNext(): Promise<boolean> {
		const batch = await this.#retries.retryUntilAborted(() => this.#consumer.next(this.#signal));
		if (batch === undefined || this.#signal.aborted) return false;
		const from = this.#clock.now();
		const outcome = await this.#track(this.#batches.handle(batch));
		if (outcome === "stopped") return false;
		const { lingerMs, maxRecords, restRatio = 0 } = this.#options;
		const durable = this.#batches.durable.then((kept) => {
			const tookMs = this.#clock.now() - from;
			if (kept && outcome === "done") this.#options.observer.handled(this.#step.group, batch.records.length, tookMs / 1000);
			return tookMs;
		});
		const waitMs = batch.records.length < maxRecords ? Math.max(lingerMs, Math.min((await durable) * restRatio, MAX_REST_MS)) : 0;
		await (waitMs > 0 ? this.#clock.sleep(waitMs, this.#signal) : yieldToOthers());
		return true;
	}

	async #tick(): Promise<void> {
		const { tick } = this.#step;
		if (tick === undefined) return;
		while (!this.#signal.aborted) {
			const wasDue = await this.#tickRetries.retryUntilAborted(() => this.#track(this.#applyTick(tick)).catch(ifPaused));
			// More may be due than one tick takes: only an empty one is followed by a rest.
			await (wasDue === true ? yieldToOthers() : this.#clock.sleep(TICK_MS, this.#signal));
		}
	}

	/** True when something was due. */
	async #applyTick(tick: NonNullable<Step["tick"]>): Promise<boolean> {
		if (isPausedWhole(this.#consumer)) return false;
		const { work, deps } = this.#options;
		const pause = this.#pause;
		// What was decided before a pause is not applied after it.
		const proceed = () => {
			if (this.#pause !== pause && this.#pause !== undefined) throw new PausedMeanwhile();
		};
		let wasDue = false;
		const due = await tick(deps, this.#consumer.generation);
		proceed();
		await applyParts(due, {
			proceed,
			apply: (part) => {
				wasDue ||= !isEmpty(part);
				return applyPart(part, work);
			},
			refused: (error, refusals) => this.#tickRetries.backOff(error, refusals),
		});
		return wasDue;
	}

	async #track<T>(work: Promise<T>): Promise<T> {
		this.#inProgress.add(work);
		try {
			return await work;
		} finally {
			this.#inProgress.delete(work);
		}
	}

	get #clock(): Clock {
		return this.#options.deps.clock;
	}
}

function ifPaused(error: unknown): boolean {
	if (error instanceof PausedMeanwhile) return false;
	throw error;
}

function isPausedWhole({ paused }: Pick<GroupConsumer, "paused">): boolean {
	return paused !== undefined && isWholeGroup(paused);
}

/** Lets timers and messages have their turn between batches: awaiting a settled promise does not. */
function yieldToOthers(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
