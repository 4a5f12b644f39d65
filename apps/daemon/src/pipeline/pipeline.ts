/** The pipeline as the API sees it: the roles of this daemon, running somewhere else than on the API's thread. */
import type { Execute, RecordRefusal } from "@orderdeck/contracts/commands";
import type { ProducerState } from "@orderdeck/contracts/services/entities";
import type { OwnStatus } from "@orderdeck/core/domain/service-registry";
import type { Durations } from "./duration-histogram.ts";
import type { LoopDelay } from "./loop-delay.ts";

/** Counters of one consumer group's runtime, since the start. */
export interface GroupCounters {
	readonly group: string;
	readonly paused: boolean;
	readonly handled: number;
	readonly batches: number;
	readonly retries: number;
	readonly deadLetters: number;
	/** How long batches took, from their delivery to their commit. */
	readonly durations: Durations;
}

export interface PipelineStatus {
	readonly services: readonly OwnStatus[];
	readonly producer: ProducerState;
	readonly groups: readonly GroupCounters[];
	/** False while a dependency is unavailable; `reason` states which. */
	readonly ready: boolean;
	readonly reason: string | null;
	/** Of the thread that the roles run on; undefined where they share a thread with others. */
	readonly loopDelay?: LoopDelay;
}

/** Disposing drains: intake stops, the current batch is finished or left uncommitted, within ten seconds. */
export interface Pipeline extends AsyncDisposable {
	readonly execute: Execute;
	readonly recordRefusal: RecordRefusal;
	/** The newest status known, without waiting; refreshed about once a second. */
	status(): PipelineStatus;
	/** Rejects when the pipeline has failed and does not recover. */
	readonly failed: Promise<never>;
}
