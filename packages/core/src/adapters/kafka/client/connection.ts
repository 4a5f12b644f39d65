/** Creates kafkajs clients from the options: SASL_SSL with PLAIN when there are credentials, plaintext otherwise. */
import kafkajs, { type Kafka, type KafkaConfig, type LogEntry } from "kafkajs";
import { registerCodecs } from "./codecs.ts";
import { decodePartitionsApart } from "./fetch-response.ts";
import { stopIdlePolling } from "./kafkajs-internals.ts";
import { acceptLeaderless } from "./leaderless.ts";
import { encodeProduceRequests } from "./produce-request.ts";
import { type RecordCodec, selectRecordCodec } from "./record-codec.ts";
import { type KafkaSettings, QUICK_RETRY } from "./settings.ts";

export interface KafkaOptions {
	/** `host:port` of some brokers. */
	readonly brokers: readonly string[];
	/** SASL_SSL with PLAIN when set, plaintext otherwise. */
	readonly credentials?: { readonly key: string; readonly secret: string };
	/** PEM of a private certificate authority, in place of the public ones. */
	readonly ca?: string;
	readonly clientId: string;
	/** Ours where it is not set. */
	readonly recordCodec?: RecordCodec;
}

/** A problem worth a line in the log. */
export interface KafkaReport {
	readonly level: "warn" | "error";
	readonly message: string;
}

export interface KafkaContext {
	readonly options: KafkaOptions;
	readonly settings: KafkaSettings;
	/** Called with the warnings of kafkajs and the adapter. Fast, and does not throw. */
	readonly report: (report: KafkaReport) => void;
}

/**
 * Each member of a group needs a client of its own: kafkajs keeps a group's committed offsets per client, so two members that share one
 * would overwrite each other's.
 */
export function createClient({ options, settings, report }: KafkaContext, clientId = options.clientId): Kafka {
	registerCodecs();
	acceptLeaderless();
	decodePartitionsApart();
	encodeProduceRequests();
	selectRecordCodec(options.recordCodec ?? "fast");
	stopIdlePolling();
	return new kafkajs.Kafka({
		...security(options),
		brokers: [...options.brokers],
		clientId,
		connectionTimeout: settings.connectionTimeoutMs,
		authenticationTimeout: settings.connectionTimeoutMs,
		requestTimeout: settings.requestTimeoutMs,
		retry: QUICK_RETRY,
		logLevel: kafkajs.logLevel.WARN,
		logCreator: () => (entry) => forward(entry, report),
	});
}

function security({ credentials, ca }: KafkaOptions): Pick<KafkaConfig, "ssl" | "sasl"> {
	if (credentials === undefined) return {};
	return {
		ssl: ca === undefined ? true : { ca: [ca] },
		sasl: { mechanism: "plain", username: credentials.key, password: credentials.secret },
	};
}

/**
 * The message, its reason, and the broker or group concerned: the rest of an entry may contain payloads. Always a warning: kafkajs logs every
 * rebalance as an error, and the adapter reports real errors itself.
 */
function forward({ namespace, log }: LogEntry, report: KafkaContext["report"]): void {
	const about = ["error", "broker", "groupId", "topic", "partition"].flatMap((key) =>
		["string", "number"].includes(typeof log[key]) ? [`${key} ${log[key]}`] : [],
	);
	const message = `kafkajs ${namespace}: ${log.message}${about.length > 0 ? ` (${about.join(", ")})` : ""}`;
	report({ level: "warn", message });
}
