/** What a running step needs, and what it reports. */
import type { PauseScope } from "../domain/group-pause.ts";
import type { EventLog, LogRecord } from "../ports/event-log.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";
import type { StepDeps } from "./step.ts";

/** What the runtime reports. Called often: implementations are quick and do not throw. */
export interface RuntimeObserver {
	retried(group: string, error: unknown, attempt: number, waitMs: number): void;
	deadLettered(group: string, record: LogRecord, reason: string): void;
	/** A batch is durable. `seconds`: from its delivery to its commit. */
	handled(group: string, records: number, seconds: number): void;
	/** The step has stopped for good; `done` rejects with the same error. */
	failed(group: string, error: unknown): void;
}

export interface RunStepOptions {
	readonly log: EventLog;
	readonly work: UnitOfWork;
	readonly deps: StepDeps;
	readonly observer: RuntimeObserver;
	readonly member: string;
	/** What is paused from the start: nothing of it is handled. */
	readonly paused?: PauseScope | undefined;
	readonly maxRecords: number;
	/** How long to wait after a batch that was not full, so that the next one is worth its transaction; ms. */
	readonly lingerMs: number;
	/**
	 * The least wait after a batch that was not full, as a multiple of the time that the batch took: under load the step then yields its
	 * thread to the others, and its batches grow.
	 */
	readonly restRatio?: number;
	/** Attempts of a batch, and then of each of its records, before a record that fails becomes a dead letter. */
	readonly attempts: number;
}
