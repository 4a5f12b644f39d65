import { describe, expect, it } from "vitest";
import { AppendRefused, OperatorRefusal, RecordTooLarge, StoreError } from "../../../ports/errors.ts";
import { appendFailure, KafkaRefused, kafkaFailure } from "./failures.ts";

const context = { doing: "reading orders/1", brokers: ["b1:9092", "b2:9092"] };

/** As kafkajs makes them: its types give its error classes no arguments. */
function kafkajsError(name: string, message: string, more: object = {}): Error {
	return Object.assign(new Error(message), { name, ...more });
}

function connectionError(message: string, code?: string): Error {
	return kafkajsError("KafkaJSConnectionError", `Connection error: ${message}`, { broker: "b1:9092", code });
}

function protocolError(type: string): Error {
	return kafkajsError("KafkaJSProtocolError", `Kafka: ${type}`, { type });
}

describe("a failure of Kafka", () => {
	it.each([
		[
			"the credentials",
			kafkajsError("KafkaJSSASLAuthenticationError", "SASL PLAIN authentication failed"),
			"WRONG_CREDENTIALS",
			"CONFLUENT_API_SECRET",
		],
		["the host", connectionError("getaddrinfo ENOTFOUND b1", "ENOTFOUND"), "UNKNOWN_HOST", "KAFKA_BOOTSTRAP_SERVERS"],
		[
			"the certificate",
			connectionError("self-signed certificate in certificate chain", "SELF_SIGNED_CERT_IN_CHAIN"),
			"UNTRUSTED_CERTIFICATE",
			"KAFKA_CA_FILE",
		],
		["the protocol", connectionError("write EPROTO: wrong version number", "EPROTO"), "TLS_NOT_SPOKEN", "KAFKA_BOOTSTRAP_SERVERS"],
		["a right", protocolError("TOPIC_AUTHORIZATION_FAILED"), "NOT_AUTHORIZED", "reading orders/1"],
	])("states what to do about %s", (_, error, code, hint) => {
		const failure = kafkaFailure(new Error("wrapped", { cause: error }), context);
		expect(failure).toBeInstanceOf(KafkaRefused);
		expect(failure).toBeInstanceOf(OperatorRefusal);
		expect(failure.code).toBe(code);
		expect(failure.message).toContain(hint);
	});

	it.each([
		"Closed connection",
		"Connection error: read ECONNRESET",
		"Not connected",
		"Request SaslAuthenticate(key: 36, version: 1) timed out",
	])("is UNAVAILABLE, not refused, when a connection is lost while it authenticates: %s", (what) => {
		const error = kafkajsError("KafkaJSSASLAuthenticationError", `SASL PLAIN authentication failed: ${what}`);
		expect(kafkaFailure(error, context)).toMatchObject({ name: "StoreError", code: "UNAVAILABLE" });
	});

	it("names the broker that the error names, or else all that are configured", () => {
		expect(kafkaFailure(connectionError("getaddrinfo ENOTFOUND b1", "ENOTFOUND"), context).message).toContain("Kafka at b1:9092:");
		expect(kafkaFailure(new Error("hm"), context).message).toContain("Kafka at b1:9092, b2:9092");
	});

	it("is UNAVAILABLE whatever else it is, and keeps the cause", () => {
		const error = connectionError("connect ECONNREFUSED 127.0.0.1:9092", "ECONNREFUSED");
		const failure = kafkaFailure(error, context);
		expect(failure).toBeInstanceOf(StoreError);
		expect(failure).toMatchObject({ code: "UNAVAILABLE", cause: error });
		expect(failure.message).toContain("connection refused");
	});

	it("distinguishes a missing topic from a missing broker", () => {
		expect(kafkaFailure(protocolError("UNKNOWN_TOPIC_OR_PARTITION"), context)).toMatchObject({ name: "StoreError", code: "UNKNOWN_TOPIC" });
	});

	it("leaves errors of the ports as they are, and stops at a circle of causes", () => {
		const own = new StoreError("UNAVAILABLE", "unavailable");
		expect(kafkaFailure(own, context)).toBe(own);
		const circle = new Error("round");
		circle.cause = new Error("and round", { cause: circle });
		expect(kafkaFailure(circle, context).code).toBe("UNAVAILABLE");
	});
});

describe("a failed append", () => {
	const appending = { ...context, doing: "appending" };

	it.each([
		["MESSAGE_TOO_LARGE", "RECORD_TOO_LARGE"],
		["RECORD_LIST_TOO_LARGE", "RECORD_TOO_LARGE"],
		["INVALID_RECORD", "INVALID_RECORD"],
		["INVALID_TIMESTAMP", "INVALID_RECORD"],
		["INVALID_TOPIC_EXCEPTION", "INVALID_RECORD"],
		["UNSUPPORTED_FOR_MESSAGE_FORMAT", "INVALID_RECORD"],
		["TOPIC_AUTHORIZATION_FAILED", "NOT_AUTHORIZED"],
		["CLUSTER_AUTHORIZATION_FAILED", "NOT_AUTHORIZED"],
	])("is refused for good on %s: %s", (type, code) => {
		const cause = protocolError(type);
		const failure = appendFailure(kafkajsError("KafkaJSNonRetriableError", "wrapped", { cause }), appending);
		expect(failure).toBeInstanceOf(AppendRefused);
		expect(failure instanceof RecordTooLarge).toBe(code === "RECORD_TOO_LARGE");
		expect(failure.code).toBe(code);
		expect(failure.message).toContain("appending");
	});

	it("is refused where the right was missing already when the topic was looked up", () => {
		const looked = kafkaFailure(protocolError("TOPIC_AUTHORIZATION_FAILED"), context);
		expect(appendFailure(looked, appending)).toMatchObject({ name: "AppendRefused", code: "NOT_AUTHORIZED", message: looked.message });
	});

	it.each(["NOT_ENOUGH_REPLICAS", "CORRUPT_MESSAGE", "OUT_OF_ORDER_SEQUENCE_NUMBER", "REQUEST_TIMED_OUT"])("passes on %s", (type) => {
		expect(appendFailure(protocolError(type), appending)).toMatchObject({ name: "StoreError", code: "UNAVAILABLE" });
	});

	it("leaves a refusal as it is", () => {
		const refused = new AppendRefused("TOPIC_DELETED", "gone");
		expect(appendFailure(refused, appending)).toBe(refused);
	});
});
