/** For tests: a backend on the cluster that the environment names, with unique topics and groups. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { EventLog } from "../../ports/event-log.ts";
import type { UnitOfWork } from "../../ports/unit-of-work.ts";
import { createOrderedWork } from "../ordered-work/ordered-work.ts";
import { createKafkaBackend, type KafkaBackend } from "./backend.ts";
import type { KafkaContext, KafkaOptions } from "./client/connection.ts";
import { RECORD_CODECS } from "./client/record-codec.ts";
import type { KafkaSettings } from "./client/settings.ts";

export interface TemporaryKafka extends AsyncDisposable {
	readonly backend: KafkaBackend;
	readonly log: EventLog;
	readonly work: UnitOfWork;
	readonly prefix: string;
	reopen(): Promise<{ log: EventLog; work: UnitOfWork }>;
}

/** KAFKA_RECORD_CODEC, as for a daemon. */
const COMMON = {
	clientId: "orderdeck-test",
	recordCodec: RECORD_CODECS.find((codec) => codec === process.env.KAFKA_RECORD_CODEC) ?? "fast",
};

/** The cluster's SASL_SSL listeners. */
export function kafkaOptions(env: NodeJS.ProcessEnv = process.env): KafkaOptions {
	const { KAFKA_BOOTSTRAP_SERVERS: brokers = "", CONFLUENT_API_KEY: key, CONFLUENT_API_SECRET: secret, KAFKA_CA_FILE: ca } = env;
	return {
		brokers: brokers.split(","),
		...COMMON,
		...(key && secret ? { credentials: { key, secret } } : {}),
		...(ca ? { ca: readFileSync(ca, "utf8") } : {}),
	};
}

/** The same brokers without TLS. */
export function plaintextOptions(): KafkaOptions {
	return { brokers: (process.env.TEST_KAFKA_PLAINTEXT ?? "").split(","), ...COMMON };
}

/** Members stop, rejoin and detect a rebalance fast, so that no test waits for the defaults. */
const FAST = { maxWaitMs: 100, heartbeatMs: 300, sessionTimeoutMs: 4_000 };

export async function temporaryKafka(
	settings: Partial<KafkaSettings> = {},
	options = kafkaOptions(),
	report: KafkaContext["report"] = () => {},
): Promise<TemporaryKafka> {
	const opened: KafkaBackend[] = [];
	const open = () => {
		const backend = createKafkaBackend(options, { settings: { ...FAST, ...settings }, report });
		opened.push(backend);
		return { backend, log: backend.log, work: createOrderedWork({ store: { write: async () => [] }, log: backend.logWork }) };
	};
	return {
		...open(),
		prefix: `t-${randomUUID().slice(0, 8)}`,
		reopen: async () => open(),
		async [Symbol.asyncDispose]() {
			for (const backend of opened) await backend[Symbol.asyncDispose]();
		},
	};
}
