/** Kafka's own command line tools, and a producer that uses Kafka's Java client. */
import { fileURLToPath } from "node:url";
import type { Jars, KafkaVersion } from "./jars.ts";
import { runJava } from "./java-process.ts";

export const TOOLS = [
	"consumer-groups",
	"topics",
	"configs",
	"acls",
	"get-offsets",
	"console-producer",
	"transactions",
	"other-producer",
] as const;
export type Tool = (typeof TOOLS)[number];
export interface ToolResult {
	readonly stdout: string;
	readonly code: number;
}

/** What to run; `input` is what the tool reads, a line each. */
export interface ToolCall {
	readonly tool: Tool;
	readonly args: readonly string[];
	readonly input?: readonly string[] | undefined;
}

const CLASSES: Readonly<Record<Tool, string>> = {
	"consumer-groups": "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
	topics: "org.apache.kafka.tools.TopicCommand",
	configs: "kafka.admin.ConfigCommand",
	acls: "org.apache.kafka.tools.AclCommand",
	"get-offsets": "org.apache.kafka.tools.GetOffsetShell",
	"console-producer": "org.apache.kafka.tools.ConsoleProducer",
	transactions: "org.apache.kafka.tools.TransactionsCommand",
	// A source, which Java compiles itself.
	"other-producer": fileURLToPath(new URL("OtherProducer.java", import.meta.url)),
};
/** Those with another name before 4. */
const CLASSES_3: Partial<typeof CLASSES> = { acls: "kafka.admin.AclCommand", "console-producer": "kafka.tools.ConsoleProducer" };

/** How tools are run in a cluster: with its jars, its release, and its plaintext address before arguments that have none. */
export interface ToolBox {
	readonly jars: Jars;
	readonly version: KafkaVersion;
	readonly bootstrap: string;
}

/** Runs `kafka-<tool>`. Its standard error follows its standard output. */
export async function runTool({ jars, version, bootstrap }: ToolBox, { tool, args, input = [] }: ToolCall): Promise<ToolResult> {
	const name = (version === "3.9" ? CLASSES_3[tool] : undefined) ?? CLASSES[tool];
	const lines = input.map((line) => `${line}\n`).join("");
	const where = args.includes("--bootstrap-server") ? [] : ["--bootstrap-server", bootstrap];
	const { stdout, stderr, code } = await runJava(jars, [name, ...where, ...args], lines);
	return { stdout: stdout + stderr, code };
}
