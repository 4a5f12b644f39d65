import { describe, expect, it } from "vitest";
import { createKafkaBackend } from "../backend.ts";
import { kafkaOptions, plaintextOptions } from "../temporary-kafka.ts";
import type { KafkaOptions } from "./connection.ts";

const secure = kafkaOptions();
const plaintext = plaintextOptions();
const SECRET = "a-secret-that-must-not-leak";

/** The error of verifying, and everything that was reported meanwhile. */
async function verify(options: KafkaOptions): Promise<{ error: unknown; reported: string }> {
	const reports: string[] = [];
	await using backend = createKafkaBackend(options, {
		report: ({ message }) => reports.push(message),
		settings: { connectionTimeoutMs: 5_000 },
	});
	const error = await backend.verify().then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	const texts = [...reports];
	for (let each = error; each instanceof Error; each = each.cause) texts.push(each.message, JSON.stringify(each));
	return { error, reported: texts.join("\n") };
}

describe("connecting to Kafka", () => {
	it("reports nothing where everything is correct", async () => {
		expect(await verify(secure)).toMatchObject({ error: undefined });
		expect(await verify(plaintext)).toMatchObject({ error: undefined });
	});

	it("names the variable to check for a wrong secret, and never the secret", async () => {
		const key = secure.credentials?.key ?? "";
		const { error, reported } = await verify({ ...secure, credentials: { key, secret: SECRET } });
		expect(error).toMatchObject({ name: "KafkaRefused", code: "WRONG_CREDENTIALS" });
		expect(String(error)).toMatch(/127\.0\.0\.1:\d+.*CONFLUENT_API_KEY and CONFLUENT_API_SECRET/);
		expect(reported).not.toContain(SECRET);
	});

	it("reports a host that does not exist", async () => {
		const { error } = await verify({ ...secure, brokers: ["broker.invalid:9092"] });
		expect(error).toMatchObject({ name: "KafkaRefused", code: "UNKNOWN_HOST" });
		expect(String(error)).toMatch(/broker\.invalid:9092.*KAFKA_BOOTSTRAP_SERVERS/);
	});

	it("is UNAVAILABLE for a port without a listener", async () => {
		const { error } = await verify({ ...secure, brokers: ["127.0.0.1:1"] });
		expect(error).toMatchObject({ name: "StoreError", code: "UNAVAILABLE" });
		expect(String(error)).toMatch(/127\.0\.0\.1:1 .*connection refused/);
	});

	it("distinguishes TLS listeners from plaintext ones, both ways", async () => {
		const bare = await verify({ brokers: secure.brokers, clientId: "t" });
		expect(bare.error).toMatchObject({ name: "KafkaRefused", code: "TLS_EXPECTED" });
		expect(String(bare.error)).toMatch(/speaks TLS.*CONFLUENT_API_KEY/);
		const wrapped = await verify({ ...secure, brokers: plaintext.brokers });
		expect(wrapped.error).toMatchObject({ name: "KafkaRefused", code: "TLS_NOT_SPOKEN" });
		expect(String(wrapped.error)).toMatch(/does not speak TLS.*KAFKA_BOOTSTRAP_SERVERS/);
	});

	it("requests the authority of a certificate that it does not trust", async () => {
		const { ca: _, ...untrusting } = secure;
		const { error } = await verify(untrusting);
		expect(error).toMatchObject({ name: "KafkaRefused", code: "UNTRUSTED_CERTIFICATE" });
		expect(String(error)).toContain("KAFKA_CA_FILE");
	});

	const { TEST_KAFKA_READER_KEY: key, TEST_KAFKA_READER_SECRET: secret } = process.env;
	it.skipIf(key === undefined || secret === undefined)("names the topic and the right that is missing to create it", async () => {
		await using backend = createKafkaBackend({ ...secure, credentials: { key: key ?? "", secret: secret ?? "" } });
		const topic = `t-${Date.now()}-not-allowed`;
		const creating = backend.log.ensureTopics([{ topic, partitions: 1 }]);
		await expect(creating).rejects.toMatchObject({ name: "KafkaRefused", code: "NOT_AUTHORIZED" });
		await expect(creating).rejects.toThrow(new RegExp(`${topic}.*right to create`));
		await using main = createKafkaBackend(secure);
		await main.log.ensureTopics([{ topic, partitions: 1 }]);
		await backend.log.ensureTopics([{ topic, partitions: 1 }]);
	});
});
