/** A real Apache Kafka cluster in KRaft mode on the loopback: one process for each broker, all deleted with the scope. */
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "../free-ports.ts";
import { type BrokerPorts, type BrokerProcess, type ClusterPlan, type Credentials, createBroker } from "./broker.ts";
import { makeCertificates } from "./certificates.ts";
import type { Jars, KafkaVersion } from "./jars.ts";
import { hasClasses } from "./java-process.ts";
import { allowUse, brokersUp, groupsUsable } from "./readiness.ts";
import { runTool, type ToolCall, type ToolResult } from "./tools.ts";

export interface Broker {
	/** SIGKILL; resolves when the process is gone. */
	kill(): Promise<void>;
	/** SIGTERM. */
	stop(): Promise<void>;
	/** Resolves when the cluster counts it again. */
	start(): Promise<void>;
	/** SIGSTOP. */
	freeze(): Promise<void>;
	/** SIGCONT. */
	thaw(): Promise<void>;
}

export interface Cluster extends AsyncDisposable {
	/** The SASL_SSL listeners, comma separated. */
	readonly bootstrap: string;
	/** The plaintext listeners of the same brokers, comma separated; clients there have all rights. */
	readonly plaintext: string;
	/** A user with all rights. */
	readonly credentials: Credentials;
	/** A user with the rights to read and write every topic, but not to create one. */
	readonly reader: Credentials;
	/** PEM of the authority that signed the brokers' certificate. */
	readonly caFile: string;
	/** Brokers count from 1. */
	broker(id: number): Broker;
	/** Kills all brokers together: an outage. */
	stopAll(): Promise<void>;
	/** Starts those that are not running; resolves when groups are usable again. */
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
	// Runs after the handler that kills the brokers.
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
			if (broker === undefined) throw new Error(`broker ${id} does not exist`);
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
			// The first run on a machine stops one broker in an orderly way, to speed up later starts.
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
	for (const broker of brokers) if (!broker.running) throw new Error(`broker ${broker.id} has exited:\n${await broker.output()}`);
}

function newCredentials(key: string): Credentials {
	return { key, secret: secret() };
}

/** In Kafka's format, but never with a leading "-", which its tools would take for an option. */
function newClusterId(): string {
	const bytes = randomBytes(16);
	bytes[0] = 0x40;
	return bytes.toString("base64url");
}

function secret(): string {
	return randomBytes(16).toString("hex");
}
