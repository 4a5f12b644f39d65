/** Starts the roles in the pipeline's thread, and forwards commands to it. */
import { once } from "node:events";
import type { Worker } from "node:worker_threads";
import { AppError } from "@orderdeck/contracts/errors";
import { createBirpc } from "birpc";
import type { Logger } from "pino";
import { type ApiFunctions, channelOver, type PipelineFunctions, type PipelineThreadOptions } from "./messages.ts";
import type { Pipeline, PipelineStatus } from "./pipeline.ts";

/** The pipeline cannot start until the operator changes something; the message states what. */
export class PipelineRefused extends Error {
	override readonly name = "PipelineRefused";
	readonly code: string;
	constructor(code: string, message: string) {
		super(message);
		this.code = code;
	}
}

/** How long a drain may take before the current batch is abandoned uncommitted. */
const DRAIN_MS = 7_500;

export interface ThreadParts {
	/** A thread of thread.ts that has not been started yet. */
	readonly worker: Worker;
	readonly logger: Logger;
	/** Ends the start when it aborts. */
	readonly signal: AbortSignal;
}

/**
 * Resolves when all roles run, or wait for what is unavailable or silent; with undefined when `signal` aborted first and the thread has ended.
 * Rejects with PipelineRefused, or with the error that ended the thread.
 */
export async function startPipelineThread(
	options: PipelineThreadOptions,
	{ worker, logger, signal }: ThreadParts,
): Promise<Pipeline | undefined> {
	const started = Promise.withResolvers<void>();
	const failed = Promise.withResolvers<never>();
	const ended = Promise.withResolvers<void>();
	failed.promise.catch(() => undefined);
	let status: PipelineStatus | undefined;
	let stopping = false;

	const functions: ApiFunctions = {
		status(newest) {
			status = newest;
			started.resolve();
		},
		refused(code, message) {
			const refused = new PipelineRefused(code, message);
			started.reject(refused);
			failed.reject(refused);
		},
		report: (level, event, fields) => logger[level]({ event, ...fields }, event),
	};
	const thread = createBirpc<PipelineFunctions, ApiFunctions>(functions, { ...channelOver(worker), eventNames: ["start", "stop"] });
	worker.on("error", (error) => {
		started.reject(error);
		failed.reject(error);
	});
	worker.on("exit", () => {
		const gone = new AppError("UNAVAILABLE", "The pipeline has stopped; check whether this request took effect before you repeat it.");
		thread.$rejectPendingCalls(({ reject }) => reject(gone));
		started.reject(gone);
		if (!stopping) failed.reject(new Error("the pipeline's thread exited unexpectedly"));
		stopping = true;
		ended.resolve();
	});

	async function drain(): Promise<void> {
		stopping = true;
		void thread.stop();
		const overdue = setTimeout(() => {
			logger.warn({ event: "drain_overdue", after_ms: DRAIN_MS }, "drain_overdue");
			void worker.terminate();
		}, DRAIN_MS);
		await ended.promise;
		clearTimeout(overdue);
	}

	void thread.start(options);
	const aborted = signal.aborted ? Promise.resolve() : once(signal, "abort");
	await Promise.race([started.promise, aborted]);
	if (status === undefined) {
		await drain();
		return undefined;
	}
	return {
		failed: failed.promise,
		status: () => status as PipelineStatus,
		async execute(...call) {
			if (stopping) throw new AppError("UNAVAILABLE", "This daemon is shutting down.");
			return thread.execute(...call);
		},
		async recordRefusal(...call) {
			if (!stopping) await thread.recordRefusal(...call);
		},
		[Symbol.asyncDispose]: drain,
	};
}
