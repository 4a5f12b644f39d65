/** Tells the pipeline's thread what to run and speaks to it. */
import { once } from "node:events";
import type { Worker } from "node:worker_threads";
import { AppError } from "@orderdeck/contracts/errors";
import type { Commands } from "@orderdeck/core/commands/commands";
import type { Logger } from "pino";
import type { CommandArguments, CommandName, FromPipeline, PipelineThreadOptions, ToPipeline } from "./messages.ts";
import type { Pipeline, PipelineStatus } from "./pipeline.ts";

/** The pipeline cannot start until the operator changes something; the message says what. */
export class PipelineRefused extends Error {
	override readonly name = "PipelineRefused";
	readonly code: string;
	constructor(code: string, message: string) {
		super(message);
		this.code = code;
	}
}

/** How long a drain may take before the batch in hand is abandoned uncommitted. */
const DRAIN_MS = 8_000;

export interface ThreadParts {
	/** A thread of thread.ts to which nobody has spoken yet. */
	readonly worker: Worker;
	readonly logger: Logger;
	/** Ends the start when it aborts. */
	readonly signal: AbortSignal;
}

/**
 * Resolves when all roles run; with undefined when `signal` aborted first and the thread has ended. Rejects with PipelineRefused, or with
 * what the thread died of.
 */
export async function startPipelineThread(
	options: PipelineThreadOptions,
	{ worker, logger, signal }: ThreadParts,
): Promise<Pipeline | undefined> {
	const started = Promise.withResolvers<PipelineStatus>();
	const failed = Promise.withResolvers<never>();
	const ended = Promise.withResolvers<void>();
	failed.promise.catch(() => undefined);
	const calls = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
	let status: PipelineStatus | undefined;
	let stopping = false;
	let lastCall = 0;

	worker.on("message", (message: FromPipeline) => {
		switch (message.kind) {
			case "ready":
				status = message.status;
				return started.resolve(message.status);
			case "status":
				status = message.status;
				return;
			case "refused":
				return started.reject(new PipelineRefused(message.code, message.message));
			case "report":
				return logger[message.level]({ event: message.event, ...message.fields }, message.event);
			case "answer":
				return settle(message.id)?.resolve(message.value);
			case "problem": {
				const { code, message: text, issues } = message.problem;
				return settle(message.id)?.reject(new AppError(code, text, { issues }));
			}
			case "stopped":
				return;
		}
	});
	worker.on("error", (error) => {
		started.reject(error);
		failed.reject(error);
	});
	worker.on("exit", () => {
		const gone = new AppError("UNAVAILABLE", "The pipeline has stopped; nothing was changed by this request unless it shows.");
		for (const { reject } of calls.values()) reject(gone);
		calls.clear();
		started.reject(gone);
		if (!stopping) failed.reject(new Error("the pipeline's thread ended unasked"));
		ended.resolve();
	});

	function settle(id: number) {
		const call = calls.get(id);
		calls.delete(id);
		return call;
	}

	function call<C extends CommandName>(name: C, ...args: CommandArguments[C]): ReturnType<Commands[C]> {
		if (stopping) throw new AppError("UNAVAILABLE", "This daemon is shutting down.");
		const id = ++lastCall;
		const { promise, resolve, reject } = Promise.withResolvers<unknown>();
		calls.set(id, { resolve, reject });
		// A generic pair of name and arguments is not narrowed to one member of the union.
		worker.postMessage({ kind: "command", id, name, args } as unknown as ToPipeline);
		return promise as ReturnType<Commands[C]>;
	}

	async function drain(): Promise<void> {
		stopping = true;
		worker.postMessage({ kind: "stop" } satisfies ToPipeline);
		const overdue = setTimeout(() => {
			logger.warn({ event: "drain_overdue", after_ms: DRAIN_MS }, "drain_overdue");
			void worker.terminate();
		}, DRAIN_MS);
		await ended.promise;
		clearTimeout(overdue);
	}

	worker.postMessage({ kind: "start", options } satisfies ToPipeline);
	const aborted = signal.aborted ? Promise.resolve() : once(signal, "abort");
	await Promise.race([started.promise, aborted]);
	if (status === undefined) {
		await drain();
		return undefined;
	}
	return {
		failed: failed.promise,
		status: () => status as PipelineStatus,
		commands: {
			createOrder: async (...args) => call("createOrder", ...args),
			cancelOrder: async (...args) => call("cancelOrder", ...args),
			restock: async (...args) => call("restock", ...args),
			setProducer: async (...args) => call("setProducer", ...args),
			startReplay: async (...args) => call("startReplay", ...args),
			cancelReplay: async (...args) => call("cancelReplay", ...args),
		},
		[Symbol.asyncDispose]: drain,
	};
}
