/** The cluster that `npm run test:kafka` starts, as other tests rely on it. */
import { afterAll, describe, expect, it } from "vitest";
import { until } from "../daemon.ts";
import { findControl } from "./control.ts";
import { createTopic, plainClient, produce, readAll, secureClient, variable } from "./plain-client.ts";

const control = findControl();
const main = () => secureClient(variable("CONFLUENT_API_KEY"), variable("CONFLUENT_API_SECRET"));
const messages = (...values: readonly string[]) => values.map((value) => ({ key: value, value }));
const noRetry = { retry: { retries: 0 } };

async function valuesOf(kafka: ReturnType<typeof main>, topic: string): Promise<readonly string[]> {
	return (await readAll(kafka, topic)).map(({ message }) => String(message.value)).toSorted();
}

describe.skipIf(control === undefined)("the test cluster", () => {
	afterAll(async () => {
		await control?.start("all");
	});

	it("writes and reads records over SASL_SSL and over plaintext", async () => {
		const topic = await createTopic(main(), 3);
		await produce(main(), topic, messages("a", "b"));
		await produce(plainClient(), topic, messages("c"));
		expect(await valuesOf(plainClient(), topic)).toEqual(["a", "b", "c"]);
		expect(await valuesOf(main(), topic)).toEqual(["a", "b", "c"]);
	});

	it("refuses a wrong password", async () => {
		const admin = secureClient("main", "wrong").admin();
		await expect(admin.connect()).rejects.toThrow(/SASL PLAIN authentication failed/);
		await admin.disconnect();
	});

	it("has a certificate that is trusted only with its authority", async () => {
		const admin = plainClient({ ...noRetry, brokers: variable("KAFKA_BOOTSTRAP_SERVERS").split(","), ssl: true }).admin();
		await expect(admin.connect()).rejects.toThrow(/self-signed certificate|unable to verify|unable to get/);
		await admin.disconnect();
	});

	it("lets the reader use topics but create none", async () => {
		const reader = secureClient(variable("TEST_KAFKA_READER_KEY"), variable("TEST_KAFKA_READER_SECRET"));
		await expect(createTopic(reader, 1)).rejects.toMatchObject({ errors: [{ type: "TOPIC_AUTHORIZATION_FAILED" }] });
		const topic = await createTopic(plainClient(), 3);
		await produce(reader, topic, messages("a"));
		expect(await valuesOf(plainClient(), topic)).toEqual(["a"]);
	});

	it("takes records while a broker is killed, and counts it again once it has restarted", async () => {
		const topic = await createTopic(plainClient(), 3);
		await control?.kill(1);
		await produce(plainClient(), topic, messages("a", "b", "c", "d"));
		await control?.start(1);
		const described = await control?.tool("topics", ["--describe", "--topic", topic]);
		expect(described?.stdout).toContain("ReplicationFactor: 3");
		expect(await valuesOf(plainClient(), topic)).toEqual(["a", "b", "c", "d"]);
	});

	it("keeps its records when all brokers are killed and started again", async () => {
		const topic = await createTopic(plainClient(), 3);
		await produce(plainClient(), topic, messages("a", "b", "c"));
		await control?.kill("all");
		await expect(createTopic(plainClient(noRetry), 1)).rejects.toThrow();
		await control?.start("all");
		expect(await valuesOf(plainClient(), topic)).toEqual(["a", "b", "c"]);
	});

	it("runs Kafka's own tools, and returns their exit codes", async () => {
		const topic = await createTopic(plainClient(), 3);
		// A broker that has just restarted may not know it yet.
		await until("the topic is listed", async () => {
			const listed = await control?.tool("topics", ["--list"]);
			expect(listed?.code).toBe(0);
			return listed?.stdout.includes(`${topic}\n`) === true;
		});
		expect(await control?.tool("configs", ["--describe", "--entity-type", "no-such-type"])).not.toMatchObject({ code: 0 });
	});
});
