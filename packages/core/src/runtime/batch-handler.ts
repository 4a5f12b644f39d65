/** What happens to one batch: the attempts, then the search for the record at fault, then its dead letter. */
import { covers } from "../domain/group-pause.ts";
import type { PlacedEvent } from "../domain/order-document.ts";
import { AppendRefused, RecordTooLarge, StaleCommit } from "../ports/errors.ts";
import type { Batch, GroupConsumer, LogRecord, NewRecord } from "../ports/event-log.ts";
import { decodeRecord, encodeEvent } from "../wire/codec.ts";
import { deadLetterOf, redriveGroupOf, truncate } from "../wire/dead-letter.ts";
import { applyPart, applyParts, codeOf, decided, isAboutRecords, stackOf } from "./effects.ts";
import { PausedMeanwhile } from "./paused-meanwhile.ts";
import { PendingCommit, PendingCommitLost } from "./pending-commit.ts";
import { redriveWrites } from "./redrive-writes.ts";
import type { Retries } from "./retries.ts";
import type { RunStepOptions } from "./run-options.ts";
import { type Effects, NO_EFFECTS, type Step } from "./step.ts";

/**
 * "done": the writes are durable, and the commit is pending or durable. "rewound": the batch will be delivered again, after a pause where one
 * began meanwhile.
 */
export type Outcome = "done" | "stopped" | "rewound";

export interface BatchHandlerParts {
	readonly step: Step;
	readonly options: RunStepOptions;
	readonly consumer: Pick<GroupConsumer, "rewind" | "paused">;
	readonly retries: Retries;
	readonly signal: AbortSignal;
}

/** A batch, or one record of it. */
interface Attempted {
	readonly batch: Batch;
	/** A record that fails alone becomes a dead letter. */
	readonly alone: boolean;
}

interface DeadRecord {
	readonly record: LogRecord;
	/** An error code and a location. */
	readonly code: string;
	readonly reason: string;
	readonly attempts: number;
	readonly attemptTimes?: readonly number[];
	readonly stack?: string | undefined;
}

/** The last part of a batch's effects, and the records of it that become dead letters. */
interface LastPart {
	readonly writes: Effects["writes"];
	readonly records: readonly NewRecord[];
	readonly dead: readonly DeadRecord[];
}

export class BatchHandler {
	readonly #parts: BatchHandlerParts;
	readonly #pending: PendingCommit;
	/** A pending commit was refused: the commit of its redelivery is awaited, so that the refusal counts as a failure of that batch. */
	#refused = false;

