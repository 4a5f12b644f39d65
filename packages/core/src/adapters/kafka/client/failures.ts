/** Failures of Kafka as errors of the ports, in one sentence that names the broker and the variable to check. Never a secret. */
import { AppendRefused, OperatorRefusal, RecordTooLarge, StoreError } from "../../../ports/errors.ts";
import { type FailureFacts, factsOf } from "./failure-facts.ts";

export type RefusalCode =
	| "WRONG_CREDENTIALS"
	| "UNKNOWN_HOST"
	| "TLS_EXPECTED"
	| "TLS_NOT_SPOKEN"
	| "UNTRUSTED_CERTIFICATE"
	| "NOT_AUTHORIZED"
	| "GROUP_HAS_MEMBERS";

/** Kafka refuses, and will refuse again until an operator changes something. */
export class KafkaRefused extends OperatorRefusal {
	override readonly name = "KafkaRefused";
	readonly code: RefusalCode;
	constructor(code: RefusalCode, message: string, options?: { cause?: unknown }) {
		super(message, options);
		this.code = code;
	}
}

/** What an operation on Kafka fails with: UNAVAILABLE passes, a refusal does not. */
export type KafkaFailure = StoreError | OperatorRefusal;

/** For messages. */
export interface Attempted {
	/** "reading orders/3". */
	readonly doing: string;
	readonly brokers: readonly string[];
}

const UNTRUSTED = new Set([
	"SELF_SIGNED_CERT_IN_CHAIN",
	"DEPTH_ZERO_SELF_SIGNED_CERT",
	"UNABLE_TO_VERIFY_LEAF_SIGNATURE",
	"UNABLE_TO_GET_ISSUER_CERT",
	"UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
	"CERT_HAS_EXPIRED",
	"CERT_NOT_YET_VALID",
	"ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** kafkajs keeps a TLS error's text and drops its code: the texts are OpenSSL's. */
const UNTRUSTED_TEXT =
	/self[- ]signed certificate|unable to (verify|get)|certificate has expired|not yet valid|does not match certificate/i;

/**
 * kafkajs reports a failed authentication, and drops the cause, when the connection is lost during one: a broker that stops, a load balancer
 * that is full. Only a broker's response is about the credentials.
 */
const LOST_WHILE_AUTHENTICATING = /authentication failed: (Closed connection|Connection |Not connected|Request .+ timed out)/;

/** Turns an error of kafkajs into one of the ports; one of the ports stays as it is. */
export function kafkaFailure(error: unknown, { doing, brokers }: Attempted): KafkaFailure {
	if (error instanceof StoreError || error instanceof OperatorRefusal) return error;
	const facts = factsOf(error);
	const at = `Kafka at ${facts.broker ?? brokers.join(", ")}`;
	const refused = refusal(facts, at, doing);
	if (refused !== undefined) return new KafkaRefused(...refused, { cause: error });
	if (facts.types.has("UNKNOWN_TOPIC_OR_PARTITION")) {
		return new StoreError("UNKNOWN_TOPIC", `${doing}: Kafka has no such topic, or does not show it to CONFLUENT_API_KEY`, { cause: error });
	}
	return new StoreError("UNAVAILABLE", `${at} cannot be used now (${doing}): ${passing(facts)}`, { cause: error });
}

const INVALID = new Set([
	"INVALID_RECORD",
	"INVALID_TIMESTAMP",
	"INVALID_TOPIC_EXCEPTION",
	"UNSUPPORTED_FOR_MESSAGE_FORMAT",
	"UNSUPPORTED_COMPRESSION_TYPE",
]);

/** As `kafkaFailure`; a refusal of the records or of the right to write them is an AppendRefused. */
export function appendFailure(error: unknown, attempted: Attempted): KafkaFailure {
	const { types } = factsOf(error);
	if (types.has("MESSAGE_TOO_LARGE") || types.has("RECORD_LIST_TOO_LARGE")) {
		return new RecordTooLarge(`${attempted.doing}: a record is larger than its topic accepts (max.message.bytes)`, { cause: error });
	}
	const invalid = [...types].find((type) => INVALID.has(type));
	if (invalid !== undefined) {
		return new AppendRefused("INVALID_RECORD", `${attempted.doing}: Kafka refuses a record as invalid (${invalid})`, { cause: error });
	}
	const failure = kafkaFailure(error, attempted);
	return failure.code === "NOT_AUTHORIZED" ? new AppendRefused("NOT_AUTHORIZED", failure.message, { cause: error }) : failure;
}

function refusal({ types, codes, names, text }: FailureFacts, at: string, doing: string): [RefusalCode, string] | undefined {
	if ((names.has("KafkaJSSASLAuthenticationError") && !LOST_WHILE_AUTHENTICATING.test(text)) || types.has("SASL_AUTHENTICATION_FAILED")) {
		return ["WRONG_CREDENTIALS", `${at} refused the credentials: check CONFLUENT_API_KEY and CONFLUENT_API_SECRET`];
	}
	if (types.has("UNSUPPORTED_SASL_MECHANISM") || types.has("ILLEGAL_SASL_STATE")) {
		return ["WRONG_CREDENTIALS", `${at} does not accept SASL PLAIN here: check the listener in KAFKA_BOOTSTRAP_SERVERS`];
	}
	if (codes.has("ENOTFOUND")) return ["UNKNOWN_HOST", `${at}: there is no such host: check KAFKA_BOOTSTRAP_SERVERS`];
	if ([...codes].some((code) => UNTRUSTED.has(code)) || UNTRUSTED_TEXT.test(text)) {
		return ["UNTRUSTED_CERTIFICATE", `${at} presents a certificate that is not trusted: set KAFKA_CA_FILE to the file of its authority`];
	}
	if (/wrong version number|packet length too long/i.test(text)) return ["TLS_NOT_SPOKEN", tlsNotSpoken(at)];
	const denied = [...types].find((type) => type.endsWith("_AUTHORIZATION_FAILED"));
	if (denied !== undefined) {
		return ["NOT_AUTHORIZED", `${doing}: ${at} refuses it: CONFLUENT_API_KEY lacks the right for this ${noun(denied)}`];
	}
	return undefined;
}

/** A client with TLS at a listener without. */
export function tlsNotSpoken(at: string): string {
	return `${at} does not speak TLS: check KAFKA_BOOTSTRAP_SERVERS, or leave CONFLUENT_API_KEY and CONFLUENT_API_SECRET empty for a plaintext broker`;
}

/** A client without TLS at a listener with. */
export function tlsExpected(at: string): string {
	return `${at} speaks TLS: set CONFLUENT_API_KEY and CONFLUENT_API_SECRET, or name a plaintext listener in KAFKA_BOOTSTRAP_SERVERS`;
}

function noun(denied: string): string {
	return denied.replace("_AUTHORIZATION_FAILED", "").toLowerCase().replaceAll("_", " ");
}

function passing({ codes, types, text }: FailureFacts): string {
	if (codes.has("ECONNREFUSED")) return "connection refused; is it running, and is KAFKA_BOOTSTRAP_SERVERS right?";
	const [type] = types;
	return type === undefined ? text : `${type}: ${text}`;
}
