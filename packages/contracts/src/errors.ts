/** Errors that cross a boundary: each has a stable `code` that programs may branch on, and a sentence for people. */

export const ERROR_CODES = {
	INVALID_INPUT: 400,
	PAYLOAD_TOO_LARGE: 400,
	REPLAY_TARGET_LIVE: 400,
	UNAUTHENTICATED: 401,
	FORBIDDEN: 403,
	NOT_FOUND: 404,
	REQUEST_TIMEOUT: 408,
	ORDER_ALREADY_SHIPPED: 409,
	ORDER_ALREADY_DELIVERED: 409,
	ORDER_ALREADY_CANCELLED: 409,
	REPLAY_ALREADY_ENDED: 409,
	JOB_ALREADY_ENDED: 409,
	STOCK_RESERVED: 409,
	PAUSED_BY_OTHER: 409,
	GROUP_NOT_PAUSED: 409,
	GROUP_ACTIVE: 409,
	CHANGED_MEANWHILE: 409,
	UNREADABLE_RECORD: 409,
	LETTER_NOT_WAITING: 409,
	LETTER_NOT_DISCARDED: 409,
	LETTER_CUT: 409,
	LETTER_ORIGIN_UNKNOWN: 409,
	LETTER_EXPIRED: 409,
	REDRIVE_RUNNING: 409,
	CLAIMED_BY_OTHER: 409,
	ALERT_RESOLVED: 409,
	ALERT_NOT_CLAIMED: 409,
	ALERT_NOT_RESOLVED: 409,
	RULE_EXISTS: 409,
	IDEMPOTENCY_KEY_REUSED: 422,
	LOCKED: 423,
	RATE_LIMITED: 429,
	HEADERS_TOO_LARGE: 431,
	INTERNAL: 500,
	UNAVAILABLE: 503,
	TOO_MANY_READERS: 503,
} as const;
export type ErrorCode = keyof typeof ERROR_CODES;

/** What is wrong with one field, and what is accepted there. */
export interface Issue {
	readonly path: readonly (string | number)[];
	readonly message: string;
}

/** The body of every refused request, REST and tRPC alike. */
export interface Problem {
	readonly code: ErrorCode;
	readonly message: string;
	readonly issues: readonly Issue[];
}

/** An error whose code, sentence and issues may be shown to the caller. Callers see any other error as INTERNAL. */
export class AppError extends Error {
	override readonly name = "AppError";
	readonly code: ErrorCode;
	readonly issues: readonly Issue[];

	constructor(code: ErrorCode, message: string, options: { issues?: readonly Issue[]; cause?: unknown } = {}) {
		super(message, { cause: options.cause });
		this.code = code;
		this.issues = options.issues ?? [];
	}

	/** The HTTP status that goes with the code. */
	get status(): number {
		return ERROR_CODES[this.code];
	}

	toProblem(): Problem {
		return { code: this.code, message: this.message, issues: this.issues };
	}
}

/** So many issues a refusal states in its sentence, which people read; its list, which programs read, may have more. */
const MOST_NAMED = 10;

/** A refusal of one input field. */
export function invalidInput(path: readonly (string | number)[], message: string): AppError {
	return invalidInputs([{ path, message }]);
}

/** A refusal of the input for these reasons. */
export function invalidInputs(issues: readonly Issue[]): AppError {
	const named = issues.slice(0, MOST_NAMED).map(({ path, message }) => `${path.join(".") || "input"}: ${message}`);
	const sentence = [...named, ...(issues.length > MOST_NAMED ? ["and more"] : [])].join("; ");
	return new AppError("INVALID_INPUT", sentence, { issues });
}
