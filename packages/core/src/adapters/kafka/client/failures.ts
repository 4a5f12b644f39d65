/** What goes wrong between us and Kafka, in one sentence that names the broker and the variable to look at. Never a secret. */
import { StoreError } from "../../../ports/errors.ts";

export type RefusalCode =
	| "WRONG_CREDENTIALS"
	| "UNKNOWN_HOST"
	| "TLS_EXPECTED"
	| "TLS_NOT_SPOKEN"
	| "UNTRUSTED_CERTIFICATE"
	| "NOT_AUTHORIZED"
	| "RECORD_TOO_LARGE"
	| "COMPRESSION_UNKNOWN"
	| "GROUP_HAS_MEMBERS";

/** Kafka says no, and will say it again: somebody must change something. */
export class KafkaRefused extends Error {
	override readonly name = "KafkaRefused";
	readonly code: RefusalCode;
	constructor(code: RefusalCode, message: string, options?: { cause?: unknown }) {
		super(message, options);
		this.code = code;
	}
}

export type KafkaFailure = StoreError | KafkaRefused;

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
 * kafkajs calls it a failed authentication, and drops the cause, when the connection is lost in the midst of one: a broker that goes away,
 * a load balancer that is full. Only what a broker has answered is about the credentials.
 */
const LOST_WHILE_AUTHENTICATING = /authentication failed: (Closed connection|Connection |Not connected|Request .+ timed out)/;

/** What of a failure is worth knowing, wherever in the chain of causes it stands. */
interface Facts {
	readonly broker: string | undefined;
	readonly types: ReadonlySet<string>;
	readonly codes: ReadonlySet<string>;
	readonly names: ReadonlySet<string>;
	readonly text: string;
}

/** Turns whatever kafkajs threw into a failure of ours; one of ours stays as it is. `doing`: "reading orders/3". */
export function kafkaFailure(
	error: unknown,
	{ doing, brokers }: { readonly doing: string; readonly brokers: readonly string[] },
): KafkaFailure {
	if (error instanceof StoreError || error instanceof KafkaRefused) return error;
	const facts = factsOf(error);
	const at = `Kafka at ${facts.broker ?? brokers.join(", ")}`;
	const refused = refusal(facts, at, doing);
	if (refused !== undefined) return new KafkaRefused(...refused, { cause: error });
	if (facts.types.has("UNKNOWN_TOPIC_OR_PARTITION")) {
		return new StoreError("UNKNOWN_TOPIC", `${doing}: Kafka has no such topic, or does not show it to CONFLUENT_API_KEY`, { cause: error });
	}
	return new StoreError("UNAVAILABLE", `${at} cannot be used now (${doing}): ${passing(facts)}`, { cause: error });
}

function refusal({ types, codes, names, text }: Facts, at: string, doing: string): [RefusalCode, string] | undefined {
	if ((names.has("KafkaJSSASLAuthenticationError") && !LOST_WHILE_AUTHENTICATING.test(text)) || types.has("SASL_AUTHENTICATION_FAILED")) {
		return ["WRONG_CREDENTIALS", `${at} refused the credentials: check CONFLUENT_API_KEY and CONFLUENT_API_SECRET`];
	}
	if (types.has("UNSUPPORTED_SASL_MECHANISM") || types.has("ILLEGAL_SASL_STATE")) {
		return ["WRONG_CREDENTIALS", `${at} does not take SASL PLAIN here: check the listener in KAFKA_BOOTSTRAP_SERVERS`];
	}
	if (codes.has("ENOTFOUND")) return ["UNKNOWN_HOST", `${at}: there is no such host: check KAFKA_BOOTSTRAP_SERVERS`];
	if ([...codes].some((code) => UNTRUSTED.has(code)) || UNTRUSTED_TEXT.test(text)) {
		return ["UNTRUSTED_CERTIFICATE", `${at} shows a certificate that is not trusted: name its authority's file in KAFKA_CA_FILE`];
	}
	if (/wrong version number|packet length too long/i.test(text)) return ["TLS_NOT_SPOKEN", tlsNotSpoken(at)];
	const denied = [...types].find((type) => type.endsWith("_AUTHORIZATION_FAILED"));
	if (denied !== undefined) {
		return ["NOT_AUTHORIZED", `${doing}: ${at} refuses it to CONFLUENT_API_KEY: it lacks the right for this ${noun(denied)}`];
	}
	if (types.has("MESSAGE_TOO_LARGE") || types.has("RECORD_LIST_TOO_LARGE")) {
		return ["RECORD_TOO_LARGE", `${doing}: a record is larger than the topic takes (max.message.bytes)`];
	}
	if (names.has("KafkaJSNotImplemented") && /compression/i.test(text)) {
		return [
			"COMPRESSION_UNKNOWN",
			`${doing}: a producer compresses with Snappy or LZ4, which is not read here: let it use gzip, zstd or none`,
		];
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

function passing({ codes, types, text }: Facts): string {
	if (codes.has("ECONNREFUSED")) return "connection refused; is it running, and is KAFKA_BOOTSTRAP_SERVERS right?";
	const [type] = types;
	return type === undefined ? text : `${type}: ${text}`;
}

function factsOf(error: unknown): Facts {
	const chain = [...causesOf(error)];
	const every = (key: string) => new Set(chain.map((each) => Reflect.get(each, key)).filter((value) => typeof value === "string"));
	const [broker] = every("broker");
	// The innermost cause says most.
	return { broker, types: every("type"), codes: every("code"), names: every("name"), text: chain.at(-1)?.message ?? String(error) };
}

/** The error, its causes and, of several at once, each. Bounded: a cause may lead back. */
function causesOf(error: unknown): Set<Error> {
	const found = new Set<Error>();
	const visit = (each: unknown): void => {
		if (!(each instanceof Error) || found.has(each)) return;
		found.add(each);
		const nested = Reflect.get(each, "errors");
		if (Array.isArray(nested)) nested.forEach(visit);
		visit(each.cause);
	};
	visit(error);
	return found;
}

/** Kafka's names for what went wrong, from anywhere in the chain. */
export function errorTypes(error: unknown): ReadonlySet<string> {
	return factsOf(error).types;
}
