/** Structured logs, one JSON object per line. The lines of the API's thread are declared here, so that their texts and fields are the same everywhere. */
import pino, { type DestinationStream, type Logger } from "pino";
import type { LogLevel } from "./environment.ts";

export type { Logger };

/** Credentials never reach the log, at whatever depth of a logged object. */
const REDACTED = ["authorization", "*.authorization", "*.*.authorization", "cookie", "*.cookie", "*.*.cookie", "token", "*.token"];

/** A logger that writes to `destination`; by default to standard output. */
export function createLogger(level: LogLevel, destination: DestinationStream = pino.destination({ fd: 1, sync: false })): Logger {
	return pino(
		{
			level,
			base: { service: "orderdeck" },
			timestamp: pino.stdTimeFunctions.isoTime,
			formatters: { level: (label) => ({ level: label }) },
			serializers: { err: (error: Error) => bounded(pino.stdSerializers.err(error)) },
			redact: { paths: REDACTED, censor: "[redacted]" },
		},
		destination,
	);
}

/** Characters of a text in a logged error: a driver may repeat a whole request in its message. */
const ERROR_TEXT = 4_000;

function bounded(error: object): object {
	const fields = Object.entries(error).map(([name, value]) => [name, typeof value === "string" ? value.slice(0, ERROR_TEXT) : value]);
	return Object.fromEntries(fields);
}

export interface RequestLine {
	readonly requestId: string;
	readonly method: string;
	/** Without the query string: it may hold search terms. */
	readonly path: string;
	readonly status: number;
	readonly ms: number;
	readonly actor: string | undefined;
}

/** Writes one log line: the stable name of an event, and its fields. How the pipeline's thread, which has no logger, reports. */
export type ReportEvent = (level: "debug" | "info" | "warn" | "error", event: string, fields: Readonly<Record<string, unknown>>) => void;

/** The daemon's log lines. */
export interface DaemonLog {
	listening(line: { readonly url: string; readonly roles: readonly string[]; readonly readyMs: number }): void;
	stopping(line: { readonly signal: string }): void;
	stopped(line: { readonly ms: number }): void;
	request(line: RequestLine): void;
	/** A request failed by a fault of the daemon: the cause is logged and not part of the response. */
	requestFailed(line: { readonly requestId: string; readonly path: string; readonly error: unknown }): void;
	/** The keys of the OIDC issuer could not be read. */
	issuerFailed(error: unknown): void;
	liveFailed(error: unknown): void;
	liveSkipped(line: { readonly records: number }): void;
	lagFailed(error: unknown): void;
	stockFailed(error: unknown): void;
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
		issuerFailed: (error) => logger.warn({ err: error }, "the keys of the issuer could not be read; the known ones stay"),
		liveFailed: (error) => logger.warn({ err: error }, "live feed could not read the log; retrying"),
		liveSkipped: (line) => logger.debug(line, "live feed skipped records"),
		lagFailed: (error) => logger.warn({ err: error }, "lag could not be sampled; retrying"),
		stockFailed: (error) => logger.warn({ err: error }, "stock could not be sampled; retrying"),
		cloudWatchFailed: (error) => logger.warn({ err: error }, "metrics for CloudWatch could not be read; some are omitted"),
		pipelineFailed: (error) => logger.fatal({ err: error }, "pipeline failed"),
	};
}
