/** The backends of log and store: Kafka and Couchbase where they are configured, otherwise embedded. */
import { ROLES, type Role } from "@orderdeck/contracts/topics";
import { DURABILITIES, type Durability } from "@orderdeck/core/adapters/couchbase/client/options";
import { RECORD_CODECS, type RecordCodec } from "@orderdeck/core/adapters/kafka/client/record-codec";
import { z } from "zod";

export interface KafkaConfig {
	/** `host:port` each. */
	readonly brokers: readonly string[];
	/** Undefined: plaintext. */
	readonly credentials: { readonly key: string; readonly secret: string } | undefined;
	/** PEM file of a private authority. */
	readonly caFile: string | undefined;
	readonly recordCodec: RecordCodec;
}

export interface CouchbaseConfig {
	readonly host: string;
	readonly bucket: string;
	readonly username: string;
	readonly password: string;
	readonly durability: Durability;
	/** PEM file of a private authority. */
	readonly caFile: string | undefined;
}

const BROKERS = "a comma list of host:port, such as broker-1.example.com:9092";
const brokersSchema = z.string().transform((text, context): readonly string[] => {
	const brokers = text.split(",").map((broker) => broker.trim());
	if (brokers.every((broker) => /^(?:[A-Za-z0-9._-]{1,253}|\[[0-9a-fA-F:]{2,45}\]):\d{1,5}$/.test(broker))) return brokers;
	context.addIssue(BROKERS);
	return z.NEVER;
});

/** The variables by name. Each message states what the variable needs. */
export const BACKEND_VARIABLES = {
	KAFKA_BOOTSTRAP_SERVERS: brokersSchema.optional(),
	KAFKA_SECURITY_PROTOCOL: z.enum(["SASL_SSL", "PLAINTEXT"], "SASL_SSL or PLAINTEXT").optional(),
	CONFLUENT_API_KEY: z.string().optional(),
	CONFLUENT_API_SECRET: z.string().optional(),
	KAFKA_CA_FILE: z.string().optional(),
	KAFKA_RECORD_CODEC: z.enum(RECORD_CODECS, `one of ${RECORD_CODECS.join(", ")}`).optional(),
	COUCHBASE_HOST: z
		.string()
		.regex(/^(?:couchbases?:\/\/)?[A-Za-z0-9._:,[\]-]{1,1000}$/, "a host name, such as cb.example.cloud.couchbase.com")
		.optional(),
	COUCHBASE_BUCKET: z
		.string()
		.regex(/^[A-Za-z0-9_.%-]{1,100}$/, "a bucket's name: 1 to 100 of A-Z a-z 0-9 _ . % -")
		.default("order_analytics"),
	COUCHBASE_USERNAME: z.string().optional(),
	COUCHBASE_PASSWORD: z.string().optional(),
	COUCHBASE_DURABILITY: z.enum(DURABILITIES, `one of ${DURABILITIES.join(", ")}`).default("majority"),
	COUCHBASE_CA_FILE: z.string().optional(),
} as const;
const backendSchema = z.object(BACKEND_VARIABLES);
export type BackendEnvironment = z.infer<typeof backendSchema>;

/** Missing variables and invalid combinations, one line each. */
export function backendProblems(env: BackendEnvironment, roles: readonly Role[], isLoopback: (host: string) => boolean): string[] {
	return [...kafkaProblems(env, isLoopback), ...couchbaseProblems(env), ...combinationProblems(env, roles)];
}

export function kafkaOf(env: BackendEnvironment): KafkaConfig | undefined {
	const { KAFKA_BOOTSTRAP_SERVERS: brokers, CONFLUENT_API_KEY: key, CONFLUENT_API_SECRET: secret, KAFKA_CA_FILE: caFile } = env;
	if (brokers === undefined) return undefined;
	const credentials = key === undefined || secret === undefined ? undefined : { key, secret };
	return { brokers, caFile, credentials, recordCodec: env.KAFKA_RECORD_CODEC ?? "fast" };
}

