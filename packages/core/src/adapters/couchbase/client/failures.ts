/** Failures of Couchbase, each in one sentence that names the variable to check or the command to run. Never a secret. */
import {
	AmbiguousTimeoutError,
	AuthenticationFailureError,
	BucketNotFoundError,
	CollectionNotFoundError,
	CouchbaseError,
	DurabilityAmbiguousError,
	DurabilityImpossibleError,
	DurabilityLevelNotAvailableError,
	DurableWriteInProgressError,
	DurableWriteReCommitInProgressError,
	IndexNotFoundError,
	IndexNotReadyError,
	InternalServerFailureError,
	PlanningFailureError,
	RequestCanceledError,
	ScopeNotFoundError,
	ServiceNotAvailableError,
	UnambiguousTimeoutError,
	ValueTooLargeError,
} from "couchbase";
import { OperatorRefusal, StoreError } from "../../../ports/errors.ts";

export type RefusalCode =
	| "WRONG_CREDENTIALS"
	| "UNKNOWN_HOST"
	| "BUCKET_MISSING"
	| "SCOPE_MISSING"
	| "COLLECTION_MISSING"
	| "INDEX_MISSING"
	| "QUERY_SERVICE_MISSING"
	| "DURABILITY_IMPOSSIBLE";

/** Couchbase refuses, and will refuse again until an operator changes something. */
export class CouchbaseRefused extends OperatorRefusal {
	override readonly name = "CouchbaseRefused";
	readonly code: RefusalCode;
	constructor(code: RefusalCode, message: string, options?: { cause?: unknown }) {
		super(message, options);
		this.code = code;
	}
}

/** The operation that failed: the names that a message may need. */
export interface Attempt {
	readonly host: string;
	readonly bucket: string;
	/** `scope.collection`, or what was requested, such as "the list of orders". */
	readonly what: string;
}

export const SETUP = "run `npm run couchbase:setup`";

/** What the operator must change; undefined when the failure may pass by itself. */
export function refusalOf(error: unknown, { host, bucket, what }: Attempt): CouchbaseRefused | undefined {
	if (error instanceof CouchbaseRefused) return error;
	const refuse = (code: RefusalCode, sentence: string) => new CouchbaseRefused(code, sentence, { cause: error });
	if (error instanceof AuthenticationFailureError) {
		return refuse(
			"WRONG_CREDENTIALS",
			`Couchbase at ${host} refused the user: check COUCHBASE_USERNAME, COUCHBASE_PASSWORD and that the user may read and write the bucket ${bucket} (COUCHBASE_BUCKET)`,
		);
	}
	if (error instanceof BucketNotFoundError) {
		return refuse("BUCKET_MISSING", `Couchbase at ${host} has no bucket ${bucket}: create it, or check COUCHBASE_BUCKET`);
	}
	if (error instanceof ScopeNotFoundError) return refuse("SCOPE_MISSING", `the bucket ${bucket} has no scope for ${what}: ${SETUP}`);
	if (error instanceof CollectionNotFoundError || isOutdatedCollection(error)) {
		return refuse("COLLECTION_MISSING", `the bucket ${bucket} has no collection ${what}: ${SETUP}`);
	}
	if (error instanceof IndexNotFoundError || isUnplanned(error)) {
		return refuse("INDEX_MISSING", `the bucket ${bucket} lacks an index for ${what}: ${SETUP}`);
	}
	if (error instanceof ServiceNotAvailableError) {
		return refuse("QUERY_SERVICE_MISSING", `Couchbase at ${host} has no query service for ${what}: add one to the cluster`);
	}
	if (error instanceof DurabilityImpossibleError || error instanceof DurabilityLevelNotAvailableError) {
		return refuse(
			"DURABILITY_IMPOSSIBLE",
			`the bucket ${bucket} cannot provide the durability that COUCHBASE_DURABILITY requires: too few replicas`,
		);
	}
	return undefined;
}

/**
 * What an operation throws to the ports' users. An operator may fix even a refusal while the daemon waits, so it is UNAVAILABLE, with the
 * message that states what to do. An error caused by the document itself is returned unchanged: waiting does not help.
 */
export function failureOf(error: unknown, attempt: Attempt): unknown {
	if (error instanceof StoreError) return error;
	if (error instanceof ValueTooLargeError || !(error instanceof CouchbaseError || error instanceof CouchbaseRefused)) return error;
	const refusal = refusalOf(error, attempt);
	const sentence = refusal?.message ?? `Couchbase at ${attempt.host} cannot be used now (${attempt.what}): ${passing(error)}`;
	return new StoreError("UNAVAILABLE", sentence, { cause: error });
}

/** True when it is unknown whether the write was applied: it was sent, and no response reported the result. */
export function isAmbiguous(error: unknown): boolean {
	return (
		error instanceof AmbiguousTimeoutError ||
		error instanceof RequestCanceledError ||
		error instanceof DurabilityAmbiguousError ||
		error instanceof InternalServerFailureError ||
		error instanceof DurableWriteInProgressError ||
		error instanceof DurableWriteReCommitInProgressError
	);
}

function passing(error: Error): string {
	if (error instanceof UnambiguousTimeoutError) return "no response in time; is it running, and is COUCHBASE_HOST right?";
	if (error instanceof AmbiguousTimeoutError || error instanceof RequestCanceledError) return "the connection was lost before it responded";
	return error.message;
}

/** The SDK retries an unknown collection until its timeout; only the retry reasons show that this was the cause. */
function isOutdatedCollection(error: unknown): boolean {
	return error instanceof UnambiguousTimeoutError && reasonsOf(error).includes("key_value_collection_outdated");
}

/** No index fits the statement (4000 of the query service), or the one it names is not there. */
function isUnplanned(error: unknown): boolean {
	return error instanceof PlanningFailureError || error instanceof IndexNotReadyError;
}

function reasonsOf({ context }: CouchbaseError): readonly string[] {
	return context?.retry_reasons ?? [];
}
