/** What the API's thread and the pipeline's thread call on each other, through birpc. Arguments are plain data, cloned by the runtime. */
import type { Execute, RecordRefusal } from "@orderdeck/contracts/commands";
import { AppError, type Problem } from "@orderdeck/contracts/errors";
import type { BirpcOptions } from "birpc";
import { apiErrorOf } from "../api/guard.ts";
import type { CouchbaseConfig, KafkaConfig } from "../backend-config.ts";
import type { ReportEvent } from "../logging.ts";
import type { TracesConfig } from "../tracing/trace-config.ts";
import type { PipelineStatus } from "./pipeline.ts";
import type { RolesOptions } from "./run-roles.ts";

export interface PipelineThreadOptions extends RolesOptions {
	readonly dataDir: string;
	readonly kafka: KafkaConfig | undefined;
	readonly couchbase: CouchbaseConfig | undefined;
	readonly gateway: { readonly latencyMs: number; readonly declineRate: number };
	/** Undefined: nothing is traced. */
	readonly traces: TracesConfig | undefined;
	/** Whether each event of an order is a line of the log. */
	readonly logsEvents: boolean;
}

export interface PipelineFunctions {
	/** The first call: the thread is started before its options are known. */
	start(options: PipelineThreadOptions): void;
	/** Rejects with an AppError; any other error is logged in the thread and becomes INTERNAL. */
	execute: Execute;
	/** Resolves once it is recorded, or cannot be. */
	recordRefusal: RecordRefusal;
	/** Starts the drain; the thread exits when it is drained. */
	stop(): void;
}

export interface ApiFunctions {
	/** The first call means that the roles run, or wait for their servers. */
	status(status: PipelineStatus): void;
	/** The pipeline cannot start until an operator changes something; the message states what. May follow a status: servers may respond late. */
	refused(code: string, message: string): void;
	report: ReportEvent;
}

interface Endpoint {
	postMessage(message: unknown): void;
	on(event: "message", listener: (message: unknown) => void): unknown;
}

/** A call that fails carries `e`, its error. */
type Message = { readonly e?: unknown };

/**
 * Calls over a thread's port, as long as they take. A clone of an error would lose its code: it is sent as a Problem and thrown as an
 * AppError again.
 */
export function channelOver(port: Endpoint) {
	return {
		post: (message) => port.postMessage(message),
		on: (listener) => void port.on("message", listener),
		serialize: (message: Message) => (message.e === undefined ? message : { ...message, e: appErrorOf(message.e).toProblem() }),
		deserialize: (message: Message) => (message.e === undefined ? message : { ...message, e: errorFrom(message.e as Problem) }),
		timeout: -1,
	} satisfies Partial<BirpcOptions>;
}

function appErrorOf(thrown: unknown): AppError {
	const error = apiErrorOf(thrown);
	return error instanceof AppError ? error : new AppError("INTERNAL", "Internal error; the log contains the cause.");
}

function errorFrom({ code, message, issues }: Problem): AppError {
	return new AppError(code, message, { issues });
}
