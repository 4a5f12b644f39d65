import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "./config.ts";

const KAFKA = { KAFKA_BOOTSTRAP_SERVERS: "127.0.0.1:9092" };
const KEY = { CONFLUENT_API_KEY: "the-key", CONFLUENT_API_SECRET: "the-secret" };
const COUCHBASE = { COUCHBASE_HOST: "cb.example.cloud.couchbase.com", COUCHBASE_USERNAME: "orderdeck", COUCHBASE_PASSWORD: "the-password" };

function refusal(env: Record<string, string>): readonly string[] {
	try {
		readConfig(env);
	} catch (error) {
		if (error instanceof ConfigError) return error.lines;
		throw error;
	}
	throw new Error("was accepted");
}

describe("where log and store are", () => {
	it("is Confluent Cloud and Capella where their variables are set", () => {
		const env = { KAFKA_BOOTSTRAP_SERVERS: "pkc-1.example.confluent.cloud:9092, pkc-2.example.confluent.cloud:9092", ...KEY, ...COUCHBASE };
		expect(readConfig(env)).toMatchObject({
			kafka: {
				brokers: ["pkc-1.example.confluent.cloud:9092", "pkc-2.example.confluent.cloud:9092"],
				credentials: { key: "the-key", secret: "the-secret" },
				caFile: undefined,
				recordCodec: "fast",
			},
			couchbase: { host: COUCHBASE.COUCHBASE_HOST, bucket: "order_analytics", durability: "majority", username: "orderdeck" },
		});
	});

	it("is a broker on this machine in plaintext where no key is set", () => {
		for (const broker of ["127.0.0.1:9092", "localhost:19092", "[::1]:9092"]) {
			expect(readConfig({ KAFKA_BOOTSTRAP_SERVERS: broker }).kafka).toMatchObject({ brokers: [broker], credentials: undefined });
		}
	});

	it("is a broker elsewhere in plaintext only where that is asked for by name", () => {
		expect(readConfig({ KAFKA_BOOTSTRAP_SERVERS: "kafka:9092", KAFKA_SECURITY_PROTOCOL: "PLAINTEXT" }).kafka?.credentials).toBeUndefined();
	});

	it("encodes and decodes its records with kafkajs' own codec where that is asked for", () => {
		expect(readConfig({ ...KAFKA, KAFKA_RECORD_CODEC: "kafkajs" }).kafka).toMatchObject({ recordCodec: "kafkajs" });
	});

	it("may be one of the two with all roles, both with any", () => {
		expect(readConfig(KAFKA)).toMatchObject({ couchbase: undefined });
		expect(readConfig(COUCHBASE)).toMatchObject({ kafka: undefined });
		expect(readConfig({ ...KAFKA, ...COUCHBASE, ROLES: "fraud" })).toMatchObject({ roles: ["fraud"] });
		expect(readConfig({ ROLES: "api,fraud" })).toMatchObject({ kafka: undefined, couchbase: undefined });
	});
});

describe("is refused in a sentence that names the variable:", () => {
	it.each<[string, Record<string, string>, RegExp]>([
		[
			"brokers without a port",
			{ KAFKA_BOOTSTRAP_SERVERS: "broker" },
			/^KAFKA_BOOTSTRAP_SERVERS: got "broker", needs a comma list of host:port/,
		],
		["brokers with a scheme", { KAFKA_BOOTSTRAP_SERVERS: "SASL_SSL://b:9092" }, /^KAFKA_BOOTSTRAP_SERVERS: got/],
		["a remote broker without a key", { KAFKA_BOOTSTRAP_SERVERS: "b.example:9092" }, /^CONFLUENT_API_KEY: is not set, and b\.example:9092/],
		["a key without its secret", { ...KAFKA, CONFLUENT_API_KEY: "k" }, /^CONFLUENT_API_SECRET: is not set/],
		["a secret without its key", { ...KAFKA, CONFLUENT_API_SECRET: "s" }, /^CONFLUENT_API_KEY: is not set/],
		["a key without brokers", { CONFLUENT_API_KEY: "k" }, /^CONFLUENT_API_KEY: is set without KAFKA_BOOTSTRAP_SERVERS/],
		["a secret in clear", { ...KAFKA, ...KEY, KAFKA_SECURITY_PROTOCOL: "PLAINTEXT" }, /^KAFKA_SECURITY_PROTOCOL: PLAINTEXT would send/],
		["a protocol that is none of ours", { ...KAFKA, KAFKA_SECURITY_PROTOCOL: "SSL" }, /needs SASL_SSL or PLAINTEXT/],
		[
			"a record codec that is none of ours",
			{ ...KAFKA, KAFKA_RECORD_CODEC: "slow" },
			/^KAFKA_RECORD_CODEC: got "slow", needs one of fast, kafkajs/,
		],
		["a record codec without brokers", { KAFKA_RECORD_CODEC: "kafkajs" }, /^KAFKA_RECORD_CODEC: is set without KAFKA_BOOTSTRAP_SERVERS/],
		["a store without a password", { COUCHBASE_HOST: "h", COUCHBASE_USERNAME: "u" }, /^COUCHBASE_PASSWORD: is not set/],
		["a password without a store", { COUCHBASE_PASSWORD: "p" }, /^COUCHBASE_PASSWORD: is set without COUCHBASE_HOST/],
		["a host that is a URL", { ...COUCHBASE, COUCHBASE_HOST: "https://cb/x" }, /^COUCHBASE_HOST: got "https:\/\/cb\/x", needs a host name/],
		[
			"an unknown durability",
			{ ...COUCHBASE, COUCHBASE_DURABILITY: "all" },
			/^COUCHBASE_DURABILITY: got "all", needs one of none, majority/,
		],
		[
			"some roles on Kafka with an embedded store",
			{ ...KAFKA, ROLES: "fraud" },
			/^ROLES: got "fraud" with KAFKA_BOOTSTRAP_SERVERS and without/,
		],
		["some roles on Couchbase with an embedded log", { ...COUCHBASE, ROLES: "api" }, /^ROLES: got "api" with COUCHBASE_HOST and without/],
	])("%s", (_name, env, line) => {
		expect(refusal(env)).toEqual([expect.stringMatching(line)]);
	});

	it("never with the secret in it", () => {
		const said = refusal({ ...KAFKA, ...KEY, ...COUCHBASE, KAFKA_SECURITY_PROTOCOL: "PLAINTEXT", COUCHBASE_DURABILITY: "x", PORT: "x" });
		expect(said.join("\n")).not.toMatch(/the-secret|the-password|the-key/);
	});
});
