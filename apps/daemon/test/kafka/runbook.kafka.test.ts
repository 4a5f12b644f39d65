/** The chapter "Kafka" of docs/runbook.md: its commands with Kafka's own tools over the listeners that require a key, and its preview of a reset. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { previewResetSchema } from "@orderdeck/contracts/lag/offsets";
import { decompressNothing } from "@orderdeck/core/adapters/kafka/client/kafkajs.fixture";
import { systemClock } from "@orderdeck/core/adapters/system-clock";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeOf, fill, isCommand, readRunbook } from "../../../../infra/runbook/runbook.ts";
import { offsetsApi } from "../../src/api/offsets.ts";
import { openTestData } from "../../src/live/live.fixture.ts";
import { openKafka } from "../../src/pipeline/backend.ts";
import { kafkaUnderTest } from "../fleet/fleet.ts";
import { describeGroup } from "./consumer-groups.ts";
import { findControl, requireControl } from "./control.ts";
import { createTopic, plainClient, produce, variable } from "./plain-client.ts";
import type { Tool } from "./tools.ts";

const CALLS = codeOf(readRunbook())
	.filter(isCommand)
	.map(({ text }) => text);
const COMMANDS = CALLS.filter((text) => text.startsWith("kafka-"));
const PREVIEW = "POST /api/groups/<group>/offsets/preview ";

describe.skipIf(findControl() === undefined)("the runbook's commands with Kafka's own tools", () => {
	let dir = "";

	beforeAll(async () => {
		dir = await mkdtemp(join(tmpdir(), "orderdeck-runbook-"));
		const caFile = process.env.KAFKA_CA_FILE ?? "";
		const login = `username="${variable("CONFLUENT_API_KEY")}" password="${variable("CONFLUENT_API_SECRET")}"`;
		const settings = {
			"security.protocol": "SASL_SSL",
			"sasl.mechanism": "PLAIN",
			"sasl.jaas.config": `org.apache.kafka.common.security.plain.PlainLoginModule required ${login};`,
			...(caFile === "" ? {} : { "ssl.truststore.type": "PEM", "ssl.truststore.location": caFile }),
		};
		const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
		await writeFile(join(dir, "client.properties"), lines.join(""), { mode: 0o600 });
	});
	afterAll(async () => {
		await rm(dir, { recursive: true, force: true });
	});

	/** Runs the only command of the tool, with these values for its placeholders. */
	async function run(tool: Tool, values: Readonly<Record<string, unknown>>): Promise<string> {
		const commands = COMMANDS.filter((text) => text.startsWith(`kafka-${tool} `));
		expect(commands).toHaveLength(1);
		const own = { servers: variable("KAFKA_BOOTSTRAP_SERVERS"), "client.properties": join(dir, "client.properties") };
		const [, ...args] = fill(commands.join(), { ...own, ...values }).split(" ");
		const { stdout, code } = await requireControl().tool(tool, args);
		expect(code, stdout).toBe(0);
		return stdout;
	}

	it("are those that are run here", () => {
		expect(COMMANDS.map((text) => text.split(" ")[0])).toEqual(["kafka-consumer-groups", "kafka-transactions"]);
	});

	it("set a group behind a batch, in one partition", async () => {
		const kafka = plainClient();
		const topic = await createTopic(kafka, 2);
		await produce(
			kafka,
			topic,
			["a", "b", "c"].map((value) => ({ value, partition: 1 })),
		);
		const group = `group-${randomUUID()}`;
		await run("consumer-groups", { topic, partition: 1, group, "offset after the batch": 2 });
		expect(await describeGroup(requireControl(), group)).toEqual([{ topic, partition: 1, committed: 2, end: 3, lag: 1, owner: undefined }]);
	});

	it("find hanging transactions of a broker", async () => {
		expect(await run("transactions", { broker: 1 })).toMatch(/ProducerId/);
	});
});

it("the runbook's reset past records that cannot be decoded: its preview counts them, and the log accepts the offset", async () => {
	await using backend = await openKafka(kafkaUnderTest().kafka, { clientId: "runbook-test", report: () => undefined });
	await using data = await openTestData();
	const { log } = backend;
	const [topic, group] = [`topic-${randomUUID()}`, `group-${randomUUID()}`];
	await log.ensureTopics([{ topic, partitions: 1 }]);
	const append = (value: Buffer) => log.append([{ topic, key: "1", value, headers: {} }]);
	await append(Buffer.from("a"));
	// What is larger than a batch may be is compressed.
	await append(Buffer.alloc(2 * 1024 * 1024, "b"));
	await append(Buffer.from("c"));
	await log.seek(group, [{ topic, partition: 0, offset: 1 }]);
	const call = CALLS.find((text) => text.startsWith(PREVIEW) && text.includes("<offset after the batch>")) ?? "";
	const body: object = JSON.parse(fill(call.slice(PREVIEW.length), { topic, partition: 0, "offset after the batch": 2 }));
	const api = offsetsApi({ log, store: data.store, clock: systemClock, baseCurrency: "USD" });
	using _fault = decompressNothing();
	await expect(log.read({ topic, partition: 0, offset: 1 }, 1)).rejects.toMatchObject({ code: "UNREADABLE_RECORD" });
	expect(await api.previewReset(previewResetSchema.parse({ ...body, group }))).toMatchObject({
		refused: null,
		never_read: { records: 1, orders: 0, at_least: true },
		expected: [{ topic, partition: 0, offset: 1 }],
	});
	await log.seek(group, [{ topic, partition: 0, offset: 2 }]);
	expect(await log.groupOffsets(group)).toMatchObject([{ committed: 2 }]);
});
