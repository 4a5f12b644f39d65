/** Structured logs, a JSON object a line. Every line of the daemon is declared here, so that its words and fields are the same everywhere. */
import pino, { type DestinationStream, type Logger } from "pino";
import type { LogLevel } from "./config.ts";

export type { Logger };

/** Credentials never reach the log, wherever in a logged object they stand. */
const REDACTED = ["authorization", "*.authorization", "*.*.authorization", "cookie", "*.cookie", "*.*.cookie", "token", "*.token"];

/** A logger that writes to `destination`; by default to standard output. */
export function createLogger(level: LogLevel, destination: DestinationStream = pino.destination({ fd: 1, sync: false })): Logger {
	return pino(
		{
			level,
			base: { service: "orderdeck" },
			timestamp: pino.stdTimeFunctions.isoTime,
			formatters: { level: (label) => ({ level: label }) },
			redact: { paths: REDACTED, censor: "[redacted]" },
		},
		destination,
	);
}

export interface RequestLine {
	readonly requestId: string;
	readonly method: string;
	/** Without the query string: it may hold what people searched for. */
	readonly path: string;
	readonly status: number;
	readonly ms: number;
	readonly actor: string | undefined;
}

/** The daemon's log lines. */
export interface DaemonLog {
	listening(line: { readonly url: string; readonly roles: readonly string[]; readonly readyMs: number }): void;
	stopping(line: { readonly signal: string }): void;
	stopped(line: { readonly ms: number }): void;
	request(line: RequestLine): void;
	/** A request failed for a reason of ours: the cause stands here and nowhere in the answer. */
	requestFailed(line: { readonly requestId: string; readonly path: string; readonly error: unknown }): void;
	liveFailed(error: unknown): void;
	liveSkipped(line: { readonly records: number }): void;
	lagFailed(error: unknown): void;
	cloudWatchFailed(error: unknown): void;
	pipelineFailed(error: unknown): void;
}

export function createDaemonLog(logger: Logger): DaemonLog {
	return {
		listening: (line) => logger.info(line, "listening"),
		stopping: (line) => logger.info(line, "stopping"),
		stopped: (line) => logger.info(line, "stopped"),
		request: (line) => (line.status >= 500 ? logger.warn(line, "request") : logger.debug(line, "request")),
		requestFailed: ({ error, ...line }) => logger.error({ ...line, err: error }, "request failed"),
		liveFailed: (error) => logger.warn({ err: error }, "live feed could not read the log; trying again"),
		liveSkipped: (line) => logger.debug(line, "live feed jumped forward"),
		lagFailed: (error) => logger.warn({ err: error }, "lag could not be sampled; trying again"),
		cloudWatchFailed: (error) => logger.warn({ err: error }, "metrics for CloudWatch could not be read; some are left out"),
		pipelineFailed: (error) => logger.fatal({ err: error }, "pipeline failed"),
	};
}
