import { describe, expect, it } from "vitest";
import { StoreError } from "../../../ports/errors.ts";
import { KafkaRefused, kafkaFailure } from "./failures.ts";

const context = { doing: "reading orders/1", brokers: ["b1:9092", "b2:9092"] };

/** As kafkajs makes them: its types give its error classes no arguments. */
function kafkajsError(name: string, message: string, more: object = {}): Error {
	return Object.assign(new Error(message), { name, ...more });
}

function connectionError(message: string, code?: string): Error {
	return kafkajsError("KafkaJSConnectionError", `Connection error: ${message}`, { broker: "b1:9092", code });
}

function protocolError(type: string): Error {
	return kafkajsError("KafkaJSProtocolError", `kafka says ${type}`, { type });
}

describe("what goes wrong with Kafka", () => {
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
		["a record's size", protocolError("MESSAGE_TOO_LARGE"), "RECORD_TOO_LARGE", "max.message.bytes"],
		["a compression", kafkajsError("KafkaJSNotImplemented", "Snappy compression not implemented"), "COMPRESSION_UNKNOWN", "gzip"],
	])("says what to do about %s", (_, error, code, hint) => {
		const failure = kafkaFailure(new Error("wrapped", { cause: error }), context);
		expect(failure).toBeInstanceOf(KafkaRefused);
		expect(failure.code).toBe(code);
		expect(failure.message).toContain(hint);
	});

	it.each([
		"Closed connection",
		"Connection error: read ECONNRESET",
		"Not connected",
		"Request SaslAuthenticate(key: 36, version: 1) timed out",
	])("takes a connection that is lost while it authenticates for away, not for refused: %s", (what) => {
		const error = kafkajsError("KafkaJSSASLAuthenticationError", `SASL PLAIN authentication failed: ${what}`);
		expect(kafkaFailure(error, context)).toMatchObject({ name: "StoreError", code: "UNAVAILABLE" });
	});

	it("names the broker that the error names, or else those that were asked", () => {
		expect(kafkaFailure(connectionError("getaddrinfo ENOTFOUND b1", "ENOTFOUND"), context).message).toContain("Kafka at b1:9092:");
		expect(kafkaFailure(new Error("hm"), context).message).toContain("Kafka at b1:9092, b2:9092");
	});

	it("takes everything else for passing, and keeps the cause", () => {
		const error = connectionError("connect ECONNREFUSED 127.0.0.1:9092", "ECONNREFUSED");
		const failure = kafkaFailure(error, context);
		expect(failure).toBeInstanceOf(StoreError);
		expect(failure).toMatchObject({ code: "UNAVAILABLE", cause: error });
		expect(failure.message).toContain("connection refused");
	});

	it("knows a missing topic from a missing broker", () => {
		expect(kafkaFailure(protocolError("UNKNOWN_TOPIC_OR_PARTITION"), context)).toMatchObject({ name: "StoreError", code: "UNKNOWN_TOPIC" });
	});

	it("leaves its own failures as they are, and does not run in circles", () => {
		const own = new StoreError("UNAVAILABLE", "away");
		expect(kafkaFailure(own, context)).toBe(own);
		const circle = new Error("round");
		circle.cause = new Error("and round", { cause: circle });
		expect(kafkaFailure(circle, context).code).toBe("UNAVAILABLE");
	});
});
