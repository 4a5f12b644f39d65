/** A plain client of the test cluster: what another program writes and reads, byte for byte, without our adapter. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import kafkajs, { type Kafka, type KafkaConfig, type KafkaMessage, type Message, type Producer } from "kafkajs";

const { Kafka: Client, logLevel, Partitioners } = kafkajs;

/** A record as it is in the topic. */
export interface RawRecord {
	readonly partition: number;
	readonly offset: number;
	readonly message: KafkaMessage;
}

/** A variable that `npm run test:kafka` sets. Throws where it is not set. */
export function variable(name: string): string {
	const value = optional(name);
	if (value === undefined) throw new Error(`${name} is not set: these tests run by npm run test:kafka`);
	return value;
}

function optional(name: string): string | undefined {
	return process.env[name] === "" ? undefined : process.env[name];
}

/** Has all rights. Uses the plaintext listeners of a cluster that was started for tests, and an existing one as configured. */
export function plainClient(options: Partial<KafkaConfig> = {}): Kafka {
	const plaintext = optional("TEST_KAFKA_PLAINTEXT");
	const key = optional("CONFLUENT_API_KEY");
	if (plaintext === undefined && key !== undefined) return secureClient(key, variable("CONFLUENT_API_SECRET"));
	return client({ brokers: (plaintext ?? variable("KAFKA_BOOTSTRAP_SERVERS")).split(","), ...options });
}

/** Uses the SASL_SSL listeners. */
export function secureClient(username: string, password: string): Kafka {
	const caFile = optional("KAFKA_CA_FILE");
	return client({
		brokers: variable("KAFKA_BOOTSTRAP_SERVERS").split(","),
		ssl: caFile === undefined ? true : { ca: [readFileSync(caFile, "utf8")] },
		sasl: { mechanism: "plain", username, password },
		connectionTimeout: 10_000,
	});
}

/** With many retries: brokers are restarted within seconds. */
function client(config: KafkaConfig): Kafka {
	return new Client({ logLevel: logLevel.NOTHING, retry: { retries: 30, initialRetryTime: 100, maxRetryTime: 1000 }, ...config });
}

/** Creates a topic with a unique name; returns the name. */
export async function createTopic(kafka: Kafka, partitions: number): Promise<string> {
	const topic = `topic-${randomUUID()}`;
	const admin = kafka.admin();
	try {
		await admin.connect();
		// Not waitForLeaders: it fails on a broker that does not know the topic yet.
		await admin.createTopics({ topics: [{ topic, numPartitions: partitions }], waitForLeaders: false });
		return topic;
	} finally {
		await admin.disconnect();
	}
}

/** Writes the messages as they are, each once; resolves when all replicas in sync have them. */
export async function produce(kafka: Kafka, topic: string, messages: readonly Message[]): Promise<void> {
	const producer = await connectedProducer(kafka);
	try {
		// One by one: where a send goes to several leaders and one of them fails, kafkajs may send again what the others have taken.
		for (const message of messages) await producer.send({ topic, acks: -1, messages: [message] });
	} finally {
		await producer.disconnect();
	}
}

/** An idempotent producer fails immediately when it is directed to a broker that has just died; nothing has been written yet. */
async function connectedProducer(kafka: Kafka): Promise<Producer> {
	for (const deadline = Date.now() + 120_000; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
		const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, idempotent: true, maxInFlightRequests: 1 });
		try {
			await producer.connect();
			return producer;
		} catch (cause) {
			await producer.disconnect();
			if (Date.now() > deadline) throw cause;
		}
	}
}

/** All records of the topic, each partition in order. Deletes the group it used. */
export async function readAll(kafka: Kafka, topic: string): Promise<readonly RawRecord[]> {
	const admin = kafka.admin();
	const groupId = `reader-${randomUUID()}`;
	try {
		await admin.connect();
		const bounds = await admin.fetchTopicOffsets(topic);
		const missing = new Map(bounds.filter(({ low, high }) => low !== high).map(({ partition, high }) => [partition, Number(high)]));
		if (missing.size === 0) return [];
		const records = await readUntil(kafka, { topic, groupId, missing });
		await admin.deleteGroups([groupId]);
		return records;
	} finally {
		await admin.disconnect();
	}
}

async function readUntil(
	kafka: Kafka,
	what: { topic: string; groupId: string; missing: Map<number, number> },
): Promise<readonly RawRecord[]> {
	const { topic, groupId, missing } = what;
	const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
	// By position: after a rebalance a record is delivered again.
	const records = new Map<string, RawRecord>();
	const done = Promise.withResolvers<void>();
	try {
		await consumer.connect();
		await consumer.subscribe({ topic, fromBeginning: true });
		await consumer.run({
			eachMessage: async ({ partition, message }) => {
				const offset = Number(message.offset);
				records.set(`${partition}/${offset}`, { partition, offset, message });
				if (offset + 1 >= (missing.get(partition) ?? 0)) missing.delete(partition);
				if (missing.size === 0) done.resolve();
			},
		});
		await done.promise;
		return [...records.values()];
	} finally {
		await consumer.disconnect();
	}
}
