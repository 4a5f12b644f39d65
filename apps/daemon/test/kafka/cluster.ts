/** A real Apache Kafka cluster in KRaft mode on the loopback: one process a broker, all of it gone with the scope. */
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrokerPorts, type BrokerProcess, type ClusterPlan, type Credentials, createBroker } from "./broker.ts";
import { makeCertificates } from "./certificates.ts";
import type { Jars, KafkaVersion } from "./jars.ts";
import { hasClasses } from "./java-process.ts";
import { freePorts } from "./ports.ts";
import { allowUse, brokersUp, groupsUsable } from "./readiness.ts";
import { runTool, type ToolCall, type ToolResult } from "./tools.ts";

export interface Broker {
	/** SIGKILL; resolves when the process is gone. */
	kill(): Promise<void>;
	/** The orderly way. */
	stop(): Promise<void>;
	/** Resolves when the cluster counts it in again. */
	start(): Promise<void>;
	/** SIGSTOP. */
	freeze(): Promise<void>;
	/** SIGCONT. */
	thaw(): Promise<void>;
}

export interface Cluster extends AsyncDisposable {
	/** The SASL_SSL listeners, comma separated. */
	readonly bootstrap: string;
	/** The plaintext listeners of the same brokers, comma separated; who comes this way may do everything. */
	readonly plaintext: string;
	/** A user who may do everything. */
	readonly credentials: Credentials;
	/** A user who may read and write every topic, and create none. */
	readonly reader: Credentials;
	/** PEM of the authority that signed the brokers' certificate. */
	readonly caFile: string;
	/** Brokers count from 1. */
	broker(id: number): Broker;
	/** Kills all brokers at once: an outage. */
	stopAll(): Promise<void>;
	/** Starts those that are away; resolves when groups are usable again. */
	startAll(): Promise<void>;
	/** Runs one of Kafka's command line tools against it. */
	tool(call: ToolCall): Promise<ToolResult>;
}

/** Starts a cluster and waits until topics and groups can be used. */
export async function startCluster(options: { version: KafkaVersion; jars: Jars; brokers: number }): Promise<Cluster> {
	const dir = await mkdtemp(join(tmpdir(), "orderdeck-kafka-"));
	const credentials = newCredentials("main");
	const reader = newCredentials("reader");
	const plan: ClusterPlan = {
		id: newClusterId(),
		dir,
		jars: options.jars,
		certificates: { keyStore: join(dir, "broker.p12"), caFile: join(dir, "ca.pem"), password: secret() },
		users: [credentials, reader],
		ports: await brokerPorts(options.brokers),
	};
	const brokers = new Map([...plan.ports.keys()].map((id) => [id, createBroker(plan, id)]));
	const all = [...brokers.values()];
	const addresses = (listener: keyof BrokerPorts) => [...plan.ports.values()].map((ports) => `127.0.0.1:${ports[listener]}`);
	const plaintext = addresses("plaintext");
	const startAll = async (): Promise<void> => {
		for (const broker of all) broker.spawn();
		await brokersUp(plaintext, all.length, () => stillRunning(all));
		await groupsUsable(plaintext, () => stillRunning(all));
	};
	// The brokers have been killed by then, whose handler was there first.
	const removeData = (): void => rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
	process.once("exit", removeData);
	const cluster: Cluster = {
		bootstrap: addresses("secure").join(","),
		plaintext: plaintext.join(","),
		credentials,
		reader,
		caFile: plan.certificates.caFile,
		broker(id) {
			const broker = brokers.get(id);
			if (broker === undefined) throw new Error(`there is no broker ${id}`);
			return {
				kill: () => broker.end("SIGKILL"),
				stop: () => broker.end("SIGTERM"),
				async start() {
					broker.spawn();
					const running = all.filter((one) => one.running);
					await brokersUp(plaintext, running.length, () => stillRunning(running));
				},
				freeze: async () => broker.signal("SIGSTOP"),
				thaw: async () => broker.signal("SIGCONT"),
			};
		},
		async stopAll() {
			await Promise.all(all.map((broker) => broker.end("SIGKILL")));
		},
		startAll,
		tool: (call) => runTool({ ...options, bootstrap: plaintext.join(",") }, call),
		async [Symbol.asyncDispose]() {
			// The first run on a machine ends one broker in the orderly way, for the sake of later starts.
			if (!hasClasses(plan.jars)) await cluster.broker(1).stop();
			await cluster.stopAll();
			await rm(dir, { recursive: true, force: true, maxRetries: 5 });
			process.off("exit", removeData);
		},
	};
	try {
		await Promise.all([makeCertificates(plan.certificates, options.jars.java), ...all.map((broker) => broker.format())]);
		await startAll();
		await allowUse(plaintext, reader.key);
		return cluster;
	} catch (cause) {
		await cluster[Symbol.asyncDispose]();
		throw cause;
	}
}

async function brokerPorts(brokers: number): Promise<ReadonlyMap<number, BrokerPorts>> {
	const ports = await freePorts(brokers * 3);
	return new Map(
		Array.from({ length: brokers }, (_, index) => {
			const [secure = 0, plaintext = 0, controller = 0] = ports.slice(index * 3);
			return [index + 1, { secure, plaintext, controller }];
		}),
	);
}

async function stillRunning(brokers: readonly BrokerProcess[]): Promise<void> {
	for (const broker of brokers) if (!broker.running) throw new Error(`broker ${broker.id} has ended:\n${await broker.output()}`);
}

function newCredentials(key: string): Credentials {
	return { key, secret: secret() };
}

/** As Kafka has them, but never with a first "-", which its tools would take for an option. */
function newClusterId(): string {
	const bytes = randomBytes(16);
	bytes[0] = 0x40;
	return bytes.toString("base64url");
}

function secret(): string {
	return randomBytes(16).toString("hex");
}