export function couchbaseOf(env: BackendEnvironment): CouchbaseConfig | undefined {
	const { COUCHBASE_HOST: host, COUCHBASE_USERNAME: username, COUCHBASE_PASSWORD: password } = env;
	if (host === undefined || username === undefined || password === undefined) return undefined;
	return {
		host,
		bucket: env.COUCHBASE_BUCKET,
		username,
		password,
		durability: env.COUCHBASE_DURABILITY,
		caFile: env.COUCHBASE_CA_FILE,
	};
}

function kafkaProblems(env: BackendEnvironment, isLoopback: (host: string) => boolean): string[] {
	const { KAFKA_BOOTSTRAP_SERVERS: brokers, KAFKA_SECURITY_PROTOCOL: protocol, CONFLUENT_API_KEY: key, CONFLUENT_API_SECRET: secret } = env;
	const alone = ["CONFLUENT_API_KEY", "CONFLUENT_API_SECRET", "KAFKA_CA_FILE", "KAFKA_RECORD_CODEC", "KAFKA_SECURITY_PROTOCOL"] as const;
	if (brokers === undefined) {
		return alone
			.filter((name) => env[name] !== undefined)
			.map((name) => `${name}: is set without KAFKA_BOOTSTRAP_SERVERS; it needs ${BROKERS} there`);
	}
	if ((key === undefined) !== (secret === undefined)) {
		return [`${key === undefined ? "CONFLUENT_API_KEY" : "CONFLUENT_API_SECRET"}: is not set; key and secret belong together`];
	}
	if (protocol === "SASL_SSL" && key === undefined) return ["CONFLUENT_API_KEY: is not set, and KAFKA_SECURITY_PROTOCOL=SASL_SSL needs it"];
	if (protocol === "PLAINTEXT" && key !== undefined) {
		return ["KAFKA_SECURITY_PROTOCOL: PLAINTEXT would send CONFLUENT_API_SECRET in clear; leave one of the two out"];
	}
	const remote = brokers.find((broker) => !isLoopback(broker.slice(0, broker.lastIndexOf(":"))));
	if (key === undefined && protocol === undefined && remote !== undefined) {
		return [
			`CONFLUENT_API_KEY: is not set, and ${remote} is not on this machine; set it and CONFLUENT_API_SECRET, or KAFKA_SECURITY_PROTOCOL=PLAINTEXT for brokers of your own without encryption`,
		];
	}
	return [];
}

function couchbaseProblems(env: BackendEnvironment): string[] {
	const names = ["COUCHBASE_USERNAME", "COUCHBASE_PASSWORD"] as const;
	if (env.COUCHBASE_HOST === undefined) {
		return [...names, "COUCHBASE_CA_FILE" as const]
			.filter((name) => env[name] !== undefined)
			.map((name) => `${name}: is set without COUCHBASE_HOST; it needs a host name there`);
	}
	return names.filter((name) => env[name] === undefined).map((name) => `${name}: is not set, and COUCHBASE_HOST needs it`);
}

/** An embedded log or store belongs to one process: with only some of the roles, the others would never run. */
function combinationProblems(env: BackendEnvironment, roles: readonly Role[]): string[] {
	const [kafka, couchbase] = [env.KAFKA_BOOTSTRAP_SERVERS !== undefined, env.COUCHBASE_HOST !== undefined];
	if (kafka === couchbase || roles.length === ROLES.length) return [];
	const [set, missing, what] = kafka
		? ["KAFKA_BOOTSTRAP_SERVERS", "COUCHBASE_HOST", "store"]
		: ["COUCHBASE_HOST", "KAFKA_BOOTSTRAP_SERVERS", "log"];
	return [
		`ROLES: got "${roles.join(",")}" with ${set} and without ${missing}; an embedded ${what} belongs to one process, so set ${missing} too, or ROLES=all`,
	];
}
