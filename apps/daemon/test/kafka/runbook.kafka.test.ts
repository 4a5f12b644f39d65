/** The commands of docs/runbook.md with Kafka's own tools, as they are written there, over the listeners that require a key. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeOf, fill, readRunbook } from "../../../../infra/runbook/runbook.ts";
import { describeGroup } from "./consumer-groups.ts";
import { findControl, requireControl } from "./control.ts";
import { createTopic, plainClient, produce, variable } from "./plain-client.ts";
import type { Tool } from "./tools.ts";

const COMMANDS = codeOf(readRunbook())
	.map(({ text }) => text)
	.filter((text) => text.startsWith("kafka-"));

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
