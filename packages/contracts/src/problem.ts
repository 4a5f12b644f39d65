/** From anything thrown to the one shape that callers see. What is not an AppError is INTERNAL and reveals nothing. */
import { TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { AppError, ERROR_CODES, type ErrorCode, type Issue, invalidInputs, type Problem } from "./errors.ts";

const TRPC_CODE: Record<ErrorCode, TRPCError["code"]> = {
	INVALID_INPUT: "BAD_REQUEST",
	PAYLOAD_TOO_LARGE: "BAD_REQUEST",
	REPLAY_TARGET_LIVE: "BAD_REQUEST",
	UNAUTHENTICATED: "UNAUTHORIZED",
	FORBIDDEN: "FORBIDDEN",
	NOT_FOUND: "NOT_FOUND",
	REQUEST_TIMEOUT: "TIMEOUT",
	ORDER_ALREADY_SHIPPED: "CONFLICT",
	ORDER_ALREADY_DELIVERED: "CONFLICT",
	ORDER_ALREADY_CANCELLED: "CONFLICT",
	REPLAY_ALREADY_ENDED: "CONFLICT",
	JOB_ALREADY_ENDED: "CONFLICT",
	STOCK_RESERVED: "CONFLICT",
	PAUSED_BY_OTHER: "CONFLICT",
	GROUP_NOT_PAUSED: "CONFLICT",
	GROUP_ACTIVE: "CONFLICT",
	CHANGED_MEANWHILE: "CONFLICT",
	UNREADABLE_RECORD: "CONFLICT",
	LETTER_NOT_WAITING: "CONFLICT",
	LETTER_NOT_DISCARDED: "CONFLICT",
	LETTER_CUT: "CONFLICT",
	LETTER_ORIGIN_UNKNOWN: "CONFLICT",
	LETTER_EXPIRED: "CONFLICT",
	REDRIVE_RUNNING: "CONFLICT",
	CLAIMED_BY_OTHER: "CONFLICT",
	ALERT_RESOLVED: "CONFLICT",
	ALERT_NOT_CLAIMED: "CONFLICT",
	ALERT_NOT_RESOLVED: "CONFLICT",
	RULE_EXISTS: "CONFLICT",
	IDEMPOTENCY_KEY_REUSED: "UNPROCESSABLE_CONTENT",
	LOCKED: "FORBIDDEN",
	RATE_LIMITED: "TOO_MANY_REQUESTS",
	HEADERS_TOO_LARGE: "BAD_REQUEST",
	INTERNAL: "INTERNAL_SERVER_ERROR",
	UNAVAILABLE: "SERVICE_UNAVAILABLE",
	TOO_MANY_READERS: "SERVICE_UNAVAILABLE",
};

const INTERNAL_MESSAGE = "Internal error; the log of this request contains the cause.";
/** What a refusal repeats of the caller's input is bounded: its text, and the number of its issues. */
const TEXT_LENGTH = 300;
const MOST_ISSUES = 50;

function truncated(text: string): string {
	return text.length <= TEXT_LENGTH ? text : `${text.slice(0, TEXT_LENGTH)}…`;
}

/** The tRPC error that carries `error` as its cause. */
export function trpcErrorOf(error: AppError): TRPCError {
	return new TRPCError({ code: TRPC_CODE[error.code], message: error.message, cause: error });
}

/** The first issues. An unknown field is an issue of its own, on its own path. */
function issuesOf(error: ZodError): Issue[] {
	const issues = error.issues.slice(0, MOST_ISSUES).flatMap((issue) => {
		const path = issue.path.map((part) => (typeof part === "number" ? part : truncated(String(part))));
		const paths = issue.code === "unrecognized_keys" ? issue.keys.slice(0, MOST_ISSUES).map((key) => [...path, truncated(key)]) : [path];
		return paths.map((place) => ({ path: place, message: issue.message }));
	});
	return issues.slice(0, MOST_ISSUES);
}

/** The problem body and HTTP status of anything thrown. */
export function problemOf(error: unknown): { status: number; body: Problem } {
	if (error instanceof AppError) return { status: error.status, body: error.toProblem() };
	if (error instanceof ZodError) return problemOf(invalidInputs(issuesOf(error)));
	if (error instanceof TRPCError) {
		if (error.cause instanceof AppError || (error.cause instanceof ZodError && error.code === "BAD_REQUEST")) return problemOf(error.cause);
		const code: ErrorCode =
			error.code === "NOT_FOUND" ? "NOT_FOUND" : error.code === "INTERNAL_SERVER_ERROR" ? "INTERNAL" : "INVALID_INPUT";
		const message = code === "INTERNAL" ? INTERNAL_MESSAGE : truncated(error.message);
		return { status: ERROR_CODES[code], body: { code, message, issues: [] } };
	}
	return { status: 500, body: { code: "INTERNAL", message: INTERNAL_MESSAGE, issues: [] } };
}