	constructor(parts: BatchHandlerParts) {
		this.#parts = parts;
		// What was written stays: the records are delivered again, and the step finds their writes and publishes their events.
		this.#pending = new PendingCommit(async (error, losses) => {
			this.#refused ||= error instanceof AppendRefused;
			if (!(error instanceof StaleCommit)) await parts.retries.backOff(error, losses);
			parts.consumer.rewind();
		});
	}

	/** Resolves when the last batch has settled: true when all of it is durable. Never rejects. */
	get durable(): Promise<boolean> {
		return this.#pending.durable;
	}

	/** Rejects with AppendRefused when a record can neither be handled nor be sent to the dead letters: nothing is committed past it. */
	async handle(batch: Batch): Promise<Outcome> {
		const outcome = await this.#attempt({ batch, alone: false });
		return outcome === "failed" ? this.#handleOneByOne(batch) : outcome;
	}

	/** Something in the batch cannot be handled: one record at a time shows which. */
	async #handleOneByOne({ records, delivery }: Batch): Promise<Outcome> {
		for (const record of records) {
			const offsets = [{ topic: record.topic, partition: record.partition, offset: record.offset + 1 }];
			const outcome = await this.#attempt({ batch: { records: [record], offsets, delivery }, alone: true });
			if (outcome === "stopped" || outcome === "rewound") return outcome;
		}
		return "done";
	}

	/** Retries until the batch is done, has failed too often, or the loop is to stop. */
	async #attempt(attempted: Attempted): Promise<Outcome | "failed"> {
		const { options, consumer, retries, signal } = this.#parts;
		const failedAt: number[] = [];
		let last: unknown;
		for (let attempt = 1; ; attempt += 1) {
			const exhausted = failedAt.length === options.attempts;
			if (exhausted && !attempted.alone) return "failed";
			try {
				await (exhausted ? this.#sendToDeadLetter(attempted.batch, last, failedAt) : this.#apply(attempted));
				retries.succeeded();
				return "done";
			} catch (error) {
				if (signal.aborted) return "stopped";
				if (error instanceof PausedMeanwhile) return this.#leave();
				if (error instanceof StaleCommit || error instanceof PendingCommitLost) {
					consumer.rewind();
					return "rewound";
				}
				if (exhausted && error instanceof AppendRefused) throw this.#refusedDeadLetter(attempted.batch, error);
				if (isAboutRecords(error)) {
					failedAt.push(options.deps.clock.now());
					last = error;
				}
				if (!this.#isPaused(attempted.batch)) await retries.backOff(error, attempt);
				if (this.#isPaused(attempted.batch)) return this.#leave();
			}
		}
	}

	/** The batch keeps its position and is not committed; the commit before it becomes durable first, as a rewind would fence it. */
	async #leave(): Promise<Outcome> {
		const { consumer, retries } = this.#parts;
		await this.#pending.durable;
		consumer.rewind();
		retries.succeeded();
		return "rewound";
	}

	#isPaused({ offsets }: Batch): boolean {
		const { paused } = this.#parts.consumer;
		return paused !== undefined && offsets.some((place) => covers(paused, place));
	}

	async #apply({ batch, alone }: Attempted): Promise<void> {
		const { step, options, retries, signal } = this.#parts;
		const proceed = () => {
			if (this.#isPaused(batch)) throw new PausedMeanwhile();
		};
		proceed();
		const { placed, dead } = decodeAll(batch.records, step.group);
		const first = placed.length > 0 ? await decided(() => step.handle(placed, options.deps)) : NO_EFFECTS;
		await applyParts(first, {
			proceed,
			apply: async (part) => {
				await this.#pending.settled();
				if (part.next !== undefined) return applyPart(part, options.work);
				await this.#applyLast({ batch, alone }, { writes: part.writes, records: part.events.map(encodeEvent), dead });
				return [];
			},
			refused: async (error, refusals) => {
				await retries.backOff(error, refusals);
				if (signal.aborted) throw error;
			},
		});
	}

	async #applyLast({ batch, alone }: Attempted, part: LastPart): Promise<void> {
		if (!alone && !this.#refused) return this.#pending.begin((written) => this.#commit(batch, part, written));
		await this.#commit(batch, part);
		this.#refused = false;
	}

	async #sendToDeadLetter(batch: Batch, error: unknown, attemptTimes: readonly number[]): Promise<void> {
		const reason = (error instanceof Error ? error.message : String(error)).slice(0, 1000);
		await this.#pending.settled();
		await this.#commit(batch, {
			writes: [],
			records: [],
			dead: batch.records.map((record) => ({
				record,
				code: codeOf(error),
				reason,
				attempts: attemptTimes.length,
				attemptTimes,
				stack: stackOf(error),
			})),
		});
	}

	/** A dead letter that is too large for its topic is truncated: it must not block its partition. */
	async #commit({ records: read, offsets, delivery }: Batch, part: LastPart, written?: () => void): Promise<void> {
		const { records, dead } = part;
		const { step, options } = this.#parts;
		const { group } = step;
		const at = options.deps.clock.now();
		const commit = { group, offsets, delivery };
		const failed = new Map(dead.map(({ record, reason }) => [record, reason]));
		// After the step's own: where each write stands alone, a letter that has succeeded must not be ahead of the effects.
		const outcomes = read.some(isRedriven) ? await redriveWrites(read, failed, { store: options.deps.store, group, at }) : [];
		const writes = [...part.writes, ...outcomes];
		const deadLetters = dead.map(({ record, code, reason, ...tried }) =>
			deadLetterOf(record, { group, reason: code, error: reason, at, ...tried }),
		);
		try {
			await options.work.apply({ writes, records: [...records, ...deadLetters], commit }, written);
		} catch (error) {
			if (deadLetters.length === 0 || !(error instanceof RecordTooLarge)) throw error;
			await options.work.apply({ writes, records: [...records, ...deadLetters.map(truncate)], commit }, written);
		}
		for (const { record, reason } of dead) options.observer.deadLettered(group, record, reason);
	}

	#refusedDeadLetter({ records: [record] }: Batch, error: AppendRefused): AppendRefused {
		const at = record === undefined ? "" : ` at ${record.topic}/${record.partition}, offset ${record.offset}`;
		const message = `${this.#parts.step.group} stops${at}: the record cannot be handled, and its dead letter is refused: ${error.message}`;
		return new AppendRefused(error.code, message, { cause: error });
	}
}

function isRedriven(record: LogRecord): boolean {
	return redriveGroupOf(record) !== undefined;
}

/** Records that were redriven for another group are left out. */
function decodeAll(records: readonly LogRecord[], group: string): { placed: PlacedEvent[]; dead: DeadRecord[] } {
	const placed: PlacedEvent[] = [];
	const dead: DeadRecord[] = [];
	for (const record of records) {
		const redrivenFor = redriveGroupOf(record);
		if (redrivenFor !== undefined && redrivenFor !== group) continue;
		const decoded = decodeRecord(record);
		if (decoded.kind === "event") placed.push(decoded.placed);
		else if (decoded.kind === "poison") dead.push({ record, code: decoded.code, reason: decoded.reason, attempts: 1 });
	}
	return { placed, dead };
}
